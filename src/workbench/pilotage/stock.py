"""Stock and flow of the accounts an objective counts: who arrives, gets a number, waits or leaves, month by
month.

Each rate is learnt from the deliveries (by authority, job, length of contract and age of the wait; jobs of
few accounts together) with what is not known of it: posterior draws, gamma for rates, Dirichlet for what
becomes of arrivals (Gelman et al., « Bayesian Data Analysis », 3rd ed., ch. 2-3). A scenario says what it
supposes; it is no forecast of what people will do.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.looks.formats import accord, nombre
from workbench.pilotage.hypotheses import JOURS_PAR_MOIS
from workbench.pilotage.metiers import by_job
from workbench.socle.regles import lire

GRAINE = 20261101
DESTINS = ("rattaches", "attente", "sans_numero", "jamais")
STRATE = ["autorite", "metier", "court"]
ALONE = ("métier suivi", "métiers suivis")

Tirages = NDArray[np.float64]


@dataclass(frozen=True)
class But:
    """What an objective asks: this share of the accounts of these authorities, that day."""

    autorites: Collection[str]
    cible: float
    echeance: dt.date


@dataclass(frozen=True)
class Scenario:
    """An objective at its deadline if what `suppose` says held: nine chances in ten between `low` and `high`.

    `manque`: accounts still to be linked that day for the target, middle of the range, those that can never
    count left out; `saison`: the arrivals' months were observed over a year at least.
    """

    titre: str
    suppose: str
    low: float
    median: float
    high: float
    manque: int
    saison: bool


def rules() -> dict[str, Any]:
    """`stock.toml`: the scenarios, what each supposes, the ages of the wait."""
    return lire("workbench.pilotage", "stock.toml")


def scenarios(
    flux: pl.DataFrame,
    stock: pl.DataFrame,
    but: But,
    le: dt.date,
    dossiers: float = 0.0,
    graine: int = GRAINE,
) -> list[Scenario]:
    """What becomes of the accounts of an objective by its deadline; empty when the past says nothing.

    Args:
        flux: mart `flux_compte`. stock: mart `stock_compte`. le: date of the data.
        dossiers: people without a number registered each month, in the scenario that supposes it.
    """
    concerned = pl.col("autorite").is_in(list(but.autorites))
    seen, here, alone = by_job(flux.filter(concerned), stock.filter(concerned), rules()["metier_min"])
    if seen["fin"].n_unique() < 2 or here.is_empty() or but.echeance <= le:
        return []
    out = []
    for one in rules()["scenario"]:
        recent = seen.filter(pl.col("fin") > le - dt.timedelta(days=one.get("recul_jours", 36_500)))
        rates = _Rates(seen, recent, here, np.random.default_rng(graine))
        quota = dossiers if one["capacite"] else 0.0
        played = _play(rates, le, (but.echeance - le).days / JOURS_PAR_MOIS, one["effort"], quota)
        out.append(_told(one, recent, played, but.cible, dossiers, rates.saison is not None))
    said = f" ; {accord(alone, *ALONE)} à part, les autres ensemble" if alone else ""
    return [replace(one, suppose=one.suppose + said) for one in out]


@dataclass(frozen=True)
class Attente:
    """Accounts whose wait began in this band of months: how many today, how fast they were linked, and how
    many of them wait for a third party to give a number.
    """

    tranche: str
    attendent: int
    sans_numero: int
    par_mois: float | None  # share linked each month, None when nobody was seen waiting so long


def attentes(flux: pl.DataFrame, stock: pl.DataFrame, autorites: Collection[str]) -> list[Attente]:
    """The wait by age: the last files are the longest.

    Args:
        flux: mart `flux_compte`. stock: mart `stock_compte`.
    """
    concerned = pl.col("autorite").is_in(list(autorites))
    bounds, out = [*rules()["ages"], None], []
    for low, high in itertools.pairwise(bounds):
        inside = concerned & (pl.col("age_mois") >= low)
        inside = inside if high is None else inside & (pl.col("age_mois") < high)
        then, now = flux.filter(inside), stock.filter(inside)
        lengths = (pl.col("fin") - pl.col("debut")).dt.total_days() / JOURS_PAR_MOIS
        exposed = float((then.select(pl.col("attendaient") * lengths).to_series()).sum() or 0)
        linked, without = _count(then, "rattaches"), _count(now, "sans_numero")
        out.append(
            Attente(
                f"{low} mois et plus" if high is None else f"de {low} à {high} mois",
                _count(now, "attente"),
                without,
                linked / exposed if exposed else None,
            )
        )
    return out


def _count(frame: pl.DataFrame, column: str) -> int:
    return int(frame[column].sum())


def _told(
    one: Mapping[str, Any],
    recent: pl.DataFrame,
    played: tuple[Tirages, Tirages, Tirages],
    cible: float,
    dossiers: float,
    saison: bool,
) -> Scenario:
    linked, total, never = played
    required = total - never  # as `mart.jalon`: numbers not required are of the total, never of the rate
    margin, shares, span = rules()["marge"], linked / np.maximum(required, 1), _months(recent)
    low, middle, high = (float(np.quantile(shares, q)) for q in (margin, 0.5, 1 - margin))
    lacking = np.ceil(cible * required - 1e-9) - linked
    counts = {name: nombre(_count(recent, name) / span, 0) for name in ("rattaches", "arrives", "partis")}
    return Scenario(
        one["titre"],
        one["suppose"].format(**counts, dossiers=nombre(dossiers, 0)),
        low,
        middle,
        high,
        max(0, math.ceil(float(np.median(lacking)))),
        saison,
    )


def _months(flux: pl.DataFrame) -> float:
    """Months the periods cover, each once."""
    spans = flux.select("debut", "fin").unique()
    return max(float(sum((fin - debut).days for debut, fin in spans.iter_rows())) / JOURS_PAR_MOIS, 1e-9)


class _Rates:
    """Draws of every rate, and the stock they act on; shapes (draws, strata) or (draws, strata, ages)."""

    def __init__(
        self,
        seen: pl.DataFrame,
        recent: pl.DataFrame,
        here: pl.DataFrame,
        random: np.random.Generator,
    ) -> None:
        asked = rules()
        self.random, self.ages, count = random, asked["ages"], int(asked["tirages"])
        weight = float(asked["prior_comptes"])
        self.strates = pl.concat([seen.select(STRATE), here.select(STRATE)]).unique().sort(STRATE)
        exposure, links = self._by_age(recent, "attendaient"), self._by_age(recent, "rattaches")
        exposure = exposure * _months(recent) / recent["fin"].n_unique()
        pooled = (links.sum(axis=1) + 0.5) / (exposure.sum(axis=1) + 1.0)
        effort = random.lognormal(0.0, float(asked["variation"]), (count, 1, 1))
        self.lien = effort * random.gamma(
            links + weight * pooled[:, None], 1 / (exposure + weight), (count, *links.shape)
        )
        span, gone = _months(seen), self._by_strate(seen, "partis")
        stayed = self._by_strate(seen, "ouverts") * span / seen["fin"].n_unique()
        everyone = (gone.sum() + 0.5) / (stayed.sum() + 1.0)
        self.depart = random.gamma(
            gone + weight * everyone, 1 / (stayed + weight), (count, len(self.strates))
        )
        arrived = self._by_strate(seen, "arrives")
        self.arrivee = random.gamma(arrived + 0.5, 1 / span, (count, len(self.strates)))
        self.destin = self._fates(recent, count)
        self.saison = _season(seen, asked["mois_saison"])
        self.lies = self._by_strate(here, "connus")
        self.jamais = self._by_strate(here, "jamais")
        self.sans = self._by_strate(here, "sans_numero")
        self.attente = self._by_age(here, "attente")

    def _by_strate(self, frame: pl.DataFrame, column: str) -> Tirages:
        summed = frame.group_by(STRATE).agg(pl.col(column).sum())
        joined = self.strates.join(summed, on=STRATE, how="left", maintain_order="left")
        return joined[column].fill_null(0).to_numpy().astype(float)

    def _by_age(self, frame: pl.DataFrame, column: str) -> Tirages:
        bounds = [*self.ages, 10_000]
        parts = [
            self._by_strate(frame.filter(pl.col("age_mois").is_between(low, high, closed="left")), column)
            for low, high in itertools.pairwise(bounds)
        ]
        return np.stack(parts, axis=1)

    def _fates(self, recent: pl.DataFrame, count: int) -> Tirages:
        """What becomes of an arrival: linked at once, waiting, without a number, never to count."""
        frame = recent.with_columns(
            arrives_attente=pl.col("arrives")
            - pl.sum_horizontal("arrives_rattaches", "arrives_sans_numero", "arrives_jamais")
        )
        counts = np.stack([self._by_strate(frame, f"arrives_{fate}") for fate in DESTINS], axis=1)
        pooled = (counts.sum(axis=0) + 0.25) / (counts.sum() + 1.0)
        drawn = self.random.gamma(counts + pooled, 1.0, (count, *counts.shape))
        fates: Tirages = drawn / drawn.sum(axis=2, keepdims=True)
        return fates


def _season(seen: pl.DataFrame, months: int) -> Tirages | None:
    """Share of a usual month's arrivals by calendar month; None when a whole year was not observed."""
    spans = seen.group_by("debut", "fin").agg(pl.col("arrives").sum())
    days, people = np.zeros(12), np.zeros(12)
    for start, end, arrived in spans.iter_rows():
        for rank in range((end - start).days):
            month = (start + dt.timedelta(days=rank + 1)).month - 1
            days[month] += 1
            people[month] += arrived / (end - start).days
    if _months(seen) < months or not people.sum() or not days.all():
        return None
    usual = people.sum() / days.sum()
    factors = (people + 5) / (days * usual + 5)  # five people of the usual month: a rare arrival is no season
    return np.asarray(factors / factors.mean())


