"""The retroplanning: tasks after their predecessors, backwards from the objectives' deadlines, forwards from
today.

Numbers of working days (`calendrier`): a task occupies days [debut, fin), its latest ones [debut_tard,
fin_tard).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, Literal

from workbench.projet.calendrier import Calendrier
from workbench.projet.signaux import sens
from workbench.socle.erreurs import ErreurWorkbench

EtatTache = Literal["faite", "a_rouvrir", "en_retard", "a_risque", "dans_les_temps", "sans_echeance"]
Critere = Literal["", "atteint", "pas_atteint", "jamais_mesure", "derogation"]


class PlanImpossible(ErreurWorkbench):
    """Tasks that wait for each other, or for a task that does not exist."""


@dataclass(frozen=True)
class Planifiee:
    """One task as it stands in the plan; dates are inclusive working days.

    `marge`: working days it may still slip before a deadline falls, negative when it already does, None
    without a deadline.
    `glissement`: working days after its baseline. `critique`: no task of the same deadline has less slack.
    """

    id: str
    titre: str
    chantier: str
    responsable: str
    avancement: int
    debut: dt.date
    fin: dt.date
    debut_tard: dt.date | None
    fin_tard: dt.date | None
    marge: int | None
    echeance: dt.date | None
    critique: bool
    glissement: int | None
    etat: EtatTache
    critere: Critere
    apres: tuple[str, ...]
    debut_reference: dt.date | None
    fin_reference: dt.date | None


def ordre(taches: Sequence[Mapping[str, Any]]) -> list[str]:
    """Ids, each after its predecessors.

    Raises:
        PlanImpossible: a cycle, shown; or an unknown predecessor.
    """
    known = {row["id"] for row in taches}
    graph = {row["id"]: list(row["apres"] or []) for row in taches}
    if lost := [
        f"{ident} attend {item}" for ident, items in graph.items() for item in items if item not in known
    ]:
        raise PlanImpossible(
            "Tâche précédente inconnue",
            " ; ".join(lost),
            "Corrigez « Après » : un numéro de tâche du projet.",
        )
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        cycle = " → ".join(reversed(error.args[1]))
        raise PlanImpossible(
            "Des tâches s’attendent l’une l’autre",
            cycle,
            "Retirez l’une de ces dépendances : rien ne pourrait commencer.",
        ) from None


def planifier(
    taches: Sequence[Mapping[str, Any]],
    echeances: Mapping[str, dt.date],
    le: dt.date,
    jours: Calendrier,
    mesures: Mapping[str, float] | None = None,
    marge_risque: int = 15,
    home: Path | None = None,
) -> list[Planifiee]:
    """Every task dated, by earliest start then id.

    Args:
        taches: cards of the kind `tache`.
        echeances: objective code → its deadline.
        le: today: what is not done cannot be before.
        mesures: indicator → last value measured.
        home: whose own rules say which way an indicator improves.

    Raises:
        PlanImpossible: see `ordre`.
    """
    rows = {row["id"]: row for row in taches}
    order = ordre(taches)
    today = jours.rang(le)
    starts, ends = _aller(rows, order, today, jours)
    latest, source = _retour(rows, order, echeances, jours)
    slack = {i: latest[i] - ends[i] if i in latest and rows[i]["etat"] != "faite" else None for i in order}
    tightest = _tightest(slack, source)
    plan = []
    for ident in order:
        row, left, late = rows[ident], slack[ident], latest.get(ident)
        criterion = critere(row, mesures or {}, home)
        first, last = _dates(row, starts[ident], ends[ident], jours)
        plan.append(
            Planifiee(
                **_card(row),
                debut=first,
                fin=last,
                debut_tard=None if late is None else jours.jour(late - row["duree_jours"]),
                fin_tard=None if late is None else jours.jour(late - 1),
                marge=left,
                echeance=source.get(ident),
                critique=left is not None and left == tightest[source[ident]],
                glissement=_glissement(row, last, jours),
                etat=_etat(row, left, criterion, marge_risque),
                critere=criterion,
            )
        )
    return sorted(plan, key=lambda task: (task.debut, task.fin, task.id))


def _card(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the plan takes from a task's card as it is."""
    return {
        "id": row["id"],
        "titre": row["titre"],
        "chantier": row["chantier"],
        "responsable": row["responsable"] or "",
        "avancement": 100 if row["etat"] == "faite" else int(row["avancement"] or 0),
        "apres": tuple(row["apres"] or ()),
        "debut_reference": row["debut_prevu"],
        "fin_reference": row["fin_prevue"],
    }


