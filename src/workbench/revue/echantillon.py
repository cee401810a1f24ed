"""How often are we wrong? A blind sample, stratified by probability, and what it lets us say.

Sources: stratified estimation, Cochran (1977) *Sampling Techniques*, chap. 5; Jeffreys intervals, Brown, Cai
& DasGupta (2001),
« Interval Estimation for a Binomial Proportion », here carried through the ratio by simulation with a fixed
seed.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from workbench.decisions import Decision
from workbench.socle.erreurs import ErreurWorkbench

BORNES = (0.0, 0.5, 0.9, 0.99, 0.999, 1.0)
TIRAGES = 4_000
GRAINE = 20_261
NIVEAU = 0.95
Bornes = tuple[float, float, float]  # estimate, lower and upper bound


@dataclass(frozen=True)
class Tirage:
    """A drawn sample: pairs by stratum, and how many pairs each stratum holds in all."""

    paires: list[tuple[str, str, str]]
    tailles: dict[str, int]


@dataclass(frozen=True)
class Estimation:
    """What the judged pairs let us say of the whole; each figure with its 95 % interval."""

    jugees: int
    indecidables: int
    precision: Bornes
    rappel: Bornes
    strates: list[tuple[str, int, int, int]]  # stratum, pairs, judged, same person


def strata(paires: pl.DataFrame) -> pl.DataFrame:
    """Add `strate`: together or not, by band of probability."""
    band = pl.lit(None, dtype=pl.String)
    for low, high in itertools.pairwise(BORNES):
        inside = (pl.col("probabilite") >= low) & ((pl.col("probabilite") < high) | (high == 1.0))
        band = pl.when(inside).then(pl.lit(f"{low:g}–{high:g}")).otherwise(band)
    return paires.with_columns(strate=pl.col("situation") + " " + band)


def draw(paires: pl.DataFrame, par_strate: int, graine: int) -> Tirage:
    """The same seed draws the same pairs.

    Args:
        paires: `mart.paire_score`: cle_a, cle_b, probabilite, situation.

    Raises:
        ErreurWorkbench: there is no scored pair to draw from.
    """
    if paires.is_empty():
        raise ErreurWorkbench(
            "Aucune paire notée", "La version publiée n'a pas de scores.", "Lancez « workbench run »."
        )
    sized = strata(paires).sort("strate", "cle_a", "cle_b")
    chooser = random.Random(graine)
    drawn: list[tuple[str, str, str]] = []
    sizes: dict[str, int] = {}
    for (name,), group in sized.group_by(["strate"], maintain_order=True):
        rows = list(group.select("cle_a", "cle_b").iter_rows())
        sizes[str(name)] = len(rows)
        drawn += [(str(name), a, b) for a, b in chooser.sample(rows, min(par_strate, len(rows)))]
    chooser.shuffle(drawn)  # blind: the order tells nothing of the stratum
    return Tirage(drawn, sizes)


def last_draw(decisions: Sequence[Decision]) -> tuple[Decision, Tirage] | None:
    """The sample under way."""
    for entry in reversed(decisions):
        if entry.genre == "echantillon_tirage":
            pairs = [(str(s), str(a), str(b)) for s, a, b in entry.valeur["paires"]]
            return entry, Tirage(pairs, {str(k): int(v) for k, v in entry.valeur["tailles"].items()})
    return None


def judgements(decisions: Sequence[Decision], tirage: str) -> dict[tuple[str, str], str]:
    """Pair → what was answered, for this draw."""
    return {
        (entry.cle_a, entry.cle_b): entry.verdict
        for entry in decisions
        if entry.genre == "echantillon_jugement" and entry.objet == tirage
    }


def estimate(tirage: Tirage, answers: Mapping[tuple[str, str], str]) -> Estimation:
    """Precision of what is together, recall among scored pairs; undecidable answers are left out and
    counted.
    """
    judged: Counter[str] = Counter()
    same: Counter[str] = Counter()
    unknown = 0
    for stratum, a, b in tirage.paires:
        answer = answers.get((a, b))
        if answer in {"meme", "differente"}:
            judged[stratum] += 1
            same[stratum] += answer == "meme"
        unknown += answer == "indecidable"
    shares = [_shares(tirage.tailles, rates) for rates in _simulate(tirage.tailles, judged, same)]
    seen = _shares(tirage.tailles, _observed(tirage.tailles, judged, same))
    precision, recall = (
        _interval([share[rank] for share in shares], found) for rank, found in enumerate(seen)
    )
    lines = [(name, size, judged[name], same[name]) for name, size in sorted(tirage.tailles.items())]
    return Estimation(sum(judged.values()), unknown, precision, recall, lines)


def _shares(tailles: Mapping[str, int], rates: Mapping[str, float]) -> tuple[float, float]:
    """Precision and recall, from the share of true pairs of each stratum."""
    together = {name: rates[name] * size for name, size in tailles.items()}
    joined = sum(size for name, size in tailles.items() if name.startswith("reunie"))
    true_joined = sum(count for name, count in together.items() if name.startswith("reunie"))
    true = sum(together.values())
    return true_joined / joined if joined else 1.0, true_joined / true if true else 1.0


def _observed(tailles: Mapping[str, int], judged: Counter[str], same: Counter[str]) -> dict[str, float]:
    """Share of true pairs seen in each stratum, one half where nothing was judged: the estimate. The prior
    only widens the interval: of twenty-five pairs judged and none wrong, it would announce 2 % of errors.
    """
    return {name: same[name] / judged[name] if judged[name] else 0.5 for name in tailles}


def _simulate(tailles: Mapping[str, int], judged: Counter[str], same: Counter[str]) -> list[dict[str, float]]:
    """Draws of each stratum's share of true pairs: those judged are known, Jeffreys prior on the others only
    (a stratum is finite: twenty judged of twenty-two leave two to guess).
    """
    chooser = random.Random(GRAINE)
    out: list[dict[str, float]] = [{} for _ in range(TIRAGES)]
    for name, size in sorted(tailles.items()):
        n, k = judged[name], same[name]
        for rates in out:
            left = (size - n) * chooser.betavariate(k + 0.5, n - k + 0.5) if n < size else 0
            rates[name] = (k + left) / size
    return out


def _interval(values: list[float], found: float) -> Bornes:
    """The estimate and its interval, which reaches 0 or 1 when nothing judged says otherwise (Brown, Cai &
    DasGupta's modified Jeffreys).
    """
    ordered = sorted(values)
    tail = (1 - NIVEAU) / 2
    low, high = ordered[int(tail * len(ordered))], ordered[int((1 - tail) * len(ordered)) - 1]
    return found, found if found == 0 else min(low, found), found if found == 1 else max(high, found)


@dataclass(frozen=True)
class Palier:
    """A possible automatic threshold: pairs above it, and the share of wrong ones expected there."""

    seuil: float
    paires: int
    erreur: float
    erreur_haute: float


def thresholds(tirage: Tirage, answers: Mapping[tuple[str, str], str]) -> list[Palier]:
    """For each bound, the error among the pairs the rules leave possible (together or to review) at or above
    it.
    """
    judged: dict[str, list[bool]] = defaultdict(list)
    for stratum, a, b in tirage.paires:
        if answers.get((a, b)) in {"meme", "differente"}:
            judged[stratum].append(answers[a, b] == "meme")
    out = []
    counts: Counter[str] = Counter({name: len(found) for name, found in judged.items()})
    same: Counter[str] = Counter({name: sum(found) for name, found in judged.items()})
    rates = _simulate(tirage.tailles, counts, same)
    for bound in BORNES[1:-1]:
        names = [
            n
            for n in tirage.tailles
            if not n.startswith("ecartee") and float(n.split(" ")[1].split("–")[0]) >= bound
        ]
        total = sum(tirage.tailles[name] for name in names)
        if not total:
            continue
        errors = [_error(tirage.tailles, names, rate) for rate in rates]
        found = _error(tirage.tailles, names, _observed(tirage.tailles, counts, same))
        mean, _, high = _interval(errors, found)
        out.append(Palier(bound, total, mean, high))
    return out


def _error(tailles: Mapping[str, int], names: Sequence[str], rates: Mapping[str, float]) -> float:
    """Share of wrong pairs among these strata."""
    return sum((1 - rates[name]) * tailles[name] for name in names) / sum(tailles[name] for name in names)


def recommended(paliers: Sequence[Palier], erreur_acceptee: float) -> Palier | None:
    """The lowest threshold whose error stays under what is accepted, even at the top of its interval."""
    fitting = [palier for palier in paliers if palier.erreur_haute <= erreur_acceptee]
    return min(fitting, key=lambda palier: palier.seuil) if fitting else None
