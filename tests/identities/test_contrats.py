"""An account that answers to two files of HR: one contract written twice makes
them one person, nothing less."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.outils.rapprochement import agent, compte, ident, rapprocher

JOUR = dt.date(2026, 9, 7)
VEILLE = dt.date(2026, 9, 6)
TRAVAIL: dict[str, Any] = {"service": "Chirurgie", "profession_code": "94", "rpps": "10990008061"}


def dossiers(**second: Any) -> list[dict[str, Any]]:
    """Emmanuel Papafel in two HR systems, the first without his birth, and his account in an application."""
    first = agent("F1", "Papafel", "Emmanuel", None, date_debut=JOUR, **TRAVAIL)
    travail = {**TRAVAIL, "rpps": None, "source": "ile", "date_debut": JOUR, **second}
    other = agent("09", "Papafel", "Emmanuel", "1996-05-23") | travail
    account = compte("papafel.e", "PAPAFEL", "EMMANUEL", "dpi", matricule="09", **TRAVAIL)
    return [first, other, account]


def un_seul(*rows: dict[str, Any]) -> bool:
    result = rapprocher(*rows)
    one = ident(result, "rh", "F1") == ident(result, rows[1]["source"], rows[1]["cle_source"])
    assert one or "pont" in result.a_revoir["code_motif"].to_list()
    return one


def test_one_contract_in_two_systems_is_one_person() -> None:
    assert un_seul(*dossiers())


def test_two_contracts_that_touch_are_one_person() -> None:
    first, other, account = dossiers(source="rh")
    assert un_seul(first | {"date_debut": dt.date(2020, 1, 6), "date_fin": VEILLE}, other, account)
    assert not un_seul(
        first | {"date_debut": dt.date(2020, 1, 6), "date_fin": dt.date(2026, 9, 1)}, other, account
    )


@pytest.mark.parametrize(
    "autre",
    [
        {"date_debut": VEILLE},
        {"service": "Urgences"},
        {"profession_code": "60"},
        {"profession_code": None},
        {"nom_naissance": "Papafol"},
        {"date_debut": None},
    ],
    ids=["autre jour", "autre service", "autre métier", "métier inconnu", "nom proche", "jour inconnu"],
)
def test_with_less_a_person_is_asked(autre: dict[str, Any]) -> None:
    assert not un_seul(*dossiers(**autre))


def test_the_day_others_came_to_that_service_says_nothing() -> None:
    """The day a system was installed, or when interns come."""
    travail = {**TRAVAIL, "rpps": None}
    rival = agent("F7", "Roux", "Léa", "1990-05-06", date_debut=JOUR, **travail)
    assert not un_seul(*dossiers(), rival)
    assert un_seul(*dossiers(), rival | {"service": "Urgences"})


def test_two_births_are_left_to_their_own_rules() -> None:
    first, other, account = dossiers()
    assert not un_seul(
        first | {"date_naissance": dt.date(1996, 5, 24), "prenoms": "Emmanuel Guy"}, other, account
    )
