"""A published sum, the one thing that ties counts together in statistical secrecy."""

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
