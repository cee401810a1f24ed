"""Which establishment of the group a row belongs to."""

from __future__ import annotations

import polars as pl

from workbench.socle.noms import letters
from workbench.socle.settings import Settings
from workbench.sources.modeles import Lecture


def with_entity(lecture: Lecture, settings: Settings) -> pl.DataFrame:
    """`etablissement` of each row: by its FINESS, else its own text when it is a known code, else the
    source's default.
    """
    codes = {entite.code for entite in settings.etablissement.entites}
    names = {letters(entite.nom): entite.code for entite in settings.etablissement.entites}
    rows = lecture.lignes
    own = pl.col("etablissement").map_elements(
        lambda text: text if text in codes else names.get(letters(text)),
        return_dtype=pl.String,
        skip_nulls=True,
    )
    by_finess = (
        pl.col("finess").replace_strict(settings.entite_par_finess(), default=None, return_dtype=pl.String)
        if "finess" in rows.columns and settings.entite_par_finess()
        else pl.lit(None, dtype=pl.String)
    )
    return rows.with_columns(
        etablissement=pl.coalesce(by_finess, own, pl.lit(lecture.source.etablissement, dtype=pl.String))
    )
