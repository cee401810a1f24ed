"""Job titles by a table anybody can extend (emplois.csv), and the keys of the national numbers."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.demo.personnes import luhn
from workbench.rpps.cles import clean_rpps, finess_valid, luhn_valid, rpps_valid
from workbench.rpps.professions import from_target, nomenclature, propose_title, resolve_title
from workbench.socle.noms import letters

EXEMPLES = list(csv.DictReader((Path(__file__).parent / "emplois.csv").read_text("utf-8").splitlines()))


@pytest.mark.parametrize("exemple", EXEMPLES, ids=lambda row: row["intitule"])
def test_titles(exemple: dict[str, str]) -> None:
    metier = resolve_title(letters(exemple["intitule"]))
    assert (metier.autorite, metier.code or "") == (exemple["autorite"], exemple["code"])


def test_nomenclature_counts_and_system_keys() -> None:
    by_authority = [metier.autorite for metier in nomenclature().values()]
    assert by_authority.count("ordre") == 7 and by_authority.count("ars") == 21
    assert from_target("TRE_R95-UsagerTitre#93").libelle == "Psychologue"
    assert from_target("role:TRE_R85#313").role == "313"
    assert from_target("TRE_G15-ProfessionSante#93").autorite == "inconnue"


def test_a_proposal_is_a_proposal() -> None:
    metier, confidence = propose_title("AIDE SOIGNANTE DIPLOMEE")
    assert metier.code == "313" and 0.5 < confidence <= 1


@given(st.integers(0, 10**10 - 1))
def test_rpps_key(body: int) -> None:
    text = f"{body:010d}"
    number = text + luhn(text)
    assert rpps_valid(number) and rpps_valid("8" + number) and rpps_valid(f" {number[:3]} {number[3:]} ")
    wrong = number[:4] + str((int(number[4]) + 1) % 10) + number[5:]
    assert not rpps_valid(wrong)


@pytest.mark.parametrize("text", ["", None, "abc", "123", "10003461033", "999999999999999"])
def test_bad_numbers(text: str | None) -> None:
    assert not rpps_valid(text)
    assert isinstance(clean_rpps(text), str)


def test_finess_and_luhn() -> None:
    assert finess_valid("990000010") and not finess_valid("990000011")
    assert not luhn_valid("12a")
