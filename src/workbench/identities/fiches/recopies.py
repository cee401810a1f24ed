"""Cells that a record copies from its row: when nothing else changed, nothing else is made again."""

from __future__ import annotations

import polars as pl

from workbench.sources.modeles import Lecture

RECOPIEES = {
    **{name: name for name in ("service", "lieu_naissance", "email", "telephone", "emploi", "grade", "pole")},
    "fonction": "emploi",
}
"""Column of a reading → the column of the record it goes to; no other trait of a record is made of it."""
LIGNE = ("source", "fichier", "ligne")


def copied_again(fiche: pl.DataFrame, before: Lecture, after: Lecture) -> pl.DataFrame | None:
    """The records, each with the cells its row holds now.

    Args:
        fiche: `curated.fiche`, made of the first reading among others. before, after: readings of one source.

    Returns:
        None when rows came, went, or another cell of theirs is not what it was; or when the records do not
        hold what `before` says (another file, other settings since).
    """
    copies = [name for name in after.lignes.columns if name in RECOPIEES]
    if not before.lignes.drop(copies, strict=False).equals(after.lignes.drop(copies)):
        return None
    if not _copied(fiche, before, copies).equals(fiche):
        return None
    return _copied(fiche, after, copies)


def _copied(fiche: pl.DataFrame, lecture: Lecture, copies: list[str]) -> pl.DataFrame:
    read = {name: f"{RECOPIEES[name]}_lu" for name in copies}
    source = lecture.source.code
    said = lecture.lignes.with_columns(source=pl.lit(source)).select(*LIGNE, *copies).rename(read)
    here = pl.col("source") == source
    now = [
        pl.when(here).then(lu).otherwise(RECOPIEES[name]).alias(RECOPIEES[name]) for name, lu in read.items()
    ]
    joined = fiche.join(said, on=LIGNE, how="left", maintain_order="left")
    return joined.with_columns(now).select(fiche.columns)
