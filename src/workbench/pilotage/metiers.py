"""Which jobs of an objective hold enough accounts to be projected alone."""

from __future__ import annotations

import polars as pl

ENSEMBLE = ""  # the jobs of an authority that have too few accounts to be followed alone
KEY = ["autorite", "profession"]
PARTS = ("connus", "jamais", "sans_numero", "attente")  # of the open accounts, none counted twice


def by_job(flux: pl.DataFrame, stock: pl.DataFrame, minimum: int) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """Both with `metier`, the job when so many open accounts of it are held, else `ENSEMBLE`; how many jobs
    stand alone.

    Args:
        flux: mart `flux_compte`. stock: mart `stock_compte`; a version older than its jobs has none.
    """
    if "profession" not in flux.columns or "profession" not in stock.columns:
        together = pl.lit(ENSEMBLE).alias("metier")
        return flux.with_columns(together), stock.with_columns(together), 0
    held = stock.group_by(KEY).agg(comptes=pl.sum_horizontal(pl.col(PARTS).sum()))
    alone = held.filter(pl.col("comptes") >= minimum, pl.col("profession") != ENSEMBLE)
    alone = alone.select(*KEY, metier="profession")

    def named(frame: pl.DataFrame) -> pl.DataFrame:
        joined = frame.join(alone, on=KEY, how="left", maintain_order="left")
        return joined.with_columns(pl.col("metier").fill_null(ENSEMBLE))

    return named(flux), named(stock), alone.height
