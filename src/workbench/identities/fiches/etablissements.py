"""Which establishment of the group a row belongs to."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from workbench.socle.noms import letters
from workbench.socle.settings import Settings
from workbench.sources.modeles import Lecture


def with_entity(lecture: Lecture, settings: Settings) -> pl.DataFrame:
    """`etablissement` of each row: by its FINESS, else its own text when it is a known code, else the
    source's default. A FINESS that several bear leaves but one of them to be said by the text or the default.
    """
    codes = {entite.code for entite in settings.etablissement.entites}
    names = {letters(entite.nom): entite.code for entite in settings.etablissement.entites}
    rows = lecture.lignes
    own = pl.col("etablissement").map_elements(
        lambda text: text if text in codes else names.get(letters(text)),
        return_dtype=pl.String,
        skip_nulls=True,
    )
    default = pl.lit(lecture.source.etablissement, dtype=pl.String)
    if "finess" not in rows.columns:
        return rows.with_columns(etablissement=pl.coalesce(own, default))
    several = {number: sorted(those) for number, those in settings.finess_partages().items()}
    by_finess = _of(settings.entite_par_finess(), pl.String)
    among = _of(several, pl.List(pl.String))
    possible = [pl.when(among.is_null() | among.list.contains(one)).then(one) for one in (own, default)]
    return rows.with_columns(etablissement=pl.coalesce(by_finess, *possible))


def _of(pairs: Mapping[str, object], kind: pl.DataType | type[pl.DataType]) -> pl.Expr:
    """What the FINESS of a row gives there."""
    if not pairs:
        return pl.lit(None, dtype=kind)
    return pl.col("finess").replace_strict(list(pairs), list(pairs.values()), default=None, return_dtype=kind)
