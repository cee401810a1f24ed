"""Dates as systems write them: each value of `dates.csv` alone, then columns whose values decide together."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from workbench.sources.porte.dates import decide, normal_form, read_distinct

TABLE = list(csv.DictReader((Path(__file__).parent / "dates.csv").open(encoding="utf-8")))
JOUR = dt.date(2026, 11, 1)


@pytest.mark.parametrize("cas", TABLE, ids=lambda cas: f"{cas['sens']} {cas['recu'][:25]}")
def test_each_writing(cas: dict[str, str]) -> None:
    today = dt.date.fromisoformat(cas["date_execution"])
    read, _ = read_distinct(pl.Series([cas["recu"]]), cas["sens"], today)
    jour, annee, etat = read.row(0)
    assert (str(jour or ""), etat, str(annee or "")) == (cas["attendu"], cas["etat"], cas["annee"])


@pytest.mark.parametrize(
    ("textes", "sens", "ordre"),
    [
        (["01/02/2020", "03/04/2021"], "debut", "jm"),
        (["01/02/2020", "13/04/2021"], "debut", "jm"),
        (["01/02/2020", "04/13/2021"], "debut", "mj"),
        (["1/2/2020 8:00:00 AM", "3/4/2021 9:00:00 PM"], "passe", "mj"),
        (["13/02/2020 8:00 AM", "3/4/2021 9:00 PM"], "passe", "jm"),
    ],
)
def test_the_column_decides(textes: list[str], sens: str, ordre: str) -> None:
    forme = decide(textes, sens, JOUR)
    assert forme.ordre == ordre and not forme.refus


def test_mixed_forms_are_refused_and_a_slip_is_not() -> None:
    assert "se mélangent" in decide(["13/02/2020", "02/13/2020"], "debut", JOUR).refus
    many = [f"{day}/03/{year}" for day in range(13, 29) for year in range(2010, 2020)]
    forme = decide([*many, "02/13/2020"], "debut", JOUR)
    assert forme.ordre == "jm" and not forme.refus


def test_month_starts_standing_second_are_ambiguous_and_both_readings_are_shown() -> None:
    refus = decide([f"{month:02}/01/2020" for month in range(1, 8)], "debut", JOUR).refus
    assert "jour d'abord" in refus and "mois d'abord" in refus


@pytest.mark.parametrize(
    ("ecrit", "forme"), [("jj/mm/aaaa", "%d/%m/%Y"), ("mm/dd/yyyy", "%m/%d/%Y"), ("%d%m%y", "%d%m%y")]
)
def test_a_declared_form_may_be_written_in_french(ecrit: str, forme: str) -> None:
    assert normal_form(ecrit) == forme
