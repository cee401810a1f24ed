"""What a list asks, line by line, when it is not a request for a number: how its line is designated once the
sheet comes back, and what was said done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import polars as pl

from workbench.decisions import Decision
from workbench.socle.noms import name_key

GENRES = {"a_informer": ("information_publication", "date_information")}
"""Lists whose gesture is a decision of its own; the others are « geste dit fait » (`GESTE`)."""
GESTE = ("geste_liste", "fait_le")
SEPARE = "|"


@dataclass(frozen=True)
class Geste:
    """The gesture a list asks.

    Attributes:
        code: of the list, that of its file.
        cles: the columns that designate a line; a line without any value there designates nothing.
    """

    code: str
    cles: Sequence[str] = ("id_unique",)

    def known(self, colonnes: Iterable[str]) -> bool:
        """Whether rows of these columns can be designated."""
        return set(self.cles) <= set(colonnes)


@dataclass(frozen=True)
class Reference:
    """A reference read back: the list, what its line designates, the mark of who it was written for."""

    code: str
    cle: str
    marque: str

    @property
    def objet(self) -> str:
        """The subject of the decision."""
        return f"{self.code}{SEPARE}{self.cle}"

    def of(self, nom: Any, login: Any) -> bool:
        """Whether the line still names whom it was written for."""
        return self.marque == _mark(self.objet, nom, login)


def references(lignes: pl.DataFrame, geste: Geste) -> list[str | None]:
    """The reference of each row, None for one that designates nothing."""
    return [_reference(ligne, geste) for ligne in lignes.iter_rows(named=True)]


def read_reference(texte: str) -> Reference | None:
    """Of a cell; None when it is not one of ours."""
    parts = _plain(texte).split(SEPARE)
    return Reference(parts[0], SEPARE.join(parts[1:-1]), parts[-1]) if len(parts) > 2 else None


def subject(reference: str) -> str:
    """What a reference is about, as the ledger keeps it."""
    return reference.rpartition(SEPARE)[0]


def done(decisions: Iterable[Decision]) -> dict[str, dt.date]:
    """Subject → the day it was said done, among decisions in force."""
    dits: dict[str, Any] = {}
    codes = {genre: (code, champ) for code, (genre, champ) in GENRES.items()}
    for entree in decisions:
        if entree.genre == GESTE[0]:
            dits[entree.objet] = entree.valeur[GESTE[1]]
        elif entree.genre in codes:
            code, champ = codes[entree.genre]
            dits[f"{code}{SEPARE}{entree.id_unique}"] = entree.valeur[champ]
    return {objet: dt.date.fromisoformat(le) for objet, le in dits.items()}


def _reference(ligne: Mapping[str, Any], geste: Geste) -> str | None:
    cles = [_plain(ligne[nom]).replace(SEPARE, "/") for nom in geste.cles]
    if not any(cles):
        return None
    objet = SEPARE.join((geste.code, *cles))
    return f"{objet}{SEPARE}{_mark(objet, ligne.get('nom'), ligne.get('login'))}"


def _mark(objet: str, nom: Any, login: Any) -> str:
    """A short sum of what is written and of the name beside it: a column sorted alone no longer agrees."""
    qui = (
        objet,
        name_key(nom),
        _plain(login).lstrip("'").casefold(),
    )  # a sheet protects what reads like a formula
    return f"{crc32(SEPARE.join(qui).encode()):08x}"


def _plain(valeur: Any) -> str:
    return " ".join(str(valeur).split()) if valeur is not None else ""
