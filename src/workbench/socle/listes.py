"""Columns of texts and of lists of words, made whole: each distinct text is read once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import polars as pl

ENTRE = "\x1f"  # no name holds it


def word_lists(name: str, lists: Iterable[Sequence[str]]) -> pl.Series:
    """A column LIST of text, from lists of words that hold no control character; an empty list stays one."""
    joined = pl.Series(name, [ENTRE.join(words) for words in lists], dtype=pl.String)
    empty = pl.lit([], dtype=pl.List(pl.String))
    split = pl.when(pl.col(name) == "").then(empty).otherwise(pl.col(name).str.split(ENTRE))
    return joined.to_frame().select(split.alias(name)).to_series()


def read_once(values: pl.Series, read: Callable[[str], str | None]) -> pl.Series:
    """What a function reads in each text of this column, or in each word of its lists; nothing in nothing.

    Polars alone would call it for every cell, or make a list of Python of each.
    """
    inside = isinstance(values.dtype, pl.List)
    texts = (values.explode() if inside else values).drop_nulls().unique().to_list()
    known = {text: read(text) for text in texts}
    one = pl.element() if inside else pl.col(values.name)
    told = one.replace_strict(known, default=None, return_dtype=pl.String)
    column = pl.col(values.name).list.eval(told) if inside else told
    return values.to_frame().select(column.alias(values.name)).to_series()
