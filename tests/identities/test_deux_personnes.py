"""Namesakes that only a very large hospital has by the dozen: what tells two people apart although names, and
births, agree.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.outils.rapprochement import agent, compte, fiches, ident, joined, rapprocher

from workbench.identities.fiches.logins import logins

PRESENT: dict[str, Any] = {"date_debut": dt.date(2016, 10, 27)}
INFIRMIERE: dict[str, Any] = {"service": "SMR locomoteur", "profession_code": "60"}
ASH: dict[str, Any] = {"service": "Biologie médicale", "profession_code": "313"}


@pytest.mark.parametrize(
    ("autre", "reunis"),
    [
        ({"nom_naissance": "Cadet", "nom_usage": "K'Bidi"}, False),  # two open contracts
        (
            {"nom_naissance": "Cadet", "nom_usage": "K'Bidi", "source": "ile"},
            True,
        ),  # each system its own words
        ({"nom_naissance": "K'Bidi", "nom_usage": "Payet"}, False),
        ({"nom_naissance": "K'Bidy"}, True),
        ({"nom_naissance": "Cadet", "nom_usage": "K'Bidi", "date_debut": dt.date(2020, 1, 1)}, True),  # then
    ],
)
def test_two_files_open_at_once_under_other_names_are_asked(autre: dict[str, Any], reunis: bool) -> None:
    one = agent("1", "K'Bidi", "Marie", "1980-02-20", **PRESENT, **ASH)
    if "date_debut" in autre:
        one |= {"date_fin": dt.date(2019, 12, 31)}
    other = agent("2", "", "Marie", "1980-02-20", **PRESENT, **ASH) | autre
    assert bool(joined([one, other])) == reunis
    if not reunis:
        assert rapprocher(one, other).a_revoir["code_motif"].to_list() == ["nom_change"]


def test_an_account_whose_names_were_exchanged_has_namesakes_all_the_same() -> None:
    """Expédit is the given name of several Payet: none of them is meant by one typed backwards."""
    one = agent("1", "Payet", "Expédit", "1979-04-08", **PRESENT, **ASH)
    namesake = agent("2", "Payet", "Expédit", "1990-04-08", **PRESENT, **ASH)
    directory = compte("payet.e76", "Expédit", "Payet", "ad", matricule="1", **ASH)
    backwards = compte("u1", "EXPEDIT", "PAYET", "dpi", **ASH)
    alone = rapprocher(one, directory, backwards)
    assert ident(alone, "dpi", "u1") == ident(alone, "rh", "1")
    several = rapprocher(one, namesake, directory, backwards)
    assert ident(several, "dpi", "u1") not in {ident(several, "rh", "1"), ident(several, "rh", "2")}


def test_a_second_given_name_is_a_namesake_s_where_the_accounts_bear_another() -> None:
    home = agent("1", "du Plessis", "Nath Gabrielle Annie", "1988-08-22", **PRESENT, **ASH)
    other = compte("duplessis.g", "DU PLESSIS", "GABRIELLE", "dpi", **ASH)
    own = compte("duplessis.n", "du Plessis", "Nath", "ad", matricule="1", **ASH)
    usual = compte("duplessis.g", "du Plessis", "Gabrielle", "ad", matricule="1", **ASH)
    for directory, reunis in ((own, False), (usual, True)):
        result = rapprocher(home, directory, other)
        assert (ident(result, "dpi", "duplessis.g") == ident(result, "rh", "1")) == reunis


def annuaire(combien: int) -> list[dict[str, Any]]:
    """Accounts of a directory, and of an application that bears its logins."""
    noms = [f"Nom{chr(97 + rang)}" for rang in range(combien)]
    return [
        compte(f"{nom.lower()}.p", nom, "Paul", source, **INFIRMIERE)
        for nom in noms
        for source in ("ad", "dpi")
    ]


@pytest.mark.parametrize(("combien", "reunis"), [(25, False), (3, True)])
def test_a_login_numbered_otherwise_is_another_s_where_logins_are_the_directory_s(
    combien: int, reunis: bool
) -> None:
    """joseph.v3 is not joseph.v2, but where an application has not shown whose logins it bears."""
    home = agent("1", "Joseph", "Viridiana", "1987-09-22", **PRESENT, **ASH)
    own = compte("joseph.v2", "Joseph", "Viridiana", "ad", matricule="1", **ASH)
    other = compte("joseph.v3", "JOSEPH", "VIRIDIANA", "dpi", **ASH)
    result = rapprocher(home, own, other, *annuaire(combien))
    assert (ident(result, "dpi", "joseph.v3") == ident(result, "rh", "1")) == reunis


def test_logins_are_read_where_they_number_people() -> None:
    rows = [*annuaire(25), compte("u004212", "Roux", "Léa", "dpi"), compte("roux.l", "Roux", "Léa", "labo")]
    people = fiches(*rows)
    read = dict(zip(people.select("source", "login").iter_rows(), logins(people), strict=True))
    assert read["ad", "noma.p"] == ("noma.p", "", True)
    assert read["dpi", "noma.p"] == ("noma.p", "", False)
    assert read["dpi", "u004212"] is None  # a code
    assert read["labo", "roux.l"] is None  # an application that bears no directory's logins


def test_an_account_under_another_s_login_makes_nobody_two_people() -> None:
    """LEBON Marie Annick, midwife elsewhere, is not LEBON HOARAU Marie although an account bears both."""
    home = agent(
        "1", "Lebon", "Marie Annick", "1968-05-31", **PRESENT, service="Pédiatrie", profession_code="60"
    )
    own = compte(
        "lebon.m", "Lebon", "Marie Annick", "ad", matricule="1", service="Pédiatrie", profession_code="60"
    )
    hers = compte("lebonhoarau.m", "Lebon", "Marie Annick", "urgences", matricule="1")
    other = {"service": "Unité de vie protégée", "profession_code": "50"}
    midwife = compte("lebonhoarau.m", "Lebon Hoarau", "Marie", "ad2", **other)
    patients = compte("lebonhoarau.m", "LEBON HOARAU", "MARIE", "dpi", **other)
    result = rapprocher(home, own, hers, midwife, patients)
    assert ident(result, "ad2", "lebonhoarau.m") == ident(result, "dpi", "lebonhoarau.m")
    assert ident(result, "dpi", "lebonhoarau.m") != ident(result, "rh", "1")
    assert "identifiant_contredit" in result.a_revoir["code_motif"].to_list()
