"""A page of rows of a nominative mart, asked for as a user looks for people: filters, words, order, place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Mot = Sequence[tuple[str, str]]  # (column, text): one of these columns holds its text


@dataclass(frozen=True)
class Fenetre:
    """What is asked: rows that hold every filter and every word, in order, from a place on.

    `filtres`: column = value, or a list of values; `mots`: each is held by one of its columns, as is;
    `tri`: columns, nulls last; `depuis`: rows passed over; `combien`: rows given.
    """

    filtres: Mapping[str, Any] = field(default_factory=dict)
    mots: Sequence[Mot] = ()
    tri: Sequence[str] = ()
    depuis: int = 0
    combien: int = 50

    def columns(self) -> set[str]:
        """Every column it names."""
        return {*self.filtres, *self.tri, *(column for word in self.mots for column, _ in word)}

    def words(self, first: int) -> tuple[list[str], list[str]]:
        """Its words as conditions, and their parameters, numbered from `first`."""
        conditions: list[str] = []
        values: list[str] = []
        for word in self.mots:
            parts = []
            for column, text in word:
                parts.append(f'contains("{column}", ${first + len(values)})')
                values.append(text)
            conditions.append(f"({' OR '.join(parts)})" if parts else "false")
        return conditions, values

    def order(self) -> str:
        """Its order and its place."""
        by = ", ".join(f'"{column}" NULLS LAST' for column in self.tri)
        place = f" LIMIT {int(self.combien)} OFFSET {int(self.depuis)}"
        return (f" ORDER BY {by}" if by else "") + place
