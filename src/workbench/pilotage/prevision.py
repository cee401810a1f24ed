"""Where a measure is going: a range at the deadline and what it rests on; a probability only where the past
earns it.

`project` is the one entry: a history in, a projection out. The law is in `tendances`, what it supposes in
`prevision.toml`, how it
does on simulated hospitals in `benchmarks/prevision.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import combinations
from statistics import median
from typing import Any

import numpy as np

from workbench.pilotage.hypotheses import JOURS_PAR_MOIS
from workbench.pilotage.tendances import Vector, draws
from workbench.socle.regles import lire

GRAINE = 20261101
BORNE = 0.05
DENSE = 48  # beyond so many points, the last of each month is enough

Point = tuple[date, float] | tuple[date, int, int] | tuple[date, int, int, Any]
_Clean = tuple[tuple[date, float, float], ...]  # date, value, people counted (inf when not known)


@dataclass(frozen=True)
class Retour:
    """A projection made in the past, for the same horizon against what had been seen, and what came."""

    faite_le: date
    pour_le: date
    low: float
    median: float
    high: float
    constatee: float

    @property
    def tenue(self) -> bool:
        """The range held what came."""
        return self.low - 1e-9 <= self.constatee <= self.high + 1e-9


@dataclass(frozen=True)
class Projection:
    """A share at the deadline: nine chances in ten between `low` and `high`.

    `probabilite` of being at the target that day: None unless earned. `connue`: False when the range says
    nothing useful, in which
    case nothing but « on ne peut pas savoir » may be said. `essais`: the same projection, made at each past
    month.
    """

    low: float
    median: float
    high: float
    probabilite: float | None
    connue: bool
    points: int
    mois_observes: float
    mois_a_venir: float
    plafond: float
    rythme_mensuel: float | None
    atteinte_le: date | None
    essais: tuple[Retour, ...]

    @property
    def repose_sur(self) -> str:
        """What it rests on, in plain French."""
        vu = f"{self.points} livraison{'s' if self.points > 1 else ''} sur {_mois(self.mois_observes)}"
        tenus = sum(essai.tenue for essai in self.essais)
        passe = (
            f" ; à la même distance, {tenus} fourchettes passées sur {len(self.essais)} ont tenu"
            if len(self.essais) > 1
            else " ; aucun recul pour vérifier ce qu’une telle prévision aurait donné"
        )
        return f"d’après {vu}, pour {_mois(self.mois_a_venir)} à venir{passe}"


def _mois(nombre: float) -> str:
    return f"{max(0, round(nombre))} mois"


def project(
    history: Sequence[Point], deadline: date, target: float, ceiling: float | None = None, seed: int = GRAINE
) -> Projection:
    """The share at `deadline`, from its history.

    Args:
        history: in any order, (date, value between 0 and 1), or (date, numerator, denominator), with or
        without a fourth item that
            is not read. Two points of one day: the last given wins.
        target: the share to reach.
        ceiling: the share that can be reached at best, when it is known; a history above it wins.

    Raises:
        ValueError: an empty history, or a value that is not between 0 and 1.
    """
    known: dict[date, tuple[float, float]] = {}
    for point in history:
        known[point[0]] = _share(point)
    if not known:
        raise ValueError("an empty history has no future")
    clean = tuple((day, *known[day]) for day in sorted(known))
    return _project(_thin(clean), deadline, float(target), 1.0 if ceiling is None else float(ceiling), seed)


def rules() -> dict[str, Any]:
    """`prevision.toml`: what the law supposes, what a probability asks for."""
    return lire("workbench.pilotage", "prevision.toml")


def _share(point: Point) -> tuple[float, float]:
    if len(point) == 2:
        value, size = float(point[1]), float("inf")
    else:
        size = float(point[2])
        value = float(point[1]) / size if size > 0 else float("nan")
    if not 0.0 <= value <= 1.0:
        raise ValueError(f"{point!r}: a share is between 0 and 1")
    return value, size


def _thin(clean: _Clean) -> _Clean:
    if len(clean) <= DENSE:
        return clean
    return tuple({(day.year, day.month): (day, value, size) for day, value, size in clean}.values())[-DENSE:]


@lru_cache(maxsize=1024)
def _project(known: _Clean, deadline: date, target: float, ceiling: float, seed: int) -> Projection:
    asked, last = rules(), known[-1]
    top = max([ceiling, *(value for _, value, _ in known)])
    seen, ahead = (
        (last[0] - known[0][0]).days / JOURS_PAR_MOIS,
        max(0.0, (deadline - last[0]).days / JOURS_PAR_MOIS),
    )
    ratio = ahead / seen if seen else float("inf")
    common: dict[str, Any] = {
        "points": len(known),
        "mois_observes": seen,
        "mois_a_venir": ahead,
        "plafond": top,
        "rythme_mensuel": observed_pace([(day, value) for day, value, _ in known]),
    }
    if len(known) < asked["points_min"] and ahead > 0:
        reached = last[0] if last[1] >= target else None
        return Projection(0.0, last[1], top, None, False, atteinte_le=reached, essais=(), **common)
    futures = _futures(known, ahead, top, seed)
    low, middle, high = (float(np.quantile(futures, q)) for q in (BORNE, 0.5, 1 - BORNE))
    tries = _tries(known, ratio, top, seed) if ahead > 0 else ()
    return Projection(
        low,
        middle,
        high,
        float((futures >= target - 1e-9).mean()) if _earned(asked["chance"], known, ratio, tries) else None,
        high - low <= asked["largeur_max"],
        atteinte_le=_when(last, middle, deadline, target),
        essais=tries,
        **common,
    )


def _futures(known: _Clean, ahead: float, top: float, seed: int) -> Vector:
    if ahead <= 0:
        return np.array([known[-1][1]])
    months = np.array([(day - known[0][0]).days / JOURS_PAR_MOIS for day, _, _ in known])
    values, sizes = (np.array([point[rank] for point in known]) for rank in (1, 2))
    return draws(rules()["modele"], months, values, sizes, ahead, top, seed)


def _tries(known: _Clean, ratio: float, top: float, seed: int) -> tuple[Retour, ...]:
    """The same projection made at each past month, as far ahead of what was then seen; the ceiling was not
    known then.
    """
    out, need = [], rules()["chance"]["points_essai"]
    for cut in range(need, len(known)):
        past = known[:cut]
        seen = (past[-1][0] - past[0][0]).days
        aimed = past[-1][0] + timedelta(days=round(seen * ratio))
        came = min(known[cut:], key=lambda point: (abs((point[0] - aimed).days), point[0]))
        if aimed > known[-1][0]:
            break
        futures = _futures(past, (came[0] - past[-1][0]).days / JOURS_PAR_MOIS, max(top, came[1]), seed)
        low, middle, high = (float(np.quantile(futures, q)) for q in (BORNE, 0.5, 1 - BORNE))
        out.append(Retour(past[-1][0], came[0], low, middle, high, came[1]))
    return tuple(out)


def _earned(asked: dict[str, Any], known: _Clean, ratio: float, tries: Sequence[Retour]) -> bool:
    return bool(
        len(known) >= asked["points_min"]
        and ratio <= asked["horizon_max"]
        and len(tries) >= asked["essais_min"]
        and sum(one.tenue for one in tries) >= asked["vrais_min"] * len(tries)
    )


def _when(last: tuple[date, float, float], middle: float, deadline: date, target: float) -> date | None:
    """The day the middle of the range crosses the target, along the line a chart draws."""
    day, value, _ = last
    if value >= target:
        return day
    if middle < target:
        return None
    return day + timedelta(days=round((deadline - day).days * (target - value) / (middle - value)))


def observed_pace(points: Sequence[tuple[date, float]]) -> float | None:
    """What a measure gained each month so far: a fact of the past, no promise; None below four points, or all
    of one day.

    Source: Sen (1968), « Estimates of the regression coefficient based on Kendall's tau », JASA 63: the
    median slope of all pairs.
    """
    slopes = [(vb - va) / (b - a).days for (a, va), (b, vb) in combinations(sorted(points), 2) if b > a]
    return median(slopes) * JOURS_PAR_MOIS if len(points) >= rules()["points_min"] and slopes else None
