"""What a milestone's score means: a state computed from value, pace and deadline, never set by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from workbench.looks.etats import JALONS, Etat
from workbench.looks.traces import Point
from workbench.pilotage.prevision import forecast


def rythme_mensuel(points: Sequence[Point]) -> float | None:
    """Median pace between consecutive deliveries, per 30 days; None under two points."""
    suite = sorted(points, key=lambda point: point.le)
    pentes = sorted(
        (b.valeur - a.valeur) * 30 / (b.le - a.le).days for a, b in pairwise(suite) if b.le > a.le
    )
    if not pentes:
        return None
    milieu = len(pentes) // 2
    return pentes[milieu] if len(pentes) % 2 else (pentes[milieu - 1] + pentes[milieu]) / 2


def valeur_projetee(points: Sequence[Point], echeance: date) -> float | None:
    """The score at the deadline at the observed pace, between 0 and 1."""
    pente = rythme_mensuel(points)
    if pente is None:
        return None
    dernier = max(points, key=lambda point: point.le)
    return min(1.0, max(0.0, dernier.valeur + pente * (echeance - dernier.le).days / 30))


def etat_jalon(
    taux: float | None, cible: float, echeance: date, aujourdhui: date, points: Sequence[Point]
) -> Etat:
    """The state of a milestone at the date of the data."""
    if taux is None:
        return JALONS["non_mesurable"]
    if taux >= cible:
        return JALONS["atteint"]
    if aujourdhui > echeance:
        return JALONS["en_retard"]
    seen = forecast([(point.le, point.valeur) for point in points], echeance, cible)
    if (
        seen is not None
    ):  # enough history: the same forecast as the page Jalons, so that two pages never disagree
        return JALONS["en_bonne_voie"] if seen.probabilite >= 0.5 else JALONS["a_risque"]
    projection = valeur_projetee(points, echeance)
    if projection is None:
        return JALONS["sans_recul"]
    return JALONS["en_bonne_voie"] if projection >= cible else JALONS["a_risque"]
