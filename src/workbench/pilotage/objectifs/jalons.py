"""Objectives 1.1 and 1.2: criteria measured or declared, scores, states never set by hand, what to do
first.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from workbench.decisions import Decision
from workbench.looks.formats import parts
from workbench.pilotage.comptes import campagnes, procedures
from workbench.pilotage.objectifs.critere import SERIE, Cadre, Critere, bounded, declared, measured
from workbench.pilotage.objectifs.etat import Etat, Plafond, ceilings
from workbench.socle.regles import lire

GRAVITE: tuple[Etat, ...] = (
    "en_retard",
    "a_risque",
    "non_mesurable",
    "sans_recul",
    "incertain",
    "en_bonne_voie",
)


@dataclass(frozen=True)
class Objectif:
    """One objective and year: its score is the weighted mean of its criteria, its state that of the worst.

    `probabilite`: that of all its criteria together; None as soon as one of them lacks a proof, a figure or
    an earned probability.
    """

    code: str
    objectif: str
    annee: int
    titre: str
    libelle_officiel: str
    echeance: dt.date
    score: float | None
    etat: Etat
    probabilite: float | None
    criteres: list[Critere]
    texte_a_confirmer: bool = False
    scores: tuple[float, float] | None = None  # the least and the most of it, on rounded counts

    def score_dit(self, decimales: int = 1) -> str:
        """Its score as it is published: the same for every role, or the range that rounded counts leave."""
        return parts(*(self.scores or (self.score, self.score)), decimales)


def definitions(home: Path | None = None) -> dict[str, Any]:
    """`criteres.toml`, or the establishment's own."""
    return lire("workbench.pilotage.objectifs", "criteres.toml", home)


def histories(historique: pl.DataFrame) -> dict[str, SERIE]:
    """Indicator → its history, oldest first, from `mart.historique`; a figure that could not be computed is
    left out.
    """
    out: dict[str, list[tuple[dt.date, int | None, int | None, float]]] = {}
    columns = ("indicateur", "date_execution", "numerateur", "denominateur", "valeur")
    for name, *point in (
        historique.filter(pl.col("valeur").is_not_null()).sort("date_execution").select(columns).iter_rows()
    ):
        out.setdefault(name, []).append((point[0], point[1], point[2], point[3]))
    return dict(out)


def reasons(historique: pl.DataFrame) -> dict[str, str]:
    """Indicator → why its last figure is not measurable, from `mart.historique`."""
    last = historique.sort("date_execution").group_by("indicateur", maintain_order=True).last()
    told = last.filter(pl.col("motif").is_not_null() & pl.col("valeur").is_null())
    return dict(told.select("indicateur", "motif").iter_rows())


def objectives(
    series: Mapping[str, SERIE],
    decisions: Sequence[Decision],
    le: dt.date,
    home: Path | None = None,
    motifs: Mapping[str, str] | None = None,
    plafonds: Mapping[str, Plafond] | None = None,
    arrondi: int = 0,
) -> list[Objectif]:
    """Every objective at the date of the data, those whose official text is not known last.

    Args:
        series: indicator → its history, oldest first (`mart.historique`).
        decisions: those in force. The register of procedures and the review campaigns prove their own
        criteria; what they say
            wins over a `preuve_declaree`, which speaks of the other ones.
        home: whose own `regles/criteres.toml` wins over ours.
        motifs: indicator → why it cannot be measured (`reasons`).
        plafonds: indicator → the share it cannot pass today (`etat_jalon.ceilings`).
        arrondi: the threshold under which the counts of `series` are rounded for who reads them.
    """
    rules = definitions(home)
    proofs = {entry.objet: entry for entry in decisions if entry.genre == "preuve_declaree"}
    covered = series.get(procedures.COUVERTURE, ())
    review = campagnes.yearly_level(decisions, covered[-1][3] if covered else None, le, campagnes.rules(home))
    proofs |= procedures.preuves(decisions) | procedures.preuves_revue(review)
    found = [
        _objective(entry, rules, series, proofs, le, motifs or {}, plafonds or {}, arrondi)
        for entry in rules["objectifs"]
    ]
    return sorted(found, key=lambda objective: objective.texte_a_confirmer)


