"""The golden identities of a version, as a directory or an IAM may hold them: texts of one line, no birth
trait, no number that is not proved.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from workbench.access import Acces

TEXTES = (
    *("login", "nom", "prenom", "email", "matricule", "emploi", "profession_code", "type_contrat"),
    *("service", "pole", "etablissement", "rpps"),
)
DATES = ("debut", "fin")
ATTRIBUTS = ("actif", *TEXTES, *DATES)
_CONTROLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_COURRIEL = re.compile(r"[!-?A-~]+@[!-?A-~]+\.[!-?A-~]+")

Identite = Mapping[str, Any]
Etat = Mapping[str, Identite]


@dataclass(frozen=True)
class APart:
    """What is not sent, or not whole; `motif`: a code of `[a_part]`; `detail`: the other identity."""

    id_unique: str
    motif: str
    detail: str = ""


@dataclass(frozen=True)
class Version:
    """What a version says: `personnes` by `id_unique` (values of `ATTRIBUTS`, None when unknown); `retenues`:
    those of whom nothing leaves until a person settles it.
    """

    code: str
    date: dt.date | None
    personnes: Etat = field(default_factory=dict)
    retenues: frozenset[str] = frozenset()
    a_part: tuple[APart, ...] = ()
    redirections: Mapping[str, str] = field(default_factory=dict)


RIEN = Version("", None)
"""What a receiver holds before the first load."""


def read(acces: Acces, only: Collection[str] | None = None) -> Version:
    """The golden identities of the version this gate is opened on (logged).

    Args:
        only: these ones; everybody when None.

    Raises:
        AccesRefuse: the role reads no names. VersionAncienne: that version does not hold them yet.
    """
    asked: dict[str, Any] = {} if only is None else {"id_unique": sorted(only)}
    rows = acces.nominatif("mart.retour_identite", **asked)
    moved = acces.nominatif("mart.retour_redirection", colonnes=["id_ancien", "id_nouveau"])
    people, aside = _personnes(rows)
    return Version(
        acces.version,
        acces.agregat("mart.synthese")["date_execution"][0],
        people,
        frozenset(rows["id_unique"]) - people.keys(),
        tuple(aside),
        {old: new for old, new in moved.iter_rows() if new},
    )


Older = Callable[[Collection[str]], Version]
"""What an earlier version said of these identities."""


def known_to_receiver(taken: Version, older: Iterable[Older], apres: Version) -> Version:
    """The version the receiver took, as its files left it there: who was held back then is as the last
    version that sent them said; a login that is no longer known was never removed; who was there under an
    abandoned identifier, an account somebody renamed by hand, is as that one was.

    Args:
        older: the versions before it, newest first; read no further than needed.
    """
    people = dict(taken.personnes)
    held = set(taken.retenues - apres.retenues)
    bare = {ident for ident, person in people.items() if person["login"] is None}
    heirs = [(old, new) for old in taken.redirections if (new := heir(old, taken.redirections)) in people]
    earlier = iter(older)
    while asked := held | bare | {ident for pair in heirs for ident in pair}:
        if (said := next(earlier, None)) is None:
            break
        then = said(asked)
        found = {ident: then.personnes[ident] for ident in held & then.personnes.keys()}
        found |= {
            new: then.personnes[old]
            for old, new in heirs
            if new and new not in then.personnes and old in then.personnes
        }
        people |= found
        bare |= {ident for ident, person in found.items() if person["login"] is None}
        named = {ident for ident in bare & then.personnes.keys() if then.personnes[ident]["login"]}
        people |= {ident: {**people[ident], "login": then.personnes[ident]["login"]} for ident in named}
        held, bare, heirs = held & then.retenues, bare - named, []
    return replace(taken, personnes=people)


def heir(ident: str, redirections: Mapping[str, str]) -> str | None:
    """Where an identity was moved, through as many moves as there were."""
    seen = {ident}
    while ident in redirections and redirections[ident] not in seen:
        ident = redirections[ident]
        seen.add(ident)
    return ident if len(seen) > 1 else None


def _personnes(rows: pl.DataFrame) -> tuple[dict[str, dict[str, Any]], list[APart]]:
    people: dict[str, dict[str, Any]] = {}
    aside: list[APart] = []
    for row in rows.sort("id_unique").iter_rows(named=True):
        ident, told = row["id_unique"], {name: row[name] for name in ATTRIBUTS}
        told |= {name: _ligne(told[name]) for name in TEXTES}
        told["actif"] = bool(told["actif"])
        if not told["nom"]:
            aside.append(APart(ident, "sans_nom"))
            continue
        if row["login_partage"]:
            aside.append(APart(ident, "login_partage", row["login_partage"]))
            continue
        if told["email"] and not _COURRIEL.fullmatch(told["email"]):
            told["email"] = None
            aside.append(APart(ident, "courriel"))
        people[ident] = told
    return people, aside


def _ligne(text: str | None) -> str | None:
    """A text on one line, None when nothing is left of it."""
    if not text:
        return None
    plain = text if text.isprintable() else _CONTROLE.sub(" ", text)
    return " ".join(plain.split()) or None


def nom_complet(person: Identite) -> str:
    """How a person is shown: given name, then name."""
    return " ".join(part for part in (person["prenom"], person["nom"]) if part)


def holders(people: Iterable[tuple[str, Identite]]) -> dict[str, list[str]]:
    """Who holds each login, case put aside."""
    found: dict[str, list[str]] = {}
    for ident, person in people:
        if person["login"]:
            found.setdefault(person["login"].casefold(), []).append(ident)
    return found
