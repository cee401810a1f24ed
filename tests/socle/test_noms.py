"""Names by a table of examples anybody can extend (noms.csv), and by properties."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.socle.noms import (
    DIFFERENT,
    EXACT,
    PROCHE,
    VARIANTE,
    alternatives,
    compare_given,
    compare_names,
    given_keys,
    name_key,
)

EXEMPLES = list(csv.DictReader((Path(__file__).parent / "noms.csv").read_text("utf-8").splitlines()))


@pytest.mark.parametrize("exemple", EXEMPLES, ids=lambda row: row["recu"])
def test_examples(exemple: dict[str, str]) -> None:
    assert name_key(exemple["recu"]) == exemple["attendu"]


@given(st.text(max_size=40))
def test_keys_are_letters_and_stable(text: str) -> None:
    key = name_key(text)
    assert re.fullmatch(r"[A-Z ]*", key) and name_key(key) == key
    assert all(re.fullmatch(r"[A-Z]+", given) for given in given_keys(text))


@given(
    st.lists(st.text("ABCDE ", min_size=1, max_size=12), max_size=3),
    st.lists(st.text("ABCDE ", min_size=1, max_size=12), max_size=3),
)
def test_comparison_is_symmetric(a: list[str], b: list[str]) -> None:
    left, right = alternatives(*a), alternatives(*b)
    assert compare_names(left, right) == compare_names(right, left)


@pytest.mark.parametrize(
    ("a", "b", "niveau"),
    [
        ("DURAND née MARTIN", "MARTIN", EXACT),
        ("de La Tour", "LATOUR", DIFFERENT),
        ("de La Tour", "TOUR", DIFFERENT),
        ("DUPONT-MARTIN", "MARTIN", VARIANTE),
        ("GUILLAUME ERNST MURATO", "GUILLAUME-ERNST MURATOT", VARIANTE),
        ("LEFEBVRE", "LEFEVRE", PROCHE),
        ("MARTIN", "BERNARD", DIFFERENT),
    ],
)
def test_surnames_compared(a: str, b: str, niveau: int) -> None:
    assert compare_names(alternatives(a), alternatives(b)) == niveau


@pytest.mark.parametrize(
    ("a", "b", "niveau"),
    [
        ("Jean-Luc", "JEAN LUC", EXACT),
        ("Marie, Anne", "ANNE", EXACT),
        ("Jean-Baptiste", "JEAN BAPTIS", EXACT),
        ("Thibault", "THILAULT", PROCHE),
        ("Léa", "Léna", DIFFERENT),
        ("", "Paul", DIFFERENT),
    ],
)
def test_given_names_compared(a: str, b: str, niveau: int) -> None:
    assert compare_given(list(given_keys(a)), list(given_keys(b))) == niveau
