"""From what a person filled to a decision: every field read in its type and checked, every fault said at
once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from workbench.decisions.genres import ATTRIBUTS, Decision, DecisionInvalide, champs, genres, verifier
from workbench.socle.champs import Champ


def composer(genre: str, auteur: str, valeurs: Mapping[str, Any], **fixes: Any) -> Decision:
    """The decision that these fields make, checked as the ledger will.

    Args:
        valeurs: field code → what was filled, text or typed.
        fixes: attributes that nobody fills here: `id_unique`, `cle_a`, `objet`, `motif`, `remplace`,
        `origine`, and `valeur`, the
            details the tool adds.

    Raises:
        DecisionInvalide: the faults, one after the other, in French.
    """
    fields = {code: item for code, item in champs(genre).items() if code in valeurs}
    read: dict[str, Any] = {}
    faults = []
    for code, item in fields.items():
        try:
            read[code] = _lu(item, valeurs)
        except ValueError as error:
            faults.append(f"{_bas(item.libelle)} : {error}")
    faults += [
        f"{_bas(item.libelle)} : doit suivre la date « {fields[item.apres].libelle} »"
        for code, item in fields.items()
        if item.apres in read and read.get(code) and read[item.apres] and read[code] <= read[item.apres]
    ]
    if faults:
        raise DecisionInvalide(
            str(genres()[genre]["libelle"]), "À compléter — " + " ; ".join(faults) + ".", ""
        )
    own = {code: value or "" for code, value in read.items() if code in ATTRIBUTS}
    details = {
        code: value.isoformat() if isinstance(value, dt.date) else value
        for code, value in read.items()
        if code not in ATTRIBUTS and value is not None
    }
    valeur = {**details, **fixes.pop("valeur", {})}
    entry = Decision(genre, auteur, **{"motif": "", **own, **fixes}, valeur=valeur)
    verifier(entry)
    return entry


def _lu(item: Champ, valeurs: Mapping[str, Any]) -> Any:
    value = item.lire(valeurs[item.code])
    if value is None and item.obligatoire and item.demande(valeurs):
        raise ValueError("à remplir")
    if isinstance(value, dt.date) and not item.futur and value > dt.date.today():
        raise ValueError(f"{value:%d/%m/%Y} est à venir")
    return value


def _bas(text: str) -> str:
    """A label inside a sentence: its first letter small, unless it is an acronym."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
