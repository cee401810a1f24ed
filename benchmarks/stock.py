"""Do the scenarios of `workbench.pilotage.stock` say what happens when what they suppose holds?

    python benchmarks/stock.py [--hopitaux 300] [--graine 11]

Hospitals simulated account by account (arrivals, links that slow down with the wait, people nobody can
link, departures), seen 4 to 18 months, then left to go on as they went: the truth at the deadline against
the 90 % range of « Au rythme des trois derniers mois ». A second line stops all effort, against « Sans
effort nouveau ».
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.pilotage.stock import But, scenarios

DEBUT = dt.date(2026, 1, 1)
AGES = 25
SAISON = {11: 2.0, 5: 1.4, 7: 0.6, 8: 0.5}  # interns in November and May, a quiet summer


class Hopital:
    """One hospital: its rates, its accounts by months of wait, what each month did to them."""

    def __init__(self, seed: int) -> None:
        self.draw = np.random.default_rng(seed)
        u = self.draw.uniform
        size = int(np.exp(u(np.log(80), np.log(4000))))
        base = u(0.02, 0.35)
        self.link = base * np.exp(-u(0.0, 0.12) * np.arange(AGES))
        self.leave, self.growth = u(0.004, 0.04), u(0.9, 1.3)
        self.fates = self.draw.dirichlet([3, 3, 1.5, 0.3])
        self.season = self.draw.random() < 0.5
        self.variation = u(0.05, 0.3)
        self.arrivals = size * self.leave * self.growth
        linked, waiting, without, never = self.draw.multinomial(size, self.draw.dirichlet([4, 4, 2, 0.2]))
        self.linked, self.without, self.never = int(linked), int(without), int(never)
        self.waiting = np.bincount(
            np.minimum(self.draw.geometric(0.08, waiting) - 1, AGES - 1), minlength=AGES
        )
        self.day = DEBUT

    def month(self, effort: bool = True) -> list[dict[str, Any]]:
        """One month on; the rows of `flux_compte` it leaves."""
        draw, start = self.draw, self.day
        self.day = (start.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
        pace = draw.lognormal(0, self.variation) if effort else 0.0
        left = draw.binomial(self.waiting, self.leave)
        got = draw.binomial(self.waiting - left, 1 - np.exp(-self.link * pace))
        gone = [int(draw.binomial(part, self.leave)) for part in (self.linked, self.without, self.never)]
        rows = [
            self._row(start, age, n, g, lost)
            for age, (n, g, lost) in enumerate(zip(self.waiting, got, left, strict=True))
        ]
        rows[-1]["ouverts"] += self.linked + self.without + self.never
        rows[-1]["partis"] += sum(gone)
        wave = SAISON.get(start.month, 1.0) if self.season else 1.0
        new = draw.multinomial(draw.poisson(self.arrivals * wave), self.fates)
        keep = self.waiting - left - got
        self.waiting = np.concatenate([[new[1]], keep[:-2], [keep[-2] + keep[-1]]]).astype(np.int64)
        self.linked += int(got.sum() + new[0]) - gone[0]
        self.without += int(new[2]) - gone[1]
        self.never += int(new[3]) - gone[2]
        rows[0] |= {
            "arrives": int(new.sum()),
            "arrives_rattaches": int(new[0]),
            "arrives_sans_numero": int(new[2]),
            "arrives_jamais": int(new[3]),
        }
        return rows

    def _row(self, start: dt.date, age: int, waiting: int, got: int, lost: int) -> dict[str, Any]:
        return {
            "debut": start, "fin": self.day, "autorite": "ordre", "court": False, "age_mois": min(age, 24),
            "arrives": 0, "arrives_rattaches": 0, "arrives_sans_numero": 0, "arrives_jamais": 0,
            "attendaient": int(waiting), "rattaches": int(got), "ouverts": int(waiting), "partis": int(lost),
        }  # fmt: skip

    def stock(self) -> pl.DataFrame:
        """`stock_compte`."""
        rows = [
            {
                "autorite": "ordre",
                "court": False,
                "age_mois": age,
                "attente": int(n),
                "connus": 0,
                "jamais": 0,
                "sans_numero": 0,
            }
            for age, n in enumerate(self.waiting)
        ]
        done = {"connus": self.linked, "jamais": self.never, "sans_numero": self.without}
        rows.append(rows[0] | done | {"attente": 0})
        return pl.DataFrame(rows)

    @property
    def share(self) -> float:
        """The truth."""
        return self.linked / max(1, self.linked + self.without + self.never + int(self.waiting.sum()))


def judge(hospitals: int, seed: int) -> None:
    """Print one line a scenario: ranges that held, and how wide they are."""
    chooser = random.Random(seed)
    held: dict[str, list[tuple[float, float, float]]] = {"rythme": [], "sans effort": []}
    for rank in range(hospitals):
        seen, ahead = chooser.randint(4, 18), chooser.randint(6, 26)
        for name, effort in (("rythme", True), ("sans effort", False)):
            place = Hopital(seed * 1_000_003 + rank)
            rows = [row for _ in range(seen) for row in place.month()]
            le, stock = place.day, place.stock()
            for _ in range(ahead):
                place.month(effort)
            told = scenarios(pl.DataFrame(rows), stock, But(["ordre"], 1.0, place.day), le)
            one = told[1 if effort else 0]
            held[name].append((one.low, place.share, one.high))
    print(f"{hospitals} hôpitaux simulés, graine {seed}")
    print("| scénario | fourchettes tenues | vérité dessous | vérité dessus | largeur médiane |")
    print("| --- | --- | --- | --- | --- |")
    for name, cases in held.items():
        array: NDArray[np.float64] = np.array(cases)
        low, truth, high = array.T
        print(
            f"| {name} | {((low <= truth) & (truth <= high)).mean():.1%} | {(truth < low).mean():.1%} |"
            f" {(truth > high).mean():.1%} | {100 * np.median(high - low):.1f} points |"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hopitaux", type=int, default=300)
    parser.add_argument("--graine", type=int, default=11)
    asked = parser.parse_args()
    judge(asked.hopitaux, asked.graine)
