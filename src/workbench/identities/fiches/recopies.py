"""Cells that a record copies from its row: when nothing else changed, nothing else is made again."""

from __future__ import annotations

import polars as pl

from workbench.sources.modeles import Lecture

RECOPIEES = {
    **{name: name for name in ("service", "lieu_naissance", "email", "telephone", "emploi", "grade", "pole")},
    "fonction": "emploi",
}
"""Column of a reading → the column of the record it goes to; no other trait of a record is made of it."""
LIGNE = ("fichier", "ligne")


def copied_again(fiche: pl.DataFrame, before: Lecture, after: Lecture) -> pl.DataFrame | None:
    """The records, each with the cells its row holds now.

    Args:
        fiche: `curated.fiche`, made of these readings among others. before, after: of one source.

    Returns:
        None when rows came, went, or another cell of theirs is not what it was.
    """
    source, rows = after.source.code, after.lignes
    copies = [name for name in rows.columns if name in RECOPIEES]
    if not before.lignes.drop(copies, strict=False).equals(rows.drop(copies)):
        return None
    said = rows.select(
        pl.lit(source).alias("source"),
        *LIGNE,
        *(pl.col(name).alias(f"{RECOPIEES[name]}_lu") for name in copies),
    )
    joined = fiche.join(said, on=["source", *LIGNE], how="left", maintain_order="left")
    here = pl.col("source") == source
    now = [
        pl.when(here).then(pl.col(f"{name}_lu")).otherwise(name).alias(name)
        for name in (RECOPIEES[copy] for copy in copies)
    ]
    return joined.with_columns(now).select(fiche.columns)
