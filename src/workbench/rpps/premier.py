"""The first day each number was proved: kept from run to run, because links say only how things stand today.

A run sees the world once a delivery, so the day itself is known between two bounds: the last run that saw the
person
without a proof (`avant_le`) and the first one that saw it (`premier_le`). A recorded proof bears its own
date: both
bounds are then that date.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from workbench.decisions.redirections import follow, moved_ids
from workbench.socle.tables import schema

SCHEMA = schema("curated.lien_premier")
ENREGISTREE = "decision_"  # how the proof of a link starts when a person recorded it


def first_confirmations(
    liens: pl.DataFrame,
    identite: pl.DataFrame,
    date: dt.date,
    precedent: pl.DataFrame | None = None,
    executions: pl.DataFrame | None = None,
    redirection: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """`curated.lien_premier`: one row a number ever confirmed for a person still known.

    Args:
        liens: this run's links (`id_unique, rpps, statut, preuve, date_preuve`).
        identite: this run's people (`id_unique, cree_le`: the first run that saw them).
        date: this run's date.
        precedent: the table of the published version; None on a first run, or when it did not exist yet.
        executions: `meta.execution` of the published version, for the dates of earlier runs.
        redirection: where merged ids went: the history of both follows, the earliest day wins.

    Returns:
        `id_unique, rpps, premier_le, avant_le` (null: no earlier run saw the person), `vu_le` (the run that
        wrote the row).
        A row written by a run of this same date is forgotten when the link it told of no longer holds: a
        replay
        corrects the day, it does not add to it.
    """
    confirmed = liens.filter(pl.col("statut") == "confirme", pl.col("rpps").is_not_null())
    kept = _kept(precedent, liens, confirmed, moved_ids(redirection), date)
    new = confirmed.join(kept, on=["id_unique", "rpps"], how="anti")
    new = new.join(identite.select("id_unique", pl.col("cree_le").cast(pl.Date)), on="id_unique", how="left")
    new = new.with_columns(
        premier_le=pl.min_horizontal(pl.col("date_preuve").cast(pl.Date).fill_null(date), pl.lit(date)),
        vu_le=pl.lit(date),
    )
    recorded = pl.col("preuve").str.starts_with(ENREGISTREE).fill_null(False)
    before = pl.when(recorded).then("premier_le").otherwise("_run")
    rows = _last_run_before(new, executions).with_columns(avant_le=before).select(SCHEMA.keys())
    return pl.concat([kept, rows.cast(SCHEMA)]).sort("id_unique", "rpps")  # type: ignore[arg-type]


def _last_run_before(rows: pl.DataFrame, executions: pl.DataFrame | None) -> pl.DataFrame:
    """Add `_run`: the last run that knew the person before the number was proved, null when there was
    none.
    """
    if executions is None or executions.is_empty() or rows.is_empty():
        return rows.with_columns(_run=pl.lit(None, dtype=pl.Date))
    runs = executions.select(pl.col("date_execution").cast(pl.Date).alias("_run")).unique().sort("_run")
    found = rows.sort("premier_le").join_asof(
        runs,
        left_on="premier_le",
        right_on="_run",
        strategy="backward",
        allow_exact_matches=False,
        coalesce=False,
    )
    return found.with_columns(pl.when(pl.col("_run") >= pl.col("cree_le")).then("_run").alias("_run"))


def _kept(
    precedent: pl.DataFrame | None,
    liens: pl.DataFrame,
    confirmed: pl.DataFrame,
    moved: dict[str, str],
    date: dt.date,
) -> pl.DataFrame:
    """What earlier runs knew, under the ids of today."""
    if precedent is None or precedent.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    known = precedent.select(SCHEMA.keys()).cast(SCHEMA)  # type: ignore[arg-type]
    known = known.with_columns(
        pl.col("id_unique").map_elements(lambda ident: follow(ident, moved), return_dtype=pl.String)
    )
    pairs = confirmed.select("id_unique", "rpps", pl.lit(True).alias("_tient"))
    known = known.join(liens.select("id_unique").unique(), on="id_unique", how="semi")
    known = known.join(pairs, on=["id_unique", "rpps"], how="left")
    known = known.filter((pl.col("vu_le") < date) | pl.col("_tient").fill_null(False)).drop("_tient")
    return known.sort("premier_le", "vu_le").unique(["id_unique", "rpps"], keep="first", maintain_order=True)
