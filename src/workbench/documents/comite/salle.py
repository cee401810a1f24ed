"""What the project room says to a committee: risks, decisions asked, actions and tasks late or coming."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench import projet as steering
from workbench.decisions import Decision
from workbench.projet import Projet, avancement, comites

LOIN = dt.date.max
A_VENIR = "a_venir"


@dataclass(frozen=True)
class Salle:
    """Rows of the project room, already chosen and sorted, with labels instead of codes.

    `comites`: every committee, oldest first, as cards; `risques`: open ones, gravest first (titre, criticite,
    reponse, responsable,
    etat); `decisions`: those asked (texte, porteur, comite); `etapes`: tasks and actions not done, late or
    coming (nature, titre,
    responsable, echeance, etat: a state of a task of the plan, or `a_venir`).
    """

    comites: list[dict[str, Any]] = field(default_factory=list)
    risques: list[dict[str, Any]] = field(default_factory=list)
    decisions: list[dict[str, Any]] = field(default_factory=list)
    etapes: list[dict[str, Any]] = field(default_factory=list)


def ouvrir_salle(home: Path, decisions: Sequence[Decision], le: dt.date, jours: int) -> Salle:
    """The room at the date of the data; « coming » is within `jours`."""
    return resumer(steering.ouvrir(home, decisions), le, jours)


def resumer(projet: Projet, le: dt.date, jours: int) -> Salle:
    """What a committee is told of a project."""
    seances = sorted(projet.fiches("comite"), key=lambda fiche: (fiche["le"] or LOIN, fiche["id"]))
    return Salle(
        comites=seances,
        risques=_risques(projet),
        decisions=[
            {**fiche, "porteur": _qui(projet, "decision_comite", "porteur", fiche)}
            for fiche in projet.fiches("decision_comite")
            if fiche["statut"] == "demandee"
        ],
        etapes=_etapes(projet, le, le + dt.timedelta(days=jours)),
    )


def _risques(projet: Projet) -> list[dict[str, Any]]:
    lignes = [
        {
            "id": fiche["id"],
            "titre": fiche["titre"],
            "criticite": comites.gravite(fiche),
            "reponse": fiche["reponse"],
            "responsable": _qui(projet, "risque", "responsable", fiche),
            "etat": projet.libelle("risque", "etat", fiche["etat"]),
        }
        for fiche in projet.fiches("risque")
        if fiche["etat"] != "clos"
    ]
    return sorted(lignes, key=lambda ligne: (-ligne["criticite"], ligne["id"]))


def _etapes(projet: Projet, le: dt.date, horizon: dt.date) -> list[dict[str, Any]]:
    """Tasks of the plan and actions of committees: late first, then at risk, then by date; far ones are left
    out.
    """
    lignes = [
        {
            "nature": "tâche",
            "titre": tache.titre,
            "responsable": (
                projet.libelle("tache", "responsable", tache.responsable) if tache.responsable else ""
            ),
            "echeance": tache.fin,
            "etat": tache.etat if tache.etat in avancement.URGENTES else A_VENIR,
        }
        for tache in avancement.plan(projet, le)
        if tache.etat in avancement.URGENTES or (tache.etat != "faite" and tache.fin <= horizon)
    ]
    lignes += [
        {
            "nature": "action",
            "titre": fiche["titre"],
            "responsable": _qui(projet, "action", "responsable", fiche),
            "echeance": fiche["echeance"],
            "etat": "en_retard" if fiche["echeance"] < le else A_VENIR,
        }
        for fiche in comites.actions_dues(projet, le, (horizon - le).days)
    ]
    rang = [*avancement.URGENTES, A_VENIR]
    return sorted(lignes, key=lambda ligne: (rang.index(ligne["etat"]), ligne["echeance"], ligne["titre"]))


def _qui(projet: Projet, genre: str, champ: str, fiche: dict[str, Any]) -> str:
    return projet.libelle(genre, champ, fiche[champ]) if fiche[champ] else ""
