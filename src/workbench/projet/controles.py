"""Rules of a card that its fields' types do not say: no cycle in the plan, a done task measured, a committee
held frozen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from workbench.projet.ecriture import RETRAITS, regle
from workbench.projet.planning import PlanImpossible, borne, critere, ordre
from workbench.projet.projet import Projet, echeances

FIGES = ("type", "le", "reference", "date_donnees", "chiffres")
"""What a committee that was held no longer changes: it is what it saw."""


@regle("tache")
def _tache(tache: Mapping[str, Any], projet: Projet) -> list[str]:
    faults = []
    try:
        ordre(_amont(tache, projet))
    except PlanImpossible as error:
        faults.append(f"{error.titre.lower()} ({error.message})")
    if tache["debut_prevu"] and tache["fin_prevue"] and tache["fin_prevue"] < tache["debut_prevu"]:
        faults.append("la fin de référence précède son début")
    if tache["objectif"] and tache["objectif"] not in (known := echeances(projet.home)):
        faults.append(f"objectif inconnu : « {tache['objectif']} » (connus : {', '.join(known)})")
    missing = critere(tache, projet.mesures, projet.home)
    if tache["etat"] == "faite" and missing in ("pas_atteint", "jamais_mesure"):
        value = projet.mesures.get(tache["indicateur"])
        seen = (
            "n’a jamais été mesuré" if missing == "jamais_mesure" else f"vaut {value:.3g}".replace(".", ",")
        )
        wanted = f"{borne(tache, projet.home)} {tache['seuil']:g}".replace(".", ",")
        faults.append(
            f"ne peut pas être dite faite : « {tache['indicateur']} » {seen}, il faut {wanted}."
            " Attendez la mesure, ou écrivez dans « Dérogation » pourquoi vous passez outre"
        )
    return faults


def _amont(tache: Mapping[str, Any], projet: Projet) -> list[dict[str, Any]]:
    """The task and everything known it waits for: a fault elsewhere in the plan is not its own."""
    rows = {row["id"]: row for row in projet.fiches("tache")} | {tache["id"]: dict(tache)}
    wanted, queue = {}, [tache["id"]]
    while queue:
        ident = queue.pop()
        if ident in rows and ident not in wanted:
            before = [item for item in rows[ident]["apres"] or [] if item in rows]
            wanted[ident] = {**rows[ident], "apres": before}
            queue += before
    return list(wanted.values())


@regle("comite")
def _comite(comite: Mapping[str, Any], projet: Projet) -> list[str]:
    faults = []
    if comite["chiffres"] is not None:
        try:
            figures = json.loads(comite["chiffres"])
            if not isinstance(figures, dict):
                faults.append("chiffres vus : un objet JSON est attendu (indicateur et valeur)")
        except ValueError:
            faults.append("chiffres vus : JSON illisible")
    before = projet.avant("comite", comite["id"])
    if before is None:
        return faults
    if before["envoye_le"] and comite["envoye_le"] is None:
        faults.append("son dossier est déjà parti : la date d’envoi ne s’efface pas")
    if before["etat"] == "tenu":
        changed = [name for name in FIGES if before[name] != comite[name]]
        if changed:
            labels = ", ".join(projet.genres["comite"].champ(name).libelle.lower() for name in changed)
            faults.append(f"comité tenu : ce qu’il a vu est figé ({labels})")
        if comite["etat"] != "tenu":
            faults.append("comité tenu : il ne redevient pas « prévu » ni « annulé »")
    return faults


@regle("comite", RETRAITS)
def _comite_envoye(comite: Mapping[str, Any], _: Projet) -> list[str]:
    if comite["envoye_le"] is not None:
        return [
            f"son dossier a été envoyé le {comite['envoye_le']:%d/%m/%Y} : il ne s’efface pas."
            " Mettez-le « Annulé » : il reste dans l’histoire, avec ce qu’il a vu"
        ]
    return ["comité tenu : il ne s’efface pas"] if comite["etat"] == "tenu" else []


@regle("formation")
def _formation(session: Mapping[str, Any], _: Projet) -> list[str]:
    if session["presents"] and session["places"] is not None and session["presents"] > session["places"]:
        return [f"{session['presents']} présents pour {session['places']} places"]
    return []


@regle("livrable")
def _livrable(livrable: Mapping[str, Any], _: Projet) -> list[str]:
    if livrable["etat"] == "valide" and not (livrable["valide_par"] and livrable["valide_le"]):
        return ["un livrable validé dit par qui et quand"]
    return []
