"""Cells that a record copies from its row: when nothing else changed, nothing else is made again."""

from __future__ import annotations

import polars as pl

from workbench.socle.tables import received
from workbench.sources.modeles import Lecture

RECOPIEES = ("service", "lieu_naissance", "email", "telephone", "emploi", "grade", "pole")
"""Columns of a record that no other trait of it is made of."""
LIGNE = ("source", "fichier", "ligne")


def copied_again(fiche: pl.DataFrame, before: Lecture, after: Lecture) -> pl.DataFrame | None:
    """The records, each with the cells its row holds now.

    Args:
        fiche: `curated.fiche`, made of the first reading among others. before, after: readings of one source.

    Returns:
        None when rows came, went, or another cell of theirs is not what it was; or when the records do not
        hold what `before` says (another file, other settings since).
    """
    copies = copied(after)
    if not before.lignes.drop(copies.values(), strict=False).equals(after.lignes.drop(copies.values())):
        return None
    if not _copied(fiche, before, copies).equals(fiche):
        return None
    return _copied(fiche, after, copies)


def copied(lecture: Lecture) -> dict[str, str]:
    """Column of a record → column of this reading that it is copied from."""
    found = {name: received(lecture.source.nature, name) for name in RECOPIEES}
    return {name: own for name, own in found.items() if own in lecture.lignes.columns}


def _copied(fiche: pl.DataFrame, lecture: Lecture, copies: dict[str, str]) -> pl.DataFrame:
    source, rows = lecture.source.code, lecture.lignes
    read = [pl.col(own).alias(f"{name}_lu") for name, own in copies.items()]
    said = rows.with_columns(source=pl.lit(source)).select(*LIGNE, *read)
    here = pl.col("source") == source
    now = [pl.when(here).then(f"{name}_lu").otherwise(name).alias(name) for name in copies]
    joined = fiche.join(said, on=LIGNE, how="left", maintain_order="left")
    return joined.with_columns(now).select(fiche.columns)