def assess(
    historique: pl.DataFrame,
    scores: pl.DataFrame,
    decisions: Sequence[Decision],
    le: dt.date,
    home: Path | None = None,
    arrondi: int = 0,
) -> list[Objectif]:
    """Every objective of a version: its `mart.historique`, its `mart.jalon`, what is decided.

    Args:
        arrondi: what the gate says of `mart.historique` (`Acces.arrondi`).
    """
    series, motifs, plafonds = histories(historique), reasons(historique), ceilings(scores)
    return objectives(series, decisions, le, home, motifs, plafonds, arrondi)


def hospiconnect(found: Sequence[Objectif]) -> list[Objectif]:
    """Those whose official wording is known: the ones a score may be given for."""
    return [objective for objective in found if not objective.texte_a_confirmer]


def _objective(
    entry: dict[str, Any],
    rules: dict[str, Any],
    series: Mapping[str, SERIE],
    proofs: Mapping[str, Decision],
    le: dt.date,
    motifs: Mapping[str, str],
    plafonds: Mapping[str, Plafond],
    arrondi: int,
) -> Objectif:
    cadre = Cadre(
        entry["echeance"],
        le,
        max((known[-1][0] for known in series.values() if known), default=le),
        bool(entry.get("texte_a_confirmer")),
        arrondi,
    )

    def judge(item: dict[str, Any]) -> Critere:
        if item["nature"] == "declare":
            return declared(item, proofs.get(item["code"]), cadre)
        name = item["indicateur"]
        found = measured(item, series.get(name, ()), cadre, motifs.get(name), plafonds.get(name))
        return bounded(found, item, series, cadre.newest)

    criteria = [judge(item) for item in rules["criteres"] if item["objectif"] == entry["code"]]
    counted = [
        item for item in criteria if item.poids > 0
    ]  # weight 0: followed, shown, never in the score nor the state
    known = [item for item in counted if item.score is not None]
    total = sum(item.poids for item in known)
    score = sum((item.score or 0.0) * item.poids for item in known) / total if known else None
    low, high = (sum(item.scores[end] * item.poids for item in known) / (total or 1) for end in (0, 1))
    fields = ("code", "objectif", "annee", "titre", "libelle_officiel", "echeance")
    return Objectif(
        **{name: entry[name] for name in fields},
        score=score,
        scores=(low, high) if low < high else None,
        etat=worst([item.etat for item in counted]),
        probabilite=_together(counted),
        criteres=criteria,
        texte_a_confirmer=cadre.texte_a_confirmer,
    )


def _together(counted: Sequence[Critere]) -> float | None:
    """The chance of all criteria that count: a proof in force is there, each measure must have earned its
    own.

    Multiplied as if they were independent, which is on the careful side: what serves one measure usually
    serves the others.
    """
    chances = [
        (
            (1.0 if item.etat == "atteint" else None)
            if item.nature == "declare"
            else item.prevision.probabilite
            if item.prevision
            else None
        )
        for item in counted
    ]
    known = [chance for chance in chances if chance is not None]
    return math.prod(known) if known and len(known) == len(chances) else None


def worst(states: Sequence[Etat]) -> Etat:
    """Reached when all are; otherwise the worst news first; unmeasured only when nothing worse is known."""
    return next((state for state in GRAVITE if state in states), "atteint" if states else "non_mesurable")


def first_actions(found: Sequence[Objectif], nombre: int = 3) -> list[tuple[Objectif, Critere, float]]:
    """The actions that would move the scores most: what is missing × the criterion's share of its
    objective.
    """
    gains = []
    for objective in hospiconnect(found):
        total = sum(item.poids for item in objective.criteres)
        for item in objective.criteres:
            if item.score is not None and item.score < 1:
                gains.append((objective, item, (1 - item.score) * item.poids / total))
    return sorted(gains, key=lambda gain: (-gain[2], gain[0].echeance, gain[1].code))[:nombre]


@dataclass(frozen=True)
class Manque:
    """What an objective still lacks: counts by unit, proofs to declare, criteria reached out of how many."""

    restants: list[tuple[int, str]]
    preuves: int
    atteints: int
    criteres: int


def missing(objective: Objectif) -> Manque:
    """What is left, in people or accounts for what is measured, in evidence for what is declared."""
    counted = [item for item in objective.criteres if item.poids > 0]
    left: dict[str, int] = {}
    for item in counted:
        if item.restant:
            left[item.unite] = left.get(item.unite, 0) + item.restant
    proofs = sum(item.nature == "declare" and item.etat != "atteint" for item in counted)
    reached = sum(item.etat == "atteint" for item in counted)
    return Manque([(number, unit) for unit, number in left.items()], proofs, reached, len(counted))
