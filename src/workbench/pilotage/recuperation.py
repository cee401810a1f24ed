"""How each proved number was found again, by which process and when: the words and their shares."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import polars as pl

from workbench.socle.regles import lire
from workbench.socle.tables import frame


@cache
def rules() -> Mapping[str, Any]:
    """`recuperation.toml`."""
    return lire("workbench.pilotage", "recuperation.toml")


def recovery_tables() -> dict[str, pl.DataFrame]:
    """`meta.mot_recuperation` (one row an axis and a code), `meta.preuve_recuperation` (proof → mode)."""
    words = [{"rang": rank, **entry} for rank, entry in enumerate(rules()["mots"], 1)]
    proofs = [{"preuve": proof, "mode": mode} for proof, mode in rules()["preuves"].items()]
    return {
        "meta.mot_recuperation": frame("meta.mot_recuperation", words),
        "meta.preuve_recuperation": frame("meta.preuve_recuperation", proofs),
    }


def axes() -> Mapping[str, str]:
    """Axis → its title, in the order they are shown."""
    return dict(rules()["titres"])


def share(counted: pl.DataFrame, axe: str) -> pl.DataFrame:
    """`mart.rpps_recuperation` by one axis: `mot, definition, nombre, part`, in the order of the rules.

    Args:
        axe: one of `axes()`.
    """
    words = pl.DataFrame([entry for entry in rules()["mots"] if entry["axe"] == axe])
    found = counted.group_by(pl.col(axe).alias("code")).agg(nombre=pl.col("nombre").sum())
    total = int(counted["nombre"].sum())
    return (
        words.join(found, on="code", how="left", maintain_order="left")
        .with_columns(pl.col("nombre").fill_null(0))
        .with_columns(part=pl.col("nombre") / total if total else pl.lit(None, pl.Float64))
        .select("mot", "definition", "nombre", "part")
    )
