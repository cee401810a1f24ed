"""Where a measure is going: a robust trend, an interval, a probability; silent below four points.

Source: Sen (1968), « Estimates of the regression coefficient based on Kendall's tau », JASA 63: the slope is the median of the
slopes of all pairs of points. The interval and the probability take every pairwise slope with every residual: no law is assumed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from statistics import median

POINTS_MIN = 4
BORNE = 0.05


@dataclass(frozen=True)
class Prevision:
    """At the deadline: median, lower and upper bound (90 %), probability of reaching the target, and when it would be reached."""

    valeur: float
    basse: float
    haute: float
    probabilite: float
    rythme_mensuel: float
    atteinte_le: date | None


@dataclass(frozen=True)
class Retour:
    """A forecast made in the past against what came."""

    faite_le: date
    pour_le: date
    prevue: float
    constatee: float


def forecast(points: Sequence[tuple[date, float]], echeance: date, cible: float) -> Prevision | None:
    """None below four points, or when they are all of one day.

    Args:
        points: (date, value between 0 and 1), any order.
    """
    known = sorted(points)
    slopes = _slopes(known)
    if len(known) < POINTS_MIN or not slopes:
        return None
    slope, level, residuals = _fit(known, slopes)
    start, last = known[0][0], known[-1]
    ahead = (echeance - last[0]).days
    now = level + slope * (last[0] - start).days
    futures = sorted(min(1.0, max(0.0, now + s * ahead + r)) for s in slopes for r in residuals)
    reached = sum(value >= cible - 1e-9 for value in futures) / len(futures)
    return Prevision(
        min(1.0, max(0.0, now + slope * ahead)),
        futures[int(BORNE * (len(futures) - 1))],
        futures[int((1 - BORNE) * (len(futures) - 1))],
        reached,
        slope * 30,
        _when(last, now, slope, cible),
    )


def _slopes(known: Sequence[tuple[date, float]]) -> list[float]:
    return sorted((vb - va) / (b - a).days for (a, va), (b, vb) in combinations(known, 2) if b > a)


def _fit(known: Sequence[tuple[date, float]], slopes: Sequence[float]) -> tuple[float, float, list[float]]:
    slope, start = median(slopes), known[0][0]
    level = median(value - slope * (day - start).days for day, value in known)
    return slope, level, [value - level - slope * (day - start).days for day, value in known]


def _when(last: tuple[date, float], now: float, slope: float, cible: float) -> date | None:
    if last[1] >= cible:
        return last[0]
    if slope <= 0:
        return None
    days = (cible - now) / slope
    return last[0] + timedelta(days=max(1, round(days))) if days < 20 * 365 else None


def backtest(points: Sequence[tuple[date, float]]) -> list[Retour]:
    """For each past date with enough history behind it, what was forecast for today, and today."""
    known = sorted(points)
    out = []
    for cut in range(POINTS_MIN, len(known)):
        past = forecast(known[:cut], known[-1][0], 1.0)
        if past is not None:
            out.append(Retour(known[cut - 1][0], known[-1][0], past.valeur, known[-1][1]))
    return out
