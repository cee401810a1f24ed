"""Columns of lists of words, made whole: polars looks into each list of Python one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

ENTRE = "\x1f"  # no name holds it


def word_lists(name: str, lists: Iterable[Sequence[str]]) -> pl.Series:
    """A column LIST of text, from lists of words that hold no control character; an empty list stays one."""
    joined = pl.Series(name, [ENTRE.join(words) for words in lists], dtype=pl.String)
    empty = pl.lit([], dtype=pl.List(pl.String))
    split = pl.when(pl.col(name) == "").then(empty).otherwise(pl.col(name).str.split(ENTRE))
    return joined.to_frame().select(split.alias(name)).to_series()
