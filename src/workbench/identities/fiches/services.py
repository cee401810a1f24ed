"""Services of two names, as the hospital says: one when records are compared; what was received stays."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from workbench.socle.champs import cle
from workbench.socle.settings import SynonymeService


def one_service(people: pl.DataFrame, synonymes: Sequence[SynonymeService]) -> pl.DataFrame:
    """The records with each declared writing of a service replaced by its name, to be compared."""
    for one in synonymes:
        wanted = {cle(writing) for writing in one.graphies}
        meant = [value for value in people["service"].unique().drop_nulls() if cle(value) in wanted]
        here = pl.col("service").is_in(meant)
        if one.etablissement:
            here &= pl.col("etablissement").eq_missing(one.etablissement)
        people = people.with_columns(
            pl.when(here).then(pl.lit(one.service)).otherwise("service").alias("service")
        )
    return people
