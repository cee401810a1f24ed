"""What changed between two versions, told as a receiver applies it: nothing is deleted, an unknown login
removes none, and what a person must settle is put aside. Applied to the old state, the changes give the new
one: checked each time.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from workbench.documents.systemes.iam.etat import ATTRIBUTS, APart, Etat, Identite, Version, heir, holders
from workbench.documents.systemes.iam.forme import check
from workbench.looks.formats import nombre
from workbench.socle import regles
from workbench.socle.erreurs import ErreurWorkbench

ROOM = "workbench.documents.systemes.iam"
FICHIER = "retour_identites.toml"
_DIT = json.JSONEncoder(default=str, sort_keys=True).encode


class TropDeDeparts(ErreurWorkbench):
    """More departures than the establishment lets go unseen: nothing is produced until somebody confirms."""


@cache
def mots() -> Mapping[str, Any]:
    """`mots.toml`: kinds in the order they are applied, and what is put aside."""
    return regles.lire(ROOM, "mots.toml")


def rules(home: Path | None = None) -> dict[str, Any]:
    """`retour_identites.toml`, or the establishment's own.

    Raises:
        FormeInvalide, RegleIllisible: the establishment's file is wrong; every fault is said.
    """
    found = regles.lire(ROOM, FICHIER, home)
    check(found, f"regles/{FICHIER}")
    return found


@dataclass(frozen=True)
class Changement:
    """One person, one change. `valeurs`: the attributes that change and what they become (None: removed);
    `avant`: what they were; `apres`: the whole person afterwards.
    """

    genre: str
    id_unique: str
    valeurs: Identite
    avant: Identite
    apres: Identite

    @cached_property
    def cle(self) -> str:
        """The same change always has the same key: a receiver that saw it passes over it."""
        told = _DIT([self.genre, self.id_unique, dict(self.valeurs)])
        return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Difference:
    """Changes in the order they are applied, and what is put aside."""

    avant: Version
    apres: Version
    changements: Sequence[Changement]
    a_part: Sequence[APart]

    @property
    def effectifs(self) -> dict[str, int]:
        """People by kind, every kind told."""
        found = Counter(change.genre for change in self.changements)
        return {genre: found[genre] for genre in mots()["genres"]}

    @property
    def attributs(self) -> dict[str, int]:
        """People by attribute that changes, arrivals left out."""
        found = Counter(name for change in self.changements if change.avant for name in change.valeurs)
        return {name: found[name] for name in ATTRIBUTS if found[name]}

    @property
    def mis_a_part(self) -> dict[str, int]:
        """People by reason."""
        found = Counter(one.motif for one in self.a_part)
        return {motif: found[motif] for motif in mots()["a_part"] if found[motif]}


def compare(avant: Version, apres: Version, regle: Mapping[str, Any]) -> Difference:
    """The changes from one version to another.

    Args:
        regle: `retour_identites.toml` (`mouvement`).

    Raises:
        ErreurWorkbench: the changes would not give the new version; nothing is to be sent.
    """
    aside, held = _identifiants(avant, apres)
    target = {ident: dict(person) for ident, person in apres.personnes.items() if ident not in held}
    for ident, person in target.items():
        if person["login"] is None and ident in avant.personnes:
            person["login"] = avant.personnes[ident]["login"]
    aside += _logins(avant.personnes, target)
    changes = [
        change
        for ident, person in target.items()
        if (change := _changement(ident, avant.personnes.get(ident), person, regle)) is not None
    ]
    order = {genre: rank for rank, genre in enumerate(mots()["genres"])}
    changes.sort(key=lambda change: (order[change.genre], change.id_unique))
    given = apply(avant.personnes, changes)
    if wrong := [ident for ident, person in target.items() if given.get(ident) != person]:
        raise ErreurWorkbench(
            "Changements incohérents",
            f"Appliqués à l’ancienne version, ils ne donnent pas la nouvelle : {', '.join(wrong[:5])}.",
            "Rien n’a été produit. Transmettez ce message à votre support.",
        )
    aside += [one for one in apres.a_part if one.id_unique not in held]
    return Difference(avant, apres, changes, sorted(aside, key=lambda one: (one.motif, one.id_unique)))


def apply(etat: Etat, changements: Iterable[Changement]) -> dict[str, dict[str, Any]]:
    """What a receiver that held `etat` holds once it applied them; applied twice, the same."""
    state = {ident: dict(person) for ident, person in etat.items()}
    for change in changements:
        state[change.id_unique] = state.get(change.id_unique, dict.fromkeys(ATTRIBUTS)) | dict(change.valeurs)
    return state


def too_many_departures(difference: Difference, regle: Mapping[str, Any]) -> str | None:
    """Why so many people disabled at once look like a lost delivery; None when they do not."""
    gone = difference.effectifs["depart"]
    there = sum(bool(person["actif"]) for person in difference.avant.personnes.values())
    cap = max(int(regle["departs_nombre"]), int(regle["departs_part"] * there))
    if gone <= cap:
        return None
    return f"{nombre(gone)} personnes seraient désactivées sur {nombre(there)} ; plafond : {nombre(cap)}."


def require_departures(difference: Difference, regle: Mapping[str, Any], confirmes: int | None) -> None:
    """Stop when too many people would be disabled.

    Raises:
        TropDeDeparts: beyond the cap, and not confirmed by their very number.
    """
    gone, why = difference.effectifs["depart"], too_many_departures(difference, regle)
    if why and confirmes != gone:
        raise TropDeDeparts(
            "Trop de départs d’un coup",
            why,
            "Vérifiez les livraisons RH (workbench check). Si c’est juste, confirmez ce nombre :"
            f" --departs-confirmes {gone}. Rien n’a été produit.",
        )


def _identifiants(avant: Version, apres: Version) -> tuple[list[APart], set[str]]:
    """Identities gone from one version to the other, and the arrivals that would double somebody."""
    aside: list[APart] = []
    held: set[str] = set()
    for ident, person in avant.personnes.items():
        if ident in apres.personnes:
            continue
        now = heir(ident, apres.redirections)
        if now is not None:
            aside.append(APart(ident, "fusionnee", now))
            if now not in avant.personnes and now in apres.personnes:
                aside.append(APart(now, "deja_la", ident))
                held.add(now)
        elif person["actif"] and ident not in apres.retenues:
            aside.append(APart(ident, "disparue"))
    return aside, held


def _logins(avant: Etat, target: dict[str, dict[str, Any]]) -> list[APart]:
    """Withhold a login that somebody else holds at the receiver, or held until now: one after the other, the
    changes would meet there. Who has it keeps it.
    """
    aside = []
    taken = [holders(avant.items()), holders({**avant, **target}.items())]
    for ident, person in target.items():
        before = avant[ident]["login"] if ident in avant else None
        if person["login"] is None or person["login"] == before:
            continue
        name = person["login"].casefold()
        others = sorted({one for held in taken for one in held.get(name, []) if one != ident})
        if others:
            aside.append(APart(ident, "login_tenu", ", ".join(others)))
            person["login"] = before
    return aside


def _changement(
    ident: str, before: Identite | None, after: Identite, regle: Mapping[str, Any]
) -> Changement | None:
    if before is None:
        values = {name: after[name] for name in ATTRIBUTS if after[name] is not None}
        return Changement("arrivee", ident, values, {}, after)
    values = {name: after[name] for name in ATTRIBUTS if after[name] != before[name]}
    if not values:
        return None
    if "actif" in values:
        genre = "retour" if after["actif"] else "depart"
    else:
        genre = "mouvement" if set(regle["mouvement"]) & set(values) else "correction"
    return Changement(genre, ident, values, {name: before[name] for name in values}, after)