def _play(
    rates: _Rates, le: dt.date, months: float, effort: bool, dossiers: float
) -> tuple[Tirages, Tirages, Tirages]:
    """Accounts linked, open, and never to count at the deadline, one a draw."""
    random, count = rates.random, rates.lien.shape[0]
    linked, never, without = (_spread(part, count) for part in (rates.lies, rates.jamais, rates.sans))
    waiting = np.broadcast_to(rates.attente.astype(int), (count, *rates.attente.shape)).copy()
    widths = np.diff([*rates.ages, np.inf])
    for rank in range(math.ceil(months)):
        step = min(1.0, months - rank)
        stay = np.exp(-rates.depart * step)
        linked, never, without = (random.binomial(part, stay) for part in (linked, never, without))
        waiting = random.binomial(waiting, stay[:, :, None])
        if effort:
            got = random.binomial(waiting, -np.expm1(-rates.lien * step))
            waiting -= got
            linked += got.sum(axis=2)
        older = random.binomial(waiting, np.minimum(1.0, step / widths))
        waiting = waiting - older
        waiting[:, :, 1:] += older[:, :, :-1]
        if dossiers > 0:
            served = _served(without, dossiers * step, random)
            without, linked = without - served, linked + served
        month = (le + dt.timedelta(days=round((rank + 0.5) * JOURS_PAR_MOIS))).month - 1
        wave = 1.0 if rates.saison is None else rates.saison[month]
        fates = random.poisson(rates.arrivee[:, :, None] * rates.destin * wave * step)
        linked, without, never = linked + fates[..., 0], without + fates[..., 2], never + fates[..., 3]
        waiting[:, :, 0] += fates[..., 1]
    total = linked + never + without + waiting.sum(axis=2)
    return linked.sum(axis=1), total.sum(axis=1), never.sum(axis=1)


def _spread(part: Tirages, count: int) -> NDArray[np.int64]:
    return np.broadcast_to(part.astype(np.int64), (count, len(part))).copy()


def _served(without: NDArray[np.int64], quota: float, random: np.random.Generator) -> NDArray[np.int64]:
    """Those registered this month: at most the quota, shared among the strata by their size."""
    left = without.sum(axis=1, keepdims=True)
    share = np.minimum(1.0, quota / np.maximum(left, 1))
    return random.binomial(without, share)
