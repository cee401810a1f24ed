"""Columns read by distinct text: what a function reads in each cell, nothing in nothing."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from workbench.socle.listes import read_once, word_lists

TEXTES = st.lists(st.sampled_from(["", "De La Tour", "tour", "É", None]))


def lu(text: str) -> str | None:
    return text.upper() or None


@given(TEXTES)
def test_each_text_is_read_as_alone(textes: list[str | None]) -> None:
    values = pl.Series("nom", textes, dtype=pl.String)
    assert read_once(values, lu).to_list() == [None if one is None else lu(one) for one in textes]


@given(st.lists(st.none() | TEXTES))
def test_each_word_of_a_list_is_read_as_alone(listes: list[list[str | None] | None]) -> None:
    values = pl.Series("noms", listes, dtype=pl.List(pl.String))
    told = [words and [None if word is None else lu(word) for word in words] for words in listes]
    assert read_once(values, lu).to_list() == told


def test_one_text_is_read_once() -> None:
    seen: list[str] = []
    read_once(pl.Series(["A", "B", "A", None]), lambda text: seen.append(text) or text)
    assert sorted(seen) == ["A", "B"]


def test_a_list_of_words_stays_a_list() -> None:
    assert word_lists("noms", [["A", "B"], [], ["C"]]).to_list() == [["A", "B"], [], ["C"]]
