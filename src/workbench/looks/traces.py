"""What charts draw, as plain shapes: a point of a curve, where a curve is going, a bar of a plan. No rule is
known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True)
class Point:
    """A share at one delivery, between 0 and 1."""

    le: date
    valeur: float


class Bande(Protocol):
    """Where a share will be at a date: middle, low and high ends of the range."""

    @property
    def median(self) -> float: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...


class Barre(Protocol):
    """A task on a Gantt chart; dates are inclusive working days, `marge` and `glissement` numbers of them."""

    @property
    def id(self) -> str: ...
    @property
    def titre(self) -> str: ...
    @property
    def etat(self) -> str: ...
    @property
    def critique(self) -> bool: ...
    @property
    def debut(self) -> date: ...
    @property
    def fin(self) -> date: ...
    @property
    def fin_tard(self) -> date | None: ...
    @property
    def marge(self) -> int | None: ...
    @property
    def glissement(self) -> int | None: ...
    @property
    def debut_reference(self) -> date | None: ...
    @property
    def fin_reference(self) -> date | None: ...
