"""The law of a share some months ahead: trends that go on, slow down or stop, under a ceiling nobody knows.

A Gaussian process on a grid of shapes (slowing rate, wandering, noise, season), each weighed by how well it
explains the history
(Rasmussen & Williams, « Gaussian Processes for Machine Learning », 2006, ch. 2 and 5). Draws then stop at a
random month and bend
under a ceiling drawn between the last value and the known one: the last files are the longest.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
ETAPES = 8  # months at which the effort may stop, evenly spread up to the horizon
AN = 12.0


class Shapes:
    """The grid of shapes and the weight each has before anything is seen."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        grid = list(
            product(
                zip(rules["freinage"], rules["poids_freinage"], strict=True),
                rules["errance"],
                rules["bruit"],
                zip(rules["saison"], rules["poids_saison"], strict=True),
            )
        )
        self.slowing = np.array([entry[0][0] for entry in grid])
        self.wandering = np.array([entry[1] for entry in grid])
        self.noise = np.array([entry[2] for entry in grid])
        self.season = np.array([entry[3][0] for entry in grid])
        self.prior = np.log([entry[0][1] * entry[3][1] for entry in grid])
        self.level, self.slope = float(rules["niveau"]), float(rules["pente"])

    def kernel(self, left: Vector, right: Vector) -> Vector:
        """Covariance of the smooth part, (shapes, left, right)."""
        trend = self._progress(left)[:, :, None] * self._progress(right)[:, None, :]
        wave = np.cos(2 * np.pi * (left[:, None] - right[None, :]) / AN)
        covariance: Vector = (
            self.level**2
            + self.slope**2 * trend
            + self.wandering[:, None, None] ** 2 * np.minimum(left[:, None], right[None, :])
            + self.season[:, None, None] ** 2 * wave
        )
        return covariance

    def stopped(self, seen: Vector, until: Vector, horizon: float) -> tuple[Vector, Vector]:
        """Covariance with what was seen, and variance, at the horizon when the trend stops at `until`
        (shapes, seen, until).
        """
        trend = self._progress(seen)[:, :, None] * self._progress(until)[:, None, :]
        wave = np.cos(2 * np.pi * (seen - horizon) / AN)[None, :, None]
        cross = (
            self.level**2
            + self.slope**2 * trend
            + self.wandering[:, None, None] ** 2 * np.minimum(seen, horizon)[None, :, None]
            + self.season[:, None, None] ** 2 * wave
        )
        own = (
            self.level**2
            + self.slope**2 * self._progress(until) ** 2
            + (self.wandering**2 * horizon + self.season**2 + self.noise**2)[:, None]
        )
        return cross, own

    def _progress(self, months: Vector) -> Vector:
        """Months of full effort that so many months are worth, (shapes, months)."""
        rate = self.slowing[:, None]
        safe = np.where(rate > 0, rate, 1.0)
        return np.where(rate > 0, -np.expm1(-safe * months) / safe, months)


def draws(
    rules: Mapping[str, Any],
    months: Vector,
    values: Vector,
    sizes: Vector,
    ahead: float,
    ceiling: float,
    seed: int,
) -> Vector:
    """Values at `ahead` months after the last point, sorted.

    Args:
        months: since the first point, increasing, in months.
        values: between 0 and 1, one a month of `months`.
        sizes: people counted at each point; `inf` when it is not known.
        ceiling: nothing goes above, never below the last value.
    """
    shapes, random = Shapes(rules), np.random.default_rng(seed)
    turnover = (
        np.clip(values * (1 - values), 0.002, None) / sizes / 4
    )  # a headcount that changes is never still
    covariance = shapes.kernel(months, months)
    covariance[:, np.arange(len(months)), np.arange(len(months))] += shapes.noise[:, None] ** 2 + turnover
    lower = np.linalg.cholesky(covariance)
    until = months[-1] + ahead * np.arange(1, ETAPES + 1) / ETAPES
    cross, own = shapes.stopped(months, until, months[-1] + ahead)
    residual = np.broadcast_to((values - 0.5)[None, :, None], (len(lower), len(values), 1))
    white, seen = np.linalg.solve(lower, residual)[:, :, 0], np.linalg.solve(lower, cross)
    likelihood = -0.5 * (white**2).sum(1) - np.log(np.diagonal(lower, axis1=1, axis2=2)).sum(1)
    weights = np.exp((score := likelihood + shapes.prior) - score.max())
    means = 0.5 + np.einsum("sn,snu->su", white, seen)
    spread = np.sqrt(np.clip(own - (seen**2).sum(1), 1e-9, None) + float(turnover[-1]))
    count = int(rules["tirages"])
    shape = random.choice(len(weights), count, p=weights / weights.sum())
    halt = random.exponential(1 / float(rules["arret"]), count)
    stop = np.ceil(halt / ahead * ETAPES).clip(1, ETAPES).astype(int) - 1
    drawn = means[shape, stop] + random.standard_normal(count) * spread[shape, stop] * float(
        rules["etirement"]
    )
    drawn = _worn(rules, drawn, np.clip(ahead - halt, 0, None), random)
    drawn = _pushed(rules, drawn, ahead, ceiling, random)
    return np.sort(_under(rules, drawn, float(values[-1]), ceiling, random))


def _worn(rules: Mapping[str, Any], drawn: Vector, idle: Vector, random: np.random.Generator) -> Vector:
    """Once the effort has stopped, those who are done leave, and those who replace them are only partly
    done.
    """
    turnover = np.exp(
        random.normal(np.log(float(rules["roulement"])), float(rules["roulement_ecart"]), len(drawn))
    )
    done = random.uniform(*_pair(rules["arrivants_faits"]), len(drawn))
    left: Vector = drawn * (1 - (1 - done) * -np.expm1(-turnover * idle))
    return left


def _pushed(
    rules: Mapping[str, Any], drawn: Vector, ahead: float, ceiling: float, random: np.random.Generator
) -> Vector:
    """A campaign nobody has announced may close part of the gap."""
    held = random.random(len(drawn)) < -np.expm1(-float(rules["campagne"]) * ahead)
    gap = np.clip(ceiling - drawn, 0, None)
    raised: Vector = drawn + held * gap * random.uniform(*_pair(rules["campagne_gain"]), len(drawn))
    return raised


def _under(
    rules: Mapping[str, Any], drawn: Vector, last: float, ceiling: float, random: np.random.Generator
) -> Vector:
    """Each draw bends (half of them) or stops (the others) under its own ceiling."""
    room = max(ceiling - last, 0.0)
    shape = random.beta(*_pair(rules["plafond_forme"]), len(drawn))
    share = np.where(random.random(len(drawn)) < float(rules["plafond_libre"]), 1.0, shape)
    own = np.maximum(room * share, 1e-9)
    rise = drawn - last
    bent = own * -np.expm1(-np.clip(rise, 0, None) / own)
    risen = np.where(random.random(len(drawn)) < 0.5, bent, np.minimum(rise, own))
    return np.clip(np.where(rise > 0, last + risen, drawn), 0.0, ceiling)


def _pair(bounds: Any) -> tuple[float, float]:
    first, second = bounds
    return float(first), float(second)