def _tightest(slack: Mapping[str, int | None], source: Mapping[str, dt.date]) -> dict[dt.date, int]:
    """Deadline → the least slack of the tasks it drives."""
    found: dict[dt.date, int] = {}
    for ident, left in slack.items():
        if left is not None:
            found[source[ident]] = min(left, found.get(source[ident], left))
    return found


def critere(tache: Mapping[str, Any], mesures: Mapping[str, float], home: Path | None = None) -> Critere:
    """Does the measured criterion say that the task is done? Empty when it has none.

    The threshold is a floor, or a ceiling for an indicator that improves when it falls (`signaux.sens`).
    """
    if not tache["indicateur"] or tache["seuil"] is None:
        return ""
    value = mesures.get(tache["indicateur"])
    if value is not None:
        ceiling = borne(tache, home) == "au plus"
        if value <= tache["seuil"] if ceiling else value >= tache["seuil"]:
            return "atteint"
    if tache["derogation"]:
        return "derogation"
    return "jamais_mesure" if value is None else "pas_atteint"


def borne(tache: Mapping[str, Any], home: Path | None = None) -> str:
    """How the threshold of a task reads: `au plus` when its indicator improves by falling, else `au
    moins`.
    """
    return "au plus" if sens(tache["indicateur"], home) == "baisse" else "au moins"


def _aller(
    rows: Mapping[str, Mapping[str, Any]], order: Sequence[str], today: int, jours: Calendrier
) -> tuple[dict[str, int], dict[str, int]]:
    """Earliest days: never before today, the baseline start or the end of a predecessor."""
    starts: dict[str, int] = {}
    ends: dict[str, int] = {}
    for ident in order:
        row = rows[ident]
        if row["etat"] == "faite":
            starts[ident] = ends[ident] = today
            continue
        ready = max([today, *(ends[item] for item in row["apres"] or [])])
        if row["etat"] == "a_faire" and row["debut_prevu"]:
            ready = max(ready, jours.rang(row["debut_prevu"]))
        starts[ident], ends[ident] = ready, ready + reste(row)
    return starts, ends


def reste(tache: Mapping[str, Any]) -> int:
    """Working days still to work on a task."""
    if tache["etat"] == "faite":
        return 0
    done = (tache["avancement"] or 0) if tache["etat"] == "en_cours" else 0
    return max(1, math.ceil(int(tache["duree_jours"]) * (100 - int(done)) / 100))


def _retour(
    rows: Mapping[str, Mapping[str, Any]],
    order: Sequence[str],
    echeances: Mapping[str, dt.date],
    jours: Calendrier,
) -> tuple[dict[str, int], dict[str, dt.date]]:
    """Latest end (excluded) of each task, and the deadline it comes from."""
    latest: dict[str, int] = {}
    source: dict[str, dt.date] = {}
    for ident in order:
        deadline = echeances.get(rows[ident]["objectif"] or "")
        if deadline is not None:
            latest[ident], source[ident] = jours.rang(jours.precedent(deadline)) + 1, deadline
    for ident in reversed(order):
        if ident not in latest:
            continue
        begin = latest[ident] - reste(rows[ident])
        for before in rows[ident]["apres"] or []:
            if before not in latest or begin < latest[before]:
                latest[before], source[before] = begin, source[ident]
    return latest, source


def _dates(row: Mapping[str, Any], start: int, end: int, jours: Calendrier) -> tuple[dt.date, dt.date]:
    """Days shown: a task under way began at its baseline; a task done keeps its baseline when it has one."""
    today = jours.jour(start)
    if row["etat"] == "faite":
        last = min(row["fin_prevue"] or today, today)
        return min(row["debut_prevu"] or last, last), last
    if row["etat"] == "en_cours" and row["debut_prevu"]:
        return min(row["debut_prevu"], today), jours.jour(end - 1)
    return today, jours.jour(end - 1)


def _glissement(row: Mapping[str, Any], last: dt.date, jours: Calendrier) -> int | None:
    if row["fin_prevue"] is None or row["etat"] == "faite":
        return None
    return jours.entre(jours.precedent(row["fin_prevue"]), last)


def _etat(row: Mapping[str, Any], left: int | None, criterion: Critere, marge_risque: int) -> EtatTache:
    if row["etat"] == "faite":
        return "a_rouvrir" if criterion in ("pas_atteint", "jamais_mesure") else "faite"
    if left is None:
        return "sans_echeance"
    if left < 0:
        return "en_retard"
    return "a_risque" if left < marge_risque else "dans_les_temps"
