"""The plan of a home as it stands, and what it says in a few figures; nothing here writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from workbench.projet.calendrier import calendrier
from workbench.projet.planning import Planifiee, planifier
from workbench.projet.projet import Ligne, Projet, echeances
from workbench.socle import regles

URGENTES = ("en_retard", "a_rouvrir", "a_risque")


@dataclass(frozen=True)
class Bilan:
    """The project in figures. `marge`: the shortest slack of the plan, working days, None without a
    deadline.
    """

    livrables: int
    valides: int
    taches: int
    faites: int
    en_retard: int
    a_risque: int
    a_rouvrir: int
    marge: int | None
    echeance: dt.date | None


def plan(projet: Projet, le: dt.date) -> list[Planifiee]:
    """Every task dated, with the measures of the published version.

    Raises:
        PlanImpossible: tasks wait for each other.
    """
    rules = regles.lire("workbench.projet", "planning.toml", projet.home)
    rows = projet.fiches("tache")
    due, days = echeances(projet.home), calendrier(projet.home)
    return planifier(rows, due, le, days, projet.mesures, rules["marge_risque"], projet.home)


def bilan(projet: Projet, taches: Sequence[Planifiee]) -> Bilan:
    """The plan and the deliverables, counted."""
    deliverables = projet.fiches("livrable")
    states = [task.etat for task in taches]
    dated = [
        (task.marge, task.echeance) for task in taches if task.marge is not None and task.echeance is not None
    ]
    left, deadline = min(dated, default=(None, None))
    return Bilan(
        len(deliverables),
        sum(row["etat"] == "valide" for row in deliverables),
        len(states),
        states.count("faite"),
        states.count("en_retard"),
        states.count("a_risque"),
        states.count("a_rouvrir"),
        left,
        deadline,
    )


def reference(taches: Sequence[Planifiee]) -> list[dict[str, Any]]:
    """The changes that make today's dates the baseline of every task not done."""
    return [
        {"id": task.id, "debut_prevu": task.debut, "fin_prevue": task.fin}
        for task in taches
        if task.etat != "faite"
    ]


def a_jour(projet: Projet, taches: Sequence[Planifiee]) -> list[str]:
    """Ids of the tasks to update first: late, critical, under way, then by date; tasks done last."""
    cards: dict[str, Ligne] = {row["id"]: row for row in projet.fiches("tache")}

    def rank(task: Planifiee) -> tuple[bool, bool, bool, bool, dt.date, str]:
        under_way = cards[task.id]["etat"] == "en_cours"
        return (
            task.etat == "faite",
            task.etat not in URGENTES,
            not under_way,
            not task.critique,
            task.debut,
            task.id,
        )

    return [task.id for task in sorted(taches, key=rank)]


def silent(projet: Projet, depuis: dt.datetime | None) -> set[str]:
    """Ids of the tasks under way that nobody has touched since that moment; none without one."""
    if depuis is None:
        return set()
    rows = projet.lignes("tache").filter(pl.col("etat") == "en_cours", pl.col("modifie_le") <= depuis)
    return set(rows["id"])
