"""Dates as systems write them: each value of `dates.csv` alone, then columns whose values decide together."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from workbench.sources.porte.dates import decide, normal_form, read_distinct, same_all_year

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


def _ecrites(jours: list[dt.date], forme: str) -> list[str]:
    return [jour.strftime(forme) for jour in jours]


RECENTS = [dt.date(2026, 11, 1) - dt.timedelta(days=37 * rang) for rang in range(60)]
NAISSANCES = [dt.date(1999, 11, 1) - dt.timedelta(days=211 * rang) for rang in range(60)]


@pytest.mark.parametrize("forme", ["%y/%m/%d", "%y%m%d"])
@pytest.mark.parametrize("sens", ["debut", "passe", "fin"])
def test_a_two_digit_year_that_may_stand_first_is_refused(forme: str, sens: str) -> None:
    assert "l'année devant" in decide(_ecrites(RECENTS, forme), sens, JOUR).refus
    assert not decide(_ecrites(RECENTS, "%d/%m/%y"), sens, JOUR).refus
    assert not decide(["01/09/24", "01/10/25", "01/11/26"] * 3, sens, JOUR).refus


@pytest.mark.parametrize("forme", ["%y/%m/%d", "%y%m%d", "%d%m%y", "%Y/%d/%m", "%Y-%m-%d"])
def test_a_proven_order_reads_every_value_of_the_column(forme: str) -> None:
    read, decided = read_distinct(pl.Series(_ecrites(NAISSANCES, forme)), "naissance", JOUR)
    assert read["jour"].to_list() == NAISSANCES and not decided.refus


def test_six_digits_whose_first_zero_a_workbook_ate_are_no_day_numbers() -> None:
    eaten = [str(int(text)) for text in _ecrites(RECENTS, "%d%m%y")]
    assert read_distinct(pl.Series(eaten), "debut", JOUR)[0]["jour"].to_list() == RECENTS


def test_days_of_the_year_are_not_taken_for_day_numbers() -> None:
    assert "rang du jour" in decide(_ecrites(RECENTS, "%y%j"), "debut", JOUR).refus
    serials = [str((jour - dt.date(1899, 12, 30)).days) for jour in RECENTS]
    assert read_distinct(pl.Series(serials), "debut", JOUR)[0]["jour"].to_list() == RECENTS


def test_day_and_month_exchanged_by_an_american_workbook_are_refused() -> None:
    halves = [
        jour.strftime("%d/%m/%Y")
        if jour.day > 12
        else f"{jour.replace(day=jour.month, month=jour.day)} 00:00:00"
        for jour in RECENTS
    ]
    assert "tableur américain" in decide(halves, "debut", JOUR).refus
    honest = [f"{jour:%d/%m/%Y}" if rang % 2 else str(jour) for rang, jour in enumerate(RECENTS)]
    assert read_distinct(pl.Series(honest), "debut", JOUR)[0]["jour"].to_list() == RECENTS


@pytest.mark.parametrize("forme", ["%y/%m/%d", "%d%m%y", "%Y/%d/%m"])
def test_the_order_of_the_other_columns_does_not_undo_what_a_column_proves(forme: str) -> None:
    texts = pl.Series([str(int(t)) if t.isdigit() else t for t in _ecrites(NAISSANCES, forme)])
    assert read_distinct(texts, "naissance", JOUR, None, "jm")[0]["jour"].to_list() == NAISSANCES


FRANCAISES = [f"{day:02}/{month:02}/2020" for month in range(1, 7) for day in (2, 5, 11)]


def test_one_value_does_not_decide_for_a_whole_column() -> None:
    refus = decide([*FRANCAISES, "05/31/2020"], "debut", JOUR).refus
    assert refus and "05/31/2020" in refus and "une valeur ne décide pas" in refus
    assert decide([*FRANCAISES, "31/05/2020"], "debut", JOUR).ordre == "jm"


def test_the_other_columns_of_the_file_may_decide_with_it() -> None:
    frame, forme = read_distinct(pl.Series([*FRANCAISES, "05/31/2020"]), "debut", JOUR, voisine="mj")
    assert (
        not forme.refus
        and frame["jour"][-1] == dt.date(2020, 5, 31)
        and frame["jour"][0] == dt.date(2020, 2, 1)
    )
    assert read_distinct(pl.Series([*FRANCAISES, "05/31/2020"]), "debut", JOUR, voisine="jm")[1].refus


@pytest.mark.parametrize(
    ("textes", "attendu"),
    [
        (["13/02/1980", "01/02/1990"], True),  # a day above 12 proves the order
        (["01/02/1980", "03/04/1990"], False),  # nothing does: the run's day may decide
        (["1980-01-02", None], True),
        ([None], True),
    ],
)
def test_a_column_that_proves_its_order_reads_alike_all_year(textes: list[str | None], attendu: bool) -> None:
    assert same_all_year(pl.Series(textes, dtype=pl.String)) is attendu
