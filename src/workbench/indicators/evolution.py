"""What moved: the same indicators at two dates, and whether it is good news."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from workbench.indicators.fiches import Fiche, find
from workbench.indicators.jalons import SERIE

Nouvelle = Literal["mieux", "moins_bien", "stable", "neutre"]
SEUIL_TAUX = 0.0005  # below a twentieth of a point nothing is said to have moved


@dataclass(frozen=True)
class Evolution:
    """One indicator between two dates. `taux`: the value is a share; `avant` None when it was not known then."""

    indicateur: str
    fiche: Fiche
    taux: bool
    avant: float | None
    apres: float
    nouvelle: Nouvelle

    @property
    def ecart(self) -> float | None:
        """After less before; None when nothing was known before."""
        return None if self.avant is None else self.apres - self.avant


def evolutions(
    series: Mapping[str, SERIE],
    indicateurs: Sequence[str],
    cartes: list[Fiche],
    depuis: dt.date | None = None,
    figes: Mapping[str, float] | None = None,
) -> list[Evolution]:
    """The move of each indicator, in the order asked; one that has no figure or no card is left out.

    Args:
        series: indicator → history, oldest first.
        depuis: compare with the last figures on or before that day; None: with the delivery before the last.
        figes: indicator → value a committee saw, which wins over the history.
    """
    out = []
    for name in indicateurs:
        known, card = series.get(name, ()), find(name, cartes)
        if not known or card is None:
            continue
        after, is_rate = known[-1][3], known[-1][2] is not None
        before = figes.get(name) if figes is not None and name in figes else _before(known, depuis)
        out.append(Evolution(name, card, is_rate, before, after, _news(before, after, card.sens, is_rate)))
    return out


def _before(known: SERIE, depuis: dt.date | None) -> float | None:
    older = known[:-1] if depuis is None else [point for point in known if point[0] <= depuis]
    return older[-1][3] if older else None


def _news(before: float | None, after: float, sens: str, is_rate: bool) -> Nouvelle:
    if before is None or sens == "neutre":
        return "neutre"
    move = after - before
    if abs(move) < (SEUIL_TAUX if is_rate else 0.5):
        return "stable"
    return "mieux" if (move > 0) == (sens == "hausse") else "moins_bien"
