"""A manager's list coming back: every fault said with its sheet, line and column; recorded whole, or not at
all.
"""

from __future__ import annotations

from collections.abc import Mapping

from workbench.decisions.saisie import SaisieInvalide, composer
from workbench.exchange import lecteur
from workbench.exchange.acces.classeur import expected
from workbench.exchange.lecteur import Ligne
from workbench.exchange.plan import Faute, Plan
from workbench.pilotage.comptes.campagnes import Campagne, require_open


def lire(contenu: bytes, campagne: Campagne, auteur: str) -> Plan:
    """Read one manager's workbook back.

    Args:
        contenu: the file. auteur: who imports; who answered (column « Répondu par ») is kept with each
        answer.

    Raises:
        CampagneImpossible: the campaign is closed or cancelled. ClasseurIllisible: not a workbook, not our
        sheet or columns.
    """
    require_open(campagne)
    wanted = expected()
    lecture, filled = lecteur.lire(contenu, wanted), wanted.feuille("acces").remplies("revue_acces")
    plan = Plan(fautes=lecture.fautes, masquees=lecture.masquees, details=lambda entry: dict(entry.valeur))
    seen = dict[str, tuple[str, int]]()
    for line in lecture.lignes:
        if line.valeurs["decision"] is None:
            plan.vides += line.valeurs["reference"] is not None
            continue
        fault = _fault(line, campagne, seen)
        if fault is not None:
            plan.fautes.append(fault)
            continue
        key, verdict = line.valeurs["reference"].partition("|")[2], line.valeurs["decision"]
        if key in seen:
            plan.deja += 1
            continue
        try:
            entry = composer(
                "revue_acces",
                auteur,
                {field: line.valeurs[column] for field, column in filled.items()},
                motif=f"Réponse par liste, campagne {campagne.code}",
                objet=f"{campagne.code}|{key}",
                origine=f"classeur:{lecture.empreinte}:{line.titre}:{line.numero}",
            )
        except SaisieInvalide as error:
            plan.fautes += [line.faute(filled[field], fault) for field, fault in error.fautes.items()]
            continue
        seen[key] = (verdict, line.numero)
        plan.ajouter(entry, campagne.reponses.get(key), line.lieu)
    return plan


def _fault(line: Ligne, campagne: Campagne, seen: Mapping[str, tuple[str, int]]) -> Faute | None:
    """What is wrong with an answered line, None when it is right."""
    code, _, key = (line.valeurs["reference"] or "").partition("|")
    verdict = line.valeurs["decision"]
    if code != campagne.code:
        other = f"« {line.valeurs['reference']} » vient d’une autre campagne" if code else "référence absente"
        return line.faute("reference", f"{other} ; la campagne ouverte ici est {campagne.code}.")
    if key not in campagne.comptes:
        return line.faute(
            "reference", f"Compte « {key} » inconnu de cette campagne : clé modifiée, ou ligne ajoutée."
        )
    if key in seen and seen[key][0] != verdict:
        return line.faute(
            "decision", f"La ligne {seen[key][1]} donne une autre décision pour le même compte."
        )
    return None
