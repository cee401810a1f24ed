"""What the national directory says of an account's declared number, to be compared; what came in stays."""

from __future__ import annotations

import polars as pl


def bridged(people: pl.DataFrame) -> pl.DataFrame:
    """The records with the names and the birth the directory knows, where the account has none."""
    if "noms_nationaux" not in people.columns:
        return people
    known = pl.col("noms_nationaux").is_not_null()
    names = pl.concat_list("noms", "noms_nationaux").list.unique(maintain_order=True)
    return people.with_columns(
        date_naissance=pl.coalesce("date_naissance", "naissance_nationale"),
        noms=pl.when(known).then(names).otherwise("noms"),
    )
