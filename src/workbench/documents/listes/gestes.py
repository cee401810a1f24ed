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
from workbench.decisions.en_cours import RETIRE
from workbench.socle.noms import name_key

GENRES = {"a_informer": ("information_publication", "date_information")}
"""Lists whose gesture is a decision of its own; the others are « geste dit fait » (`GESTE`)."""
GESTE = ("geste_liste", "fait_le")
SEPARE = "|"
EMIS = "@"


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
    """A reference read back: the list, what its line designates, the mark of who it was written for, the day
    « Fait le » said when the list was made.
    """

    code: str
    cle: str
    marque: str
    issued: dt.date | None = None

    @property
    def objet(self) -> str:
        """The subject of the decision."""
        return f"{self.code}{SEPARE}{self.cle}"

    def of(self, nom: Any, login: Any) -> bool:
        """Whether the line still names whom it was written for."""
        return self.marque == _mark(self.objet, nom, login, self.issued)


def references(
    lignes: pl.DataFrame, geste: Geste, faits: Mapping[str, dt.date] | None = None
) -> list[str | None]:
    """The reference of each row, None for one that designates nothing.

    Args:
        faits: what was said done already (`done`): a row issued with a day bears it, so that a cell emptied
        afterwards is told from one that never held anything.
    """
    return [_reference(ligne, geste, faits or {}) for ligne in lignes.iter_rows(named=True)]


def read_reference(texte: str) -> Reference | None:
    """Of a cell; None when it is not one of ours."""
    parts = _plain(texte).split(SEPARE)
    if len(parts) < 3:
        return None
    marque, _, issued = parts[-1].partition(EMIS)
    try:
        le = dt.date.fromisoformat(issued) if issued else None
    except ValueError:
        return None
    return Reference(parts[0], SEPARE.join(parts[1:-1]), marque, le)


def subject(reference: str) -> str:
    """What a reference is about, as the ledger keeps it."""
    return reference.rpartition(SEPARE)[0]


def done(decisions: Iterable[Decision]) -> dict[str, dt.date]:
    """Subject → the day it was said done, among decisions in force."""
    dits: dict[str, Any] = {}
    codes = {genre: (code, champ) for code, (genre, champ) in GENRES.items()}
    for entree in decisions:
        if entree.verdict == RETIRE:
            continue
        if entree.genre == GESTE[0]:
            dits[entree.objet] = entree.valeur[GESTE[1]]
        elif entree.genre in codes:
            code, champ = codes[entree.genre]
            dits[f"{code}{SEPARE}{entree.id_unique}"] = entree.valeur[champ]
    return {objet: dt.date.fromisoformat(le) for objet, le in dits.items()}


def _reference(ligne: Mapping[str, Any], geste: Geste, faits: Mapping[str, dt.date]) -> str | None:
    cles = [_plain(ligne[nom]).replace(SEPARE, "/") for nom in geste.cles]
    if not any(cles):
        return None
    objet = SEPARE.join((geste.code, *cles))
    issued = faits.get(objet)
    marque = _mark(objet, ligne.get("nom"), ligne.get("login"), issued)
    return f"{objet}{SEPARE}{marque}" + (f"{EMIS}{issued.isoformat()}" if issued else "")


def _mark(objet: str, nom: Any, login: Any, issued: dt.date | None) -> str:
    """A short sum of what is written, of the name beside it and of the day it was issued with: a column
    sorted alone no longer agrees.
    """
    qui = [objet, name_key(nom), _plain(login).lstrip("'").casefold()]  # a sheet protects a formula's look
    return f"{crc32(SEPARE.join(qui + ([issued.isoformat()] if issued else [])).encode()):08x}"


def _plain(valeur: Any) -> str:
    return " ".join(str(valeur).split()) if valeur is not None else ""
