"""The people of a source, as words: what is compared from one source to another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from workbench.socle.noms import letters
from workbench.socle.regles import lire
from workbench.sources.croisement.gardes import by_reading
from workbench.sources.declarer.valeurs import given_names
from workbench.sources.modeles import Lecture

Mots = frozenset[str]
Nom = tuple[str, str]  # a surname, a given name
Titres = tuple[str, ...]
Rule = dict[str, Any]  # a part of `croisement.toml`
HASARD = 0.5  # a word never seen leans nowhere
COURT = 2  # particles and initials say nothing of a person


@dataclass(frozen=True)
class Personne:
    """Every word of somebody's surnames, and of their given names."""

    noms: Mots
    prenoms: Mots

    @property
    def connue(self) -> bool:
        """Both are there: two such people can be told apart."""
        return bool(self.noms and self.prenoms)


def rules(home: Path | None = None) -> dict[str, Any]:
    """`croisement.toml`, or the establishment's own."""
    return lire("workbench.sources.croisement", "croisement.toml", home)


def columns(lecture: Lecture, regles: dict[str, Any]) -> tuple[list[str], list[str]]:
    """The surname columns and the given name columns that this reading fills."""
    own = regles["personnes"].get(lecture.source.nature, {"noms": [], "prenoms": []})
    rows = lecture.lignes

    def filled(names: Sequence[str]) -> list[str]:
        return [name for name in names if name in rows.columns and rows[name].null_count() < rows.height]

    return filled(own["noms"]), filled(own["prenoms"])


@lru_cache(maxsize=200_000)
def words(text: str | None) -> tuple[str, ...]:
    """The words of a name that tell somebody from another."""
    return tuple(word for word in letters(text).split() if len(word) > COURT)


def people(lecture: Lecture, regles: dict[str, Any], rows: pl.DataFrame | None = None) -> Sequence[Personne]:
    """One a row of the reading (or of `rows`, some of its rows)."""
    named = tuple(tuple(names) for names in columns(lecture, regles))
    return _everybody(lecture, *named) if rows is None else _people(rows, *named)


@by_reading
def _everybody(lecture: Lecture, noms: Titres, prenoms: Titres) -> Sequence[Personne]:
    return _people(lecture.lignes, noms, prenoms)


def _people(rows: pl.DataFrame, noms: Titres, prenoms: Titres) -> Sequence[Personne]:
    surnames = rows.select(noms).iter_rows() if noms else ((),) * rows.height
    given = rows.select(prenoms).iter_rows() if prenoms else ((),) * rows.height
    return [_named(left, right) for left, right in zip(surnames, given, strict=True)]


@lru_cache(maxsize=200_000)  # the same rows are asked for by every source compared with this one
def _named(surnames: tuple[str | None, ...], given: tuple[str | None, ...]) -> Personne:
    return Personne(*(frozenset(word for text in row for word in words(text)) for row in (surnames, given)))


def agree(one: Personne, other: Personne) -> bool:
    """A surname or a given name in common: enough to say that it may be the same person."""
    return bool(one.noms & other.noms or one.prenoms & other.prenoms)


def same(one: Personne, other: Personne) -> bool:
    """A surname and a given name in common."""
    return bool(one.noms & other.noms and one.prenoms & other.prenoms)


@lru_cache(maxsize=200_000)  # asked by every look at what a list forgot, of the same people
def names_of(person: Personne) -> frozenset[Nom]:
    """Every surname of this person beside every given name."""
    return frozenset((nom, prenom) for nom in person.noms for prenom in person.prenoms)


def turned(one: Personne, other: Personne) -> bool:
    """The surname of each is the given name of the other: one person, written the other way round."""
    return bool(one.noms & other.prenoms and one.prenoms & other.noms)


@dataclass(frozen=True)
class Penchants:
    """How often a word is written as a given name and as a surname, by those who cannot be mistaken."""

    prenoms: dict[str, int]
    noms: dict[str, int]

    def leaning(self, found: Iterable[str]) -> float:
        """Above 1: rather a given name; below: rather a surname; 1 when nobody knows the word."""
        return max(
            ((self.prenoms.get(w, 0) + HASARD) / (self.noms.get(w, 0) + HASARD) for w in found), default=1.0
        )


def vocabulary(lectures: Sequence[Lecture], regles: dict[str, Any]) -> Penchants:
    """Words of the national files of this delivery, whose titles are official, and the frequent given names.

    Never the sources that are judged: one that is wrong would turn the others round.
    """
    rule = regles["echange"]
    prenoms = dict.fromkeys(given_names(), rule["dictionnaire"])
    noms: dict[str, int] = {}
    for lecture in lectures:
        if lecture.source.nature in rule["temoins"]:
            surnames, given = columns(lecture, regles)
            rows = lecture.lignes.head(rule["echantillon"])
            _count(rows, given, prenoms)
            _count(rows, surnames, noms)
    return Penchants(prenoms, noms)


def _count(rows: pl.DataFrame, names: Sequence[str], into: dict[str, int]) -> None:
    for name in names:
        for text, n in rows[name].drop_nulls().value_counts().iter_rows():
            for word in words(text):
                into[word] = into.get(word, 0) + n
