"""One description of every table: the page, the warehouse and the frames follow it."""

from __future__ import annotations

import datetime as dt
from importlib.resources import files
from pathlib import Path

import duckdb
import polars as pl
import pytest

from workbench.run.references import reference_tables
from workbench.socle import tables as module
from workbench.socle.regles import RegleIllisible
from workbench.socle.tables import (
    ENTREE,
    TYPES,
    TableInconnue,
    conform,
    ddl,
    frame,
    schema,
    shape,
    table,
    tables,
)
from workbench.socle.tables.__main__ import page
from workbench.sources.porte.contrat import contracts

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_is_what_the_files_say() -> None:
    assert (DOCS / "tables.md").read_text("utf-8") == page(), (
        "python -m workbench.socle.tables > docs/tables.md"
    )


def test_every_table_is_made_with_its_columns_and_types() -> None:
    with duckdb.connect() as connection:
        connection.execute(ddl())
        found: dict[str, list[str]] = {}
        for space, name, column in connection.execute(
            "SELECT table_schema, table_name, column_name FROM information_schema.columns ORDER BY"
            " ordinal_position"
        ).fetchall():
            found.setdefault(f"{space}.{name}", []).append(column)
        published = {name: one for name, one in tables().items() if not name.startswith(f"{ENTREE}.")}
        assert found == {name: list(one.types) for name, one in published.items()}
        for name, one in published.items():
            empty = connection.sql(f"SELECT * FROM {name}").pl()
            assert [kind.base_type() for kind in empty.dtypes] == [
                TYPES[column.type][0].base_type() for column in one.colonnes
            ], name


def test_words_said_for_several_tables_are_said_for_some() -> None:
    used = {column.nom: column.dit for one in tables().values() for column in one.colonnes}
    assert set(module._data("colonnes")) <= set(used)


def test_a_frame_is_typed_and_says_nothing_it_was_not_told() -> None:
    rows = frame(
        "curated.redirection", [{"id_ancien": "ID1", "le": dt.date(2026, 1, 1)}, {"id_nouveau": "ID2"}]
    )
    assert rows.schema == schema("curated.redirection")
    assert rows.rows() == [("ID1", None, dt.date(2026, 1, 1)), (None, "ID2", None)]
    assert frame("curated.redirection").is_empty()
    with pytest.raises(TableInconnue, match="« ailleurs »"):
        frame("curated.redirection", [{"id_ancien": "ID1"}, {"ailleurs": 1}])


def test_a_wider_frame_is_shaped() -> None:
    rows = pl.DataFrame({"ailleurs": [1], "le": [dt.datetime(2026, 1, 1)], "id_ancien": [12]})
    assert shape("curated.redirection", rows).rows() == [("12", None, dt.date(2026, 1, 1))]
    assert shape("curated.redirection", pl.DataFrame()).schema == schema("curated.redirection")


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("curated.nulle_part", {"a": ["b"]}),
        ("curated.redirection", {"ailleurs": ["b"]}),
        ("curated.redirection", {"le": ["hier"]}),
        ("curated.redirection", {"le": [["2026-01-01"]]}),
        ("curated.identite", {"nb_fiches": [1.5]}),
        ("curated.identite", {"nb_fiches": [2**40]}),
        ("curated.identite", {"presente": ["peut-être"]}),
        ("curated.redirection", {"id_ancien": [{"a": 1}]}),
    ],
)
def test_what_a_table_cannot_hold_is_refused_by_name(name: str, columns: dict[str, list[object]]) -> None:
    with pytest.raises(TableInconnue) as refusal:
        conform(name, pl.DataFrame(columns))
    assert name in refusal.value.message
    assert "workbench/socle/tables/curated.toml" in refusal.value.conseil
    if name != "curated.nulle_part":
        assert f"« {next(iter(columns))} »" in refusal.value.message


def test_what_a_table_can_hold_is_typed() -> None:
    told = {"nb_fiches": [2.0], "presente": [True], "cree_le": ["2026-01-01"], "nom_usage": [None]}
    rows = conform("curated.identite", pl.DataFrame(told))
    assert rows.schema == schema("curated.identite", *told)
    assert rows.rows() == [(2, True, dt.date(2026, 1, 1), None)]


@pytest.mark.parametrize(
    "said", ["lexte : un nom", "texte", {"type": "texte"}, {"dit": "un nom"}, "texte : "]
)
def test_a_column_described_by_halves_is_refused(said: object) -> None:
    with pytest.raises((TableInconnue, TypeError), match=r"jamais_dit|type"):
        module._colonne("curated.essai", "jamais_dit", said, {})  # type: ignore[arg-type]


def test_a_key_is_made_of_columns() -> None:
    entry = {"objet": "o", "grain": "g", "cle": ["b"], "colonnes": {"a": "texte : a"}}
    with pytest.raises(TableInconnue, match="« b »"):
        module._table("curated.essai", entry, {})


def test_doors_ask_for_what_is_described() -> None:
    assert set(contracts()) == {"defauts"} | {
        name.split(".")[1] for name in tables() if name.startswith(ENTREE)
    }
    hr = contracts()["sirh"]
    assert hr["obligatoires"] == ["matricule"]
    assert hr["au_moins_un"] == ["nom_naissance", "nom_usage", "nom"]
    assert "date_naissance" in hr["dates"] and "date_naissance" not in hr["textes"]
    assert contracts()["annuaire"]["unique"] and not hr["unique"]
    assert contracts()["defauts"]["porteurs_cps"]["rpps"] == ["Identifiant PP"]
    assert table("entree.annuaire").types["actif"] == pl.Boolean


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("remarque = 'à nous'", "« remarque »"),
        ("jours = 'trois mois'", "« jours »"),
        ("jours = 2.5", "« jours »"),
    ],
)
def test_a_rule_of_the_establishment_its_table_cannot_hold_is_said_in_its_words(
    tmp_path: Path, wrong: str, said: str
) -> None:
    shipped = (files("workbench.pilotage.comptes") / "comptes.toml").read_text("utf-8")
    head, *entries = shipped.split("[[problemes]]\n")
    key = wrong.split(" =")[0]
    altered = [
        "\n".join([wrong, *(line for line in entry.splitlines() if not line.startswith(f"{key} =")), ""])
        for entry in entries
    ]
    (tmp_path / "regles").mkdir()
    (tmp_path / "regles" / "comptes.toml").write_text("[[problemes]]\n".join([head, *altered]), "utf-8")
    with pytest.raises(RegleIllisible, match=said) as refusal:
        reference_tables(tmp_path)
    assert "comptes.toml" in refusal.value.message and "regles/" in refusal.value.conseil


def test_a_sentence_is_written_as_it_is_printed_and_a_name_as_it_is():
    dit = conform(
        "meta.rejet", pl.DataFrame({"motif": ["l'agent d'Aix n'a 'rien'", None], "brut": ["D'HAU", "x"]})
    )
    assert dit["motif"].to_list() == ["l’agent d’Aix n’a 'rien'", None]
    assert dit["brut"].to_list() == ["D'HAU", "x"]
