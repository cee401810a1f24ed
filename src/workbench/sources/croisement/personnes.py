"""The people of a source, as words: what is compared from one source to another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from workbench.socle.noms import letters
from workbench.socle.regles import lire
from workbench.sources.modeles import Lecture

Mots = frozenset[str]
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


def people(lecture: Lecture, regles: dict[str, Any], rows: pl.DataFrame | None = None) -> list[Personne]:
    """One a row of the reading (or of `rows`, some of its rows)."""
    noms, prenoms = columns(lecture, regles)
    held = lecture.lignes if rows is None else rows

    def told(row: Iterable[str | None]) -> Mots:
        return frozenset(word for text in row for word in words(text))

    surnames = held.select(noms).iter_rows() if noms else ((),) * held.height
    given = held.select(prenoms).iter_rows() if prenoms else ((),) * held.height
    return [Personne(told(left), told(right)) for left, right in zip(surnames, given, strict=True)]


def agree(one: Personne, other: Personne) -> bool:
    """A surname or a given name in common: enough to say that it may be the same person."""
    return bool(one.noms & other.noms or one.prenoms & other.prenoms)


def same(one: Personne, other: Personne) -> bool:
    """A surname and a given name in common."""
    return bool(one.noms & other.noms and one.prenoms & other.prenoms)


@dataclass(frozen=True)
class Penchants:
    """How often the other sources write a word as a given name and as a surname: counts of all, and one's
    own to take away.
    """

    prenoms: tuple[dict[str, int], dict[str, int]]
    noms: tuple[dict[str, int], dict[str, int]]

    def leaning(self, found: Iterable[str]) -> float:
        """Above 1: rather a given name; below: rather a surname; 1 when nobody knows the word."""
        return max(
            ((_seen(self.prenoms, w) + HASARD) / (_seen(self.noms, w) + HASARD) for w in found), default=1.0
        )


def _seen(counts: tuple[dict[str, int], dict[str, int]], word: str) -> int:
    return counts[0].get(word, 0) - counts[1].get(word, 0)


class Vocabulaire:
    """What each source of a delivery writes as given names and as surnames."""

    def __init__(self, lectures: Sequence[Lecture], regles: dict[str, Any]) -> None:
        self._lectures, self._regles = lectures, regles

    @cached_property
    def _counts(self) -> dict[str, tuple[dict[str, int], dict[str, int]]]:
        found = {}
        for lecture in self._lectures:
            noms, prenoms = columns(lecture, self._regles)
            rows = lecture.lignes.head(self._regles["echange"]["echantillon"])
            found[lecture.source.code] = (_count(rows, prenoms), _count(rows, noms))
        return found

    @cached_property
    def _totals(self) -> tuple[dict[str, int], dict[str, int]]:
        totals: tuple[dict[str, int], dict[str, int]] = {}, {}
        for counts in self._counts.values():
            for into, counted in zip(totals, counts, strict=True):
                for word, n in counted.items():
                    into[word] = into.get(word, 0) + n
        return totals

    def others(self, source: str) -> Penchants:
        """What every source but this one says."""
        return Penchants(*zip(self._totals, self._counts[source], strict=True))


def _count(rows: pl.DataFrame, names: Sequence[str]) -> dict[str, int]:
    out: dict[str, int] = {}
    for name in names:
        for text, n in rows[name].drop_nulls().value_counts().iter_rows():
            for word in words(text):
                out[word] = out.get(word, 0) + n
    return out
