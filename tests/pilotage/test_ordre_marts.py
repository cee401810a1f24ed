"""Marts are created in the order of what they mention; a header says what each is, once."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from tests.jouet import compte, personne, publier

from workbench import marts as indicators
from workbench.access import AccesRefuse, listes, ouvrir
from workbench.marts.catalogue import Mart, MartInvalide, lire_mart, ordonner
from workbench.warehouse import open_published

ENTETE = "-- But.\n-- grain: une ligne | acces: comptage | forme: table\n"


def mart(nom: str, sql: str, espace: str = "mart") -> Mart:
    entete = ENTETE if espace == "mart" else ENTETE.replace("acces: comptage | ", "")
    return lire_mart(espace, nom, entete + sql)


def test_each_query_comes_after_those_it_mentions() -> None:
    last = mart("a", "SELECT * FROM mart.b INNER JOIN staging.c USING (x) -- mart.jamais")
    found = ordonner([last, mart("b", "FROM staging.c"), mart("c", "SELECT 1 AS x", "staging")])
    assert [one.table for one in found] == ["staging.c", "mart.b", "mart.a"]
    seen: set[str] = set()
    for one in indicators.creation():
        assert one.entrees <= seen, one.table
        seen.add(one.table)


@pytest.mark.parametrize(
    ("queries", "told"),
    [
        ([mart("a", "FROM mart.b"), mart("b", "FROM mart.a")], r"a\.sql → b\.sql|b\.sql → a\.sql"),
        ([mart("a", "FROM mart.a")], r"a\.sql"),
        ([mart("a", "FROM staging.inconnu")], r"a\.sql lit staging\.inconnu"),
        ([mart("a", "SELECT 1"), mart("a", "SELECT 2")], "mart.a"),
    ],
)
def test_a_circle_an_unknown_name_or_a_name_taken_twice_names_the_file(
    queries: list[Mart], told: str
) -> None:
    with pytest.raises(MartInvalide, match=told):
        ordonner(queries)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1",
        ENTETE.replace("comptage", "public"),
        ENTETE.replace("acces: comptage | ", ""),
        ENTETE.replace("table", "x"),
    ],
)
def test_a_mart_without_its_header_is_refused(text: str) -> None:
    with pytest.raises(MartInvalide, match=r"essai\.sql"):
        lire_mart("mart", "essai", text)


def test_what_marts_are_made_of_is_not_read_through_the_gate(tmp_path: Path) -> None:
    publier(tmp_path, identite=[personne(1)], compte=[compte("a", 1)])
    acces = ouvrir(tmp_path, "essai", "test")
    for one in indicators.creation():
        if one.espace == "staging":
            for name in (one.table, f"mart.{one.table}", f'"{one.table}"'):
                assert name not in listes()["comptage"] | listes()["nominatif"]
                with pytest.raises(AccesRefuse):
                    acces.nominatif(name, motif="essai")
                with pytest.raises(AccesRefuse):
                    acces.agregat(name)


def test_every_mart_is_read_where_nothing_else_may_be(tmp_path: Path) -> None:
    publier(tmp_path, identite=[personne(1)], compte=[compte("a", 1)])
    with open_published(tmp_path) as cursor:
        for one in indicators.creation():
            cursor.sql(f"SELECT * FROM {one.table}").fetchall()
        with pytest.raises(duckdb.Error):
            cursor.sql("SET enable_external_access = true")


def test_a_population_is_defined_once(tmp_path: Path) -> None:
    people = [
        personne(1),
        personne(2, "role"),
        personne(3, "hors_perimetre"),
        personne(4, presente=False),
        personne(5, "etudiant"),
    ]
    accounts = [
        compte("a", 1),
        compte("b", 4),
        compte("c", 2, application="gam"),
        compte("d", 3, situation="exclue"),
    ]
    publier(tmp_path, identite=people, compte=accounts)
    with open_published(tmp_path) as cursor:
        rows = cursor.sql(
            "SELECT population, right(id_unique, 1) FROM staging.population ORDER BY ALL"
        ).fetchall()
    found: dict[str, str] = {}
    for name, ident in rows:
        found[name] = found.get(name, "") + ident
    assert found == {
        "presents": "1235",
        "comptes": "124",
        "dpi": "14",
        "dpi_presents": "1",
        "soignants": "12",
        "requis": "125",
        "ordre_ars": "1",
        "role": "2",
    }
