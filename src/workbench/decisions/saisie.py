"""From what a person filled to a decision: every field read in its type and checked, every fault said at
once. Pages, workbooks and commands all pass here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from workbench.decisions.genres import ATTRIBUTS, Decision, DecisionInvalide, champs, genres, verifier
from workbench.socle.champs import Champ


class SaisieInvalide(DecisionInvalide):
    """Fields to complete or to correct. `fautes`: field code → what is wrong, in French."""

    def __init__(self, titre: str, fields: Mapping[str, Champ], fautes: Mapping[str, str]) -> None:
        """The faults, one after the other, each under its field's label."""
        said = " ; ".join(f"{_bas(fields[code].libelle)} : {fault}" for code, fault in fautes.items())
        super().__init__(titre, f"À compléter — {said}.", "")
        self.fautes = dict(fautes)


def composer(
    genre: str, auteur: str, valeurs: Mapping[str, Any], *, jour: dt.date | None = None, **fixes: Any
) -> Decision:
    """The decision that these fields make, checked as the ledger will.

    Args:
        valeurs: field code → what was filled, text or typed.
        jour: the day it is said; today when the caller keeps none.
        fixes: attributes that nobody fills here: `id_unique`, `cle_a`, `objet`, `motif`, `remplace`,
        `origine`, and `valeur`, the
            details the tool adds.

    Raises:
        SaisieInvalide: the faults of the fields. DecisionInvalide: what the kind asks besides.
    """
    read = controler(str(genres()[genre]["libelle"]), champs(genre), valeurs, jour)
    own = {code: value or "" for code, value in read.items() if code in ATTRIBUTS}
    details = {
        code: value.isoformat() if isinstance(value, dt.date) else value
        for code, value in read.items()
        if code not in ATTRIBUTS and value is not None
    }
    valeur = {**details, **fixes.pop("valeur", {})}
    entry = Decision(genre, auteur, **{"motif": "", **own, **fixes}, valeur=valeur)
    verifier(entry, jour)
    return entry


def controler(
    titre: str, fields: Mapping[str, Champ], valeurs: Mapping[str, Any], jour: dt.date | None = None
) -> dict[str, Any]:
    """The values of those fields that were shown, in their types.

    Args:
        titre: heads the refusal.
        valeurs: field code → what was filled; a field that is not there was not shown.

    Raises:
        SaisieInvalide: every field that is empty, of another type, out of bounds, or contradicts another.
    """
    shown = {code: item for code, item in fields.items() if code in valeurs}
    read: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for code, item in shown.items():
        try:
            read[code] = _lu(item, valeurs, jour or dt.date.today())
        except ValueError as error:
            faults[code] = str(error)
    for code, item in shown.items():
        if item.apres in read and read.get(code) and read[item.apres] and read[code] <= read[item.apres]:
            faults[code] = f"doit suivre la date « {shown[item.apres].libelle} »"
    if faults:
        raise SaisieInvalide(titre, shown, faults)
    return read


def _lu(item: Champ, valeurs: Mapping[str, Any], jour: dt.date) -> Any:
    value = item.lire(valeurs[item.code])
    if value is None and item.obligatoire and item.demande(valeurs):
        raise ValueError(item.si_vide)
    if isinstance(value, dt.date) and not item.futur and value > jour:
        raise ValueError(f"{value:%d/%m/%Y} est à venir")
    return value


def _bas(text: str) -> str:
    """A label inside a sentence: its first letter small, unless it is an acronym."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
