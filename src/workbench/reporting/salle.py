"""What the project room says to a committee: risks, decisions asked, actions and tasks late or coming."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench import steering
from workbench.decisions import Decision
from workbench.steering import Projet

LOIN = dt.date.max


@dataclass(frozen=True)
class Salle:
    """Rows of the project room, already chosen and sorted, with labels instead of codes.

    `comites`: every committee, oldest first, as cards; `risques`: open ones, gravest first (titre, criticite, reponse, responsable,
    etat); `decisions`: those asked (texte, porteur, comite); `etapes`: tasks and actions not done, late or coming (nature, titre,
    responsable, echeance, retard).
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
    comites = sorted(projet.fiches("comite"), key=lambda fiche: (fiche["le"] or LOIN, fiche["id"]))
    return Salle(
        comites=comites,
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
            "criticite": (fiche["probabilite"] or 0) * (fiche["impact"] or 0),
            "reponse": fiche["reponse"],
            "responsable": _qui(projet, "risque", "responsable", fiche),
            "etat": projet.libelle("risque", "etat", fiche["etat"]),
        }
        for fiche in projet.fiches("risque")
        if fiche["etat"] != "clos"
    ]
    return sorted(lignes, key=lambda ligne: (-ligne["criticite"], ligne["id"]))


def _etapes(projet: Projet, le: dt.date, horizon: dt.date) -> list[dict[str, Any]]:
    """Late ones first, then by date; those far away or without a date are not the committee's concern."""
    lignes = []
    for genre, fin, finis in (("action", "echeance", ("faite", "abandonnee")), ("tache", "fin_prevue", ("faite",))):
        for fiche in projet.fiches(genre):
            echeance = fiche[fin]
            if fiche["etat"] in finis or echeance is None or echeance > horizon:
                continue
            lignes.append(
                {
                    "nature": genre,
                    "titre": fiche["titre"],
                    "responsable": _qui(projet, genre, "responsable", fiche),
                    "echeance": echeance,
                    "retard": echeance < le,
                }
            )
    return sorted(lignes, key=lambda ligne: (not ligne["retard"], ligne["echeance"], ligne["titre"]))


def _qui(projet: Projet, genre: str, champ: str, fiche: dict[str, Any]) -> str:
    return projet.libelle(genre, champ, fiche[champ]) if fiche[champ] else ""
