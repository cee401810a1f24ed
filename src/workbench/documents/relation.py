"""A published sum, the one thing that ties counts together in statistical secrecy, and what readers know
besides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Cle = Any  # any hashable key


@dataclass(frozen=True)
class Relation:
    """One published sum."""

    total: Cle
    parties: tuple[Cle, ...]

    @property
    def cellules(self) -> tuple[Cle, ...]:
        """The total and its parts."""
        return (self.total, *self.parties)


@dataclass(frozen=True)
class Savoir:
    """What readers know before any sum, and what they look for.

    Attributes:
        publiques: cells published whatever happens: never hidden, always known.
        presentes: cells known to hold somebody (a row is printed only when it has one).
        connues: cells printed by an earlier sending and unchanged: hiding them hides little, anything else is
            hidden first.
        utiles: cells that readers look for first, hidden to cover another only when nothing else can be.
        sel: what makes the choice impossible to replay for who does not know it; none, no draw at all.
    """

    publiques: frozenset[Cle] = frozenset()
    presentes: frozenset[Cle] = frozenset()
    connues: frozenset[Cle] = frozenset()
    utiles: frozenset[Cle] = frozenset()
    sel: str = ""
