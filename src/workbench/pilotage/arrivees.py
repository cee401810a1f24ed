"""Short contracts: had each arrival its proved number after so many days, and what can honestly be known of
it?

Runs see the world once a delivery. A number proved between two runs was proved on an unknown day of that
interval: at a
given delay the answer is then yes, no, or not knowable, and a share is given as two bounds. Nobody is judged
before the
delay has passed, and an arrival older than the first run is counted but not judged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from workbench.socle.regles import lire
from workbench.socle.tables import schema

AXES = {
    "type_contrat": "Type de contrat",
    "agence": "Agence d’intérim",
    "service": "Service",
    "etablissement": "Établissement",
    "autorite": "Autorité d’enregistrement",
}
JAMAIS = 10**6  # days: somebody gone without a number never had it


def regles(home: Path | None = None) -> dict[str, Any]:
    """`contrats_courts.toml`: types followed, delays looked at, what is written to agencies."""
    return lire("workbench.pilotage", "contrats_courts.toml", home)


def table_regles(home: Path | None = None) -> pl.DataFrame:
    """`meta.regle_contrat_court`: one row a contract type followed."""
    data = regles(home)
    rows = [(code, rank, data["mois"], str(data["version"])) for rank, code in enumerate(data["types"], 1)]
    return pl.DataFrame(rows, schema=schema("meta.regle_contrat_court"), orient="row")


@dataclass(frozen=True)
class Part:
    """How many arrivals had their number after `jours` days: `oui` for sure, `inconnu` not knowable, of
    `total` judged.
    """

    jours: int
    total: int
    oui: int
    inconnu: int

    @property
    def basse(self) -> float | None:
        """The share if none of the unknown had it."""
        return self.oui / self.total if self.total else None

    @property
    def haute(self) -> float | None:
        """The share if all of the unknown had it."""
        return (self.oui + self.inconnu) / self.total if self.total else None


def part(arrivees: pl.DataFrame, jours: int) -> Part:
    """The share served within a delay, among arrivals old enough to be judged.

    Args:
        arrivees: rows of `mart.arrivee` (`requis, suivie, recul, delai, avant, depart, nombre`).
        jours: days after arrival; somebody who left earlier is judged on the day of leaving.
    """
    judged = arrivees.filter(pl.col("requis"), pl.col("suivie"), pl.col("recul") >= jours)
    limit = pl.min_horizontal(pl.lit(jours), pl.col("depart").fill_null(jours))
    yes = (pl.col("delai") <= limit).fill_null(False)
    no = pl.col("delai").is_null() | (pl.col("avant") >= limit).fill_null(False)
    counts = judged.select(
        total=pl.col("nombre").sum(),
        oui=pl.col("nombre").filter(yes).sum(),
        inconnu=pl.col("nombre").filter(~yes & ~no).sum(),
    ).row(0, named=True)
    return Part(jours, int(counts["total"]), int(counts["oui"]), int(counts["inconnu"]))


def premiere_vue(arrivees: pl.DataFrame) -> Part:
    """Those whose number was proved on the very first run that saw them: the one thing known without a
    bound.
    """
    judged = arrivees.filter(pl.col("requis"), pl.col("suivie"))
    proved = judged.filter(pl.col("delai").is_not_null(), pl.col("avant").is_null())
    return Part(0, int(judged["nombre"].sum()), int(proved["nombre"].sum()), 0)


def a_composition_constante(
    avant: Mapping[str, tuple[int, int]], apres: Mapping[str, tuple[int, int]]
) -> tuple[float, float] | None:
    """The share before, and what today's shares give with the contracts of before: what moved that is not who
    arrived. None when no contract is known on both dates.

    Args:
        avant, apres: contract type → those proved at first sight, and all of them.
    """
    communs = [code for code, (_, total) in avant.items() if total and apres.get(code, (0, 0))[1]]
    poids = sum(avant[code][1] for code in communs)
    if not poids:
        return None
    tenue = sum(avant[code][1] * apres[code][0] / apres[code][1] for code in communs)
    return sum(avant[code][0] for code in communs) / poids, tenue / poids


def mediane(arrivees: pl.DataFrame) -> int | None:
    """Days by which half of the arrivals had their number, at the latest (Kaplan–Meier); None when half is
    not reached.

    Whoever still waits is counted for the days already waited; whoever left without a number never had it.
    """
    judged = arrivees.filter(pl.col("requis"), pl.col("suivie"))
    gone = pl.col("situation").is_in(["parti_sans", "parti_inconnu"])
    times = judged.select(
        jours=pl.when(gone).then(JAMAIS).otherwise(pl.coalesce("delai", "recul")).clip(0),
        fait=pl.when(~gone & pl.col("delai").is_not_null()).then("nombre").otherwise(0),
        nombre="nombre",
    )
    steps = times.group_by("jours").agg(pl.col("fait").sum(), pl.col("nombre").sum()).sort("jours")
    waiting, share = float(steps["nombre"].sum()), 1.0
    for days, done, left in steps.iter_rows():
        share *= 1 - done / waiting
        if done and share <= 0.5 + 1e-12:
            return int(days)
        waiting -= left
    return None


def par_axe(arrivees: pl.DataFrame, axe: str, delais: list[int]) -> pl.DataFrame:
    """One row a value of `axe`: `cle, arrivees, requis, jugees, vue` (share), `j<n>_basse`, `j<n>_haute`,
    `mediane, sans, partis_sans`.

    Most people still without a number first.
    """
    rows = []
    for (value,), group in arrivees.filter(pl.col(axe).is_not_null()).group_by(axe):
        first = premiere_vue(group)
        row: dict[str, Any] = {
            "cle": value,
            "arrivees": _sum(group),
            "requis": _sum(group.filter(pl.col("requis"))),
            "jugees": first.total,
            "vue": first.basse,
        }
        for days in delais:
            share = part(group, days)
            row |= {f"j{days}_basse": share.basse, f"j{days}_haute": share.haute}
        row |= {
            "mediane": mediane(group),
            "sans": _sum(group.filter(pl.col("situation") == "sans")),
            "partis_sans": _sum(group.filter(pl.col("situation") == "parti_sans")),
        }
        rows.append(row)
    rates = {f"j{days}_{bound}": pl.Float64 for days in delais for bound in ("basse", "haute")}
    schema = {
        "cle": pl.String,
        **dict.fromkeys(("arrivees", "requis", "jugees"), pl.Int64),
        "vue": pl.Float64,
        **rates,
        **dict.fromkeys(("mediane", "sans", "partis_sans"), pl.Int64),
    }
    return pl.DataFrame(rows, schema=schema).sort(
        ["sans", "partis_sans", "cle"], descending=[True, True, False]
    )


def par_mois(arrivees: pl.DataFrame) -> pl.DataFrame:
    """`mois, type_contrat, nombre`: every month of the window, types in the order of the rules."""
    if arrivees.is_empty():
        return pl.DataFrame(schema={"mois": pl.Date, "type_contrat": pl.String, "nombre": pl.Int64})
    first, last = _month(arrivees["mois"].min()), _month(arrivees["mois"].max())
    months = pl.DataFrame({"mois": pl.date_range(first, last, "1mo", eager=True)})
    types = arrivees.select("type_contrat", "rang_type").unique().sort("rang_type")
    counts = arrivees.group_by("mois", "type_contrat").agg(pl.col("nombre").sum().cast(pl.Int64))
    grid = months.join(types, how="cross").join(counts, on=["mois", "type_contrat"], how="left")
    return grid.sort("mois", "rang_type").select("mois", "type_contrat", pl.col("nombre").fill_null(0))


def _month(value: Any) -> dt.date:
    return dt.date(value.year, value.month, 1)


def _sum(rows: pl.DataFrame) -> int:
    return int(rows["nombre"].sum())
