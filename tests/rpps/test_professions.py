"""Job titles by a table anybody can extend (emplois.csv), and the keys of the national numbers."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.rpps.professions import from_target, nomenclature, propose_title, resolve_title
from workbench.socle.luhn import luhn_cle as luhn
from workbench.socle.luhn import luhn_valide
from workbench.socle.noms import letters
from workbench.socle.numeros import lire, rpps_valide

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


@given(st.integers(1, 10**10 - 1))  # eleven zeros are a placeholder, nobody's number
def test_rpps_key(body: int) -> None:
    text = f"{body:010d}"
    number = text + luhn(text)
    assert rpps_valide(number) and rpps_valide("8" + number) and rpps_valide(f" {number[:3]} {number[3:]} ")
    wrong = number[:4] + str((int(number[4]) + 1) % 10) + number[5:]
    assert not rpps_valide(wrong)


@pytest.mark.parametrize("text", ["", None, "abc", "123", "10003461033", "999999999999999"])
def test_bad_numbers(text: str | None) -> None:
    assert not rpps_valide(text)
    assert isinstance(lire("rpps", text).verdict, str)


def test_finess_and_luhn() -> None:
    assert lire("finess", "990000010").verdict == "ok" and lire("finess", "990000011").verdict == "cle_fausse"
    assert not luhn_valide("12a")
