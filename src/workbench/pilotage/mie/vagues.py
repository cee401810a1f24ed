"""Deployment waves: the share planned from each date on, and each wave planned against done, with where it is
going.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from workbench.pilotage.prevision import Projection, project

PREFIXE = "mie_vague_"


@dataclass(frozen=True)
class Vague:
    """One wave: when it was planned, how many people, how many equipped, and the forecast at the deadline."""

    nom: str
    prevue: dt.date
    services: int
    besoin: int
    remis: int
    prevision: Projection | None

    @property
    def taux(self) -> float:
        """Share equipped."""
        return self.remis / self.besoin if self.besoin else 1.0

    def constat(self, le: dt.date) -> str:
        """`terminee`, `a_venir` or `en_retard`: a wave is late from the day after its date, until all are
        equipped.
        """
        if self.remis >= self.besoin:
            return "terminee"
        return "a_venir" if self.prevue >= le else "en_retard"


def plan(entonnoir: pl.DataFrame) -> list[tuple[dt.date, float]]:
    """Share of all users that should be equipped from each wave's date on; users without a wave are never
    planned.

    Args:
        entonnoir: mart `mie_entonnoir` (`date_deploiement, besoin`).
    """
    total = int(entonnoir["besoin"].sum() or 0)
    dated = entonnoir.filter(pl.col("date_deploiement").is_not_null())
    steps = dated.group_by("date_deploiement").agg(pl.col("besoin").sum()).sort("date_deploiement")
    cumulative = steps.with_columns(pl.col("besoin").cum_sum())
    return [(day, people / total) for day, people in cumulative.iter_rows()] if total else []


def vagues(
    entonnoir: pl.DataFrame, series: Mapping[str, Sequence[tuple[dt.date, float]]], echeance: dt.date
) -> list[Vague]:
    """Each wave, earliest first.

    Args:
        entonnoir: mart `mie_entonnoir`.
        series: name of the wave → its history (share equipped).
    """
    rows = (
        entonnoir.filter(pl.col("date_deploiement").is_not_null())
        .group_by("vague")
        .agg(
            pl.col("date_deploiement").min(),
            pl.struct("etablissement", "service").n_unique().alias("services"),
            pl.col("besoin", "remis").sum(),
        )
        .sort("date_deploiement", "vague")
    )
    return [_wave(row, series, echeance) for row in rows.to_dicts()]


def _wave(
    row: dict[str, Any], series: Mapping[str, Sequence[tuple[dt.date, float]]], echeance: dt.date
) -> Vague:
    return Vague(
        row["vague"],
        row["date_deploiement"],
        int(row["services"]),
        int(row["besoin"]),
        int(row["remis"]),
        project(known, echeance, 1.0) if (known := series.get(row["vague"], ())) else None,
    )
