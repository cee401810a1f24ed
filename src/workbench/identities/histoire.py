"""The life of an identity: every record that joined or left it, when, by which run and which decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl

from workbench.decisions import Decision
from workbench.identities.chantier import Precedent
from workbench.socle.tables import schema

SCHEMA = schema("curated.identite_histoire")


def movements_of_records(
    identite_fiche: pl.DataFrame,
    precedent: Precedent | None,
    decisions: Sequence[Decision],
    date: dt.date,
    version: str,
) -> pl.DataFrame:
    """Rows to add to `curated.identite_histoire`: `entree` and `sortie` of records since the published
    version.

    `autre_id` is the identity the record came from or went to (null: a new record, or one no longer
    delivered);
    `id_decision` the decision about that very record, when one is in force.
    """
    keys = ["source", "cle_source"]
    now = identite_fiche.select(*keys, pl.col("id_unique").alias("apres"), "mode")
    old = identite_fiche.clear() if precedent is None else precedent.identite_fiche
    both = now.join(old.select(*keys, pl.col("id_unique").alias("avant")), on=keys, how="full", coalesce=True)
    moved = both.filter(pl.col("avant").ne_missing(pl.col("apres")))
    said = {cle: entry.id for entry in decisions for cle in (entry.cle_a, entry.cle_b) if cle}
    decided = (pl.col("source") + ":" + pl.col("cle_source")).replace_strict(
        said, default=None, return_dtype=pl.String
    )
    moved = moved.with_columns(id_decision=decided, date_execution=pl.lit(date), id_execution=pl.lit(version))
    came = moved.filter(pl.col("apres").is_not_null()).with_columns(
        id_unique="apres", evenement=pl.lit("entree"), autre_id="avant"
    )
    left = moved.filter(pl.col("avant").is_not_null()).with_columns(
        id_unique="avant", evenement=pl.lit("sortie"), autre_id="apres"
    )
    rows = pl.concat([came.select(*SCHEMA), left.select(*SCHEMA)]).cast(SCHEMA)  # type: ignore[arg-type]
    return rows.sort("id_unique", "source", "cle_source", "evenement")
