"""Evidence besides names: a declared national number, one number under two names, where a surname ends."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest
from tests.identities.test_proprietes import joined
from tests.outils.rapprochement import agent, compte, fiches

from workbench.identities.fiches.libelles import split_label
from workbench.identities.fiches.pont import bridged
from workbench.rpps.pont import carried, with_bridges
from workbench.socle.noms_compares import given_apart
from workbench.socle.settings import Source
from workbench.sources.modeles import Lecture

NUMERO = "10005432108"
NATIONAL = {
    "rpps": NUMERO,
    "nom_naissance": "ROUX",
    "nom_exercice": "PETIT",
    "prenoms": "LEA MARIE",
    "date_naissance": dt.date(1990, 5, 6),
}
POSTE = {"service": "Bloc", "profession_code": "60"}


def _national(*rows: dict[str, Any]) -> list[Lecture]:
    schema = dict.fromkeys(NATIONAL, pl.String) | {"date_naissance": pl.Date}
    source = Source.model_construct(code="national", nature="rpps_restreint")
    return [Lecture(source, [], pl.DataFrame(list(rows), schema=schema, orient="row"), pl.DataFrame())]


def _learnt(account: dict[str, Any], *rows: dict[str, Any]) -> tuple[object, ...]:
    table = with_bridges(fiches(account), _national(*rows))
    return table.select("naissance_nationale", "noms_nationaux").row(0)


def test_a_declared_number_gives_the_account_its_other_name_and_its_birth() -> None:
    account = compte("lpetit", "PETIT", "Lea", "dpi", rpps=NUMERO)
    assert _learnt(account, NATIONAL) == (dt.date(1990, 5, 6), ["ROUX", "PETIT"])
    table = with_bridges(fiches(account), _national(NATIONAL))
    assert bridged(table).select("date_naissance").item() == dt.date(1990, 5, 6)
    assert carried(fiches(account), table).equals(table), "the notebooks read no national file"


@pytest.mark.parametrize(
    ("account", "rows"),
    [
        ({"prenom": "Zoe"}, [NATIONAL]),
        ({"prenom": "Lea Anne"}, [NATIONAL]),
        ({"nom": "DURAND"}, [NATIONAL]),
        ({"rpps": "10005432109"}, [NATIONAL]),
        ({}, [NATIONAL, {**NATIONAL, "date_naissance": dt.date(1971, 2, 3)}]),
        ({}, []),
    ],
    ids=["another given name", "another second one", "another name", "no number", "two births", "no row"],
)
def test_a_number_that_may_be_somebody_else_s_says_nothing(
    account: dict[str, Any], rows: list[dict[str, Any]]
) -> None:
    said = {"nom": "PETIT", "prenom": "Lea", "source": "dpi", "rpps": NUMERO, **account}
    assert _learnt(compte("lpetit", **said), *rows) == (None, None)


def test_one_number_under_two_given_names_is_one_person_unless_somebody_bears_the_other() -> None:
    rows = [
        agent("1", "Roux", "Léa", "1990-05-06", **POSTE),
        compte("zroux", "ROUX", "Zoe", matricule="1", **POSTE),
    ]
    assert joined(rows) == {("ad:zroux", "rh:1")}
    assert joined([*rows, agent("2", "Roux", "Zoé", "1990-05-06", **POSTE)]) == set(), "her twin's number"
    assert joined([rows[0], {**rows[1], "service": "Urgences"}]) == set()
    assert joined([rows[0], {**rows[1], "nom": "PETIT"}]) == set()
    hers = compte("lroux", "ROUX", "Lea", matricule="1", **POSTE)
    assert ("ad:zroux", "rh:1") not in joined([*rows, hers]), "she has her account in this system"


def test_zeros_before_a_number_are_eaten_whatever_its_letters() -> None:
    rows = [
        agent("0513/VAC", "Roux", "Léa", "1990-05-06"),
        compte("lroux", "ROUX", "Lea", matricule="513/VAC"),
    ]
    assert joined(rows) == {("ad:lroux", "rh:0513/VAC")}


def test_a_namesake_of_another_second_given_name_is_nobody_s_rival() -> None:
    rows = [
        agent("1", "Roux", "Marie-Josée", "1990-05-06", service="Bloc"),
        agent("2", "Roux", "Marie-Reine", "1971-02-03", service="Bloc"),
        compte("mroux", "ROUX", "Marie Josee", service="Bloc"),
    ]
    assert joined(rows) == {("ad:mroux", "rh:1")}
    assert joined([*rows, agent("3", "Roux", "Marie", "1980-02-03", service="Bloc")]) == set()
    assert given_apart(["MARIE", "JOSEE"], ["MARIE", "REINE"])
    assert not given_apart(["MARIE", "JOSE"], ["MARIE", "JOSEE", "ANNE"])
    assert not given_apart(["MARIE"], ["MARIE", "REINE"])


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("POZZO DI BORGO LAETITIA MARIE", ("POZZO DI BORGO", "LAETITIA MARIE")),
        ("GROSS FRASARD PHILIPPINE", ("GROSS FRASARD", "PHILIPPINE")),
        ("CARNEIRO FRASARD", ("CARNEIRO", "FRASARD")),
        ("GROSS LAETITIA FRASARD", ("GROSS", "LAETITIA FRASARD")),
        ("ROUX FRASARD née GROSS ANNE", ("ROUX FRASARD née GROSS", "ANNE")),
    ],
)
def test_the_words_of_the_other_sources_say_where_a_surname_ends(
    label: str, expected: tuple[str, str]
) -> None:
    assert split_label(label, "nom_prenom", {"BORGO", "FRASARD", "GROSS"}) == expected
