"""The burn-up: what it draws says what the forecast says."""

from __future__ import annotations

from datetime import date

from workbench.looks.figures.mie import avancement
from workbench.looks.traces import Point
from workbench.pilotage.prevision import project

ECHEANCE = date(2028, 12, 31)


def trace(figure, nom: str):
    return next((t for t in figure.data if t.name == nom), None)


def test_la_ligne_prevue_reste_dans_sa_fourchette_et_ne_promet_pas_cent():
    points = [Point(date(2026, mois, 1), 0.3 + mois * 0.05) for mois in range(1, 7)]
    prevision = project([(p.le, p.valeur) for p in points], ECHEANCE, 1.0)
    figure = avancement(points, [Point(date(2026, 3, 1), 0.5)], ECHEANCE, prevision)
    prevue = trace(figure, "prévu, milieu")
    assert prevue.x[-1] == ECHEANCE
    assert prevision.low <= prevue.y[-1] == prevision.median <= prevision.high
    assert prevision.median < 1.0, "cinq points par mois pendant six mois ne promettent pas tout le monde"
    plan = trace(figure, "prévu par les vagues")
    assert list(plan.y) == [0.0, 0.5, 0.5]
    assert list(trace(figure, "remis").y) == [p.valeur for p in points]


def test_sans_recul_ni_vague_il_reste_le_constat():
    figure = avancement([Point(date(2026, 6, 1), 0.4)], [], ECHEANCE, None)
    assert [t.name for t in figure.data] == ["remis"]


def test_une_baisse_se_prolonge_sans_promesse():
    points = [Point(date(2026, mois, 1), 0.6 - mois * 0.01) for mois in range(1, 7)]
    prevision = project([(p.le, p.valeur) for p in points], ECHEANCE, 1.0)
    prevue = trace(avancement(points, [], ECHEANCE, prevision), "prévu, milieu")
    assert len(prevue.x) == 2
    assert prevue.y[-1] < points[-1].valeur
