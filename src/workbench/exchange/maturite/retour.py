"""The maturity questionnaire coming back: every fault said with its line and column; recorded whole, or not
at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from workbench.decisions import Decision
from workbench.decisions.saisie import SaisieInvalide, composer
from workbench.exchange import lecteur
from workbench.exchange.lecteur import Ligne
from workbench.exchange.maturite.classeur import expected
from workbench.exchange.plan import Faute, Plan
from workbench.pilotage.objectifs.ecarts import definitions, subject

GENRE = "niveau_declare"

MESURE_DITE = "se mesure : rien à répondre"  # of a measured line, in a questionnaire sent before they left it


def lire(
    contenu: bytes,
    entites: Collection[str],
    vigueur: Sequence[Decision],
    auteur: str,
    home: Path | None = None,
    jour: dt.date | None = None,
) -> Plan:
    """Read a questionnaire back.

    Args:
        entites: the codes of establishments that are known, the group's among them. vigueur: what holds.

    Raises:
        ClasseurIllisible: not a workbook, not our sheet or columns.
    """
    wanted = expected(home)
    lecture, filled = lecteur.lire(contenu, wanted), wanted.feuille("maturite").remplies(GENRE)
    plan = Plan(fautes=lecture.fautes, masquees=lecture.masquees, details=lambda entry: dict(entry.valeur))
    kinds = {
        subject(item["code"], place): item["nature"]
        for place in entites
        for item in definitions(home)["exigences"]
    }
    holds = {entry.objet: entry for entry in vigueur if entry.genre == GENRE}
    seen = dict[str, int]()
    for line in lecture.lignes:
        told = [line.valeurs[name] for name in filled.values()]
        if all(value is None or value == MESURE_DITE for value in told):
            plan.vides += line.valeurs["reference"] is not None
            continue
        key = line.valeurs["reference"] or ""
        fault = _fault(line, key, kinds, seen)
        if fault is not None:
            plan.fautes.append(fault)
            continue
        seen[key] = line.numero
        try:
            entry = composer(
                GENRE,
                auteur,
                {field: line.valeurs[column] for field, column in filled.items()},
                jour=jour,
                objet=key,
                origine=f"classeur:{lecture.empreinte}:{line.titre}:{line.numero}",
            )
        except SaisieInvalide as error:
            plan.fautes += [line.faute(filled[field], fault) for field, fault in error.fautes.items()]
            continue
        plan.ajouter(entry, holds.get(key), line.lieu)
    return plan


def _fault(line: Ligne, key: str, kinds: Mapping[str, str], seen: Mapping[str, int]) -> Faute | None:
    """What is wrong with an answered line, None when it is right."""
    if key not in kinds:
        return line.faute("reference", f"Exigence « {key} » inconnue ici : clé modifiée, ou ligne ajoutée.")
    if kinds[key] == "mesure":
        return line.faute("niveau", "Cette exigence se mesure dans les données : elle ne se déclare pas.")
    if key in seen:
        return line.faute("reference", f"La ligne {seen[key]} répond déjà à cette exigence.")
    return None
