"""When a count says something: many rows, and a large part of those judged."""

from __future__ import annotations

import math
from collections.abc import Mapping


def nombreux(n: int, total: int, nombre: float, part: float) -> bool:
    """Whether `n` of `total` rows are at least `nombre` rows and the share `part` (0 to 1) of them."""
    return n >= max(nombre, part * total)


def atteint(n: int, total: int, regle: Mapping[str, float]) -> bool:
    """The same, the two limits read in a rule (`nombre`, `part`)."""
    return nombreux(n, total, regle["nombre"], regle["part"])


def unlikely(n: int, total: int, usual: float) -> float:
    """At most the odds of so many, each one lost as often as the others are (Chernoff)."""
    share = n / total
    rest = (1 - share) * math.log((1 - share) / (1 - usual)) if share < 1 else 0.0
    return math.exp(-total * (share * math.log(share / usual) + rest))
