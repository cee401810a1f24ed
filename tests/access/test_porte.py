"""The gate: counts freely, people with a reason and a line in the log, nothing by another way."""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path

import pytest
from tests.jouet import compte, lien, personne, publier
from tests.outils.demo import copier

from workbench import marts as indicators
from workbench.access import Acces, AccesRefuse, exiger_ecriture, listes, ouvrir, roles
from workbench.socle.settings import ConfigurationInvalide

RACINE = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def publie(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("publie")
    people = [personne(1, service="URG"), personne(2, service="SSR"), personne(3, "role")]
    publier(home, identite=people, compte=[compte("a", 1)], lien_rpps=[lien(1, "absent")])
    return home


@pytest.fixture
def home(publie: Path, tmp_path: Path) -> Path:
    return copier(publie, tmp_path / "home")


def test_counts_are_read_and_filtered(home: Path) -> None:
    acces = ouvrir(home, "essai", "test")
    assert acces.agregat("mart.jalon").height == 2
    assert acces.agregat("jalon", annee=[2027]).height == 1
    assert acces.agregat("couverture", population="presents", autorite=["ordre", "role"])["nombre"].sum() == 3


def test_people_are_filtered_by_value_list_and_absence(home: Path) -> None:
    acces = ouvrir(home, "essai", "test")
    read = acces.nominatif
    assert read("mart.couverture_personne", motif="essai", service=["URG", "SSR"]).height == 2
    assert read("mart.couverture_personne", motif="essai", service=None)["id_unique"].to_list() == [
        "ID00000003"
    ]
    assert read("mart.couverture_personne", motif="essai", service=["URG", None]).height == 2
    assert read("mart.couverture_personne", motif="essai", service=[]).height == 0
    assert read("mart.couverture_personne", motif="essai", colonnes=["nom"], limite=1).shape == (1, 1)


def test_each_reading_of_people_is_logged_without_values(home: Path) -> None:
    ouvrir(home, "agnes", "test").nominatif(
        "mart.couverture_personne", motif="liste des urgences", service="URG"
    )
    path = home / "data" / "curated" / "journal_acces.jsonl"
    entry = json.loads(path.read_text("utf-8"))
    assert (entry["utilisateur"], entry["mart"], entry["filtres"], entry["lignes"], entry["motif"]) == (
        "agnes",
        "mart.couverture_personne",
        ["service"],
        1,
        "liste des urgences",
    )
    assert "URG" not in path.read_text("utf-8")
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_more_is_read_only_of_people_whose_reading_was_logged(home: Path) -> None:
    acces = ouvrir(home, "agnes", "test")
    read = acces.nominatif("mart.couverture_personne", motif="liste", service="URG")["id_unique"].to_list()
    path = home / "data" / "curated" / "journal_acces.jsonl"
    logged = path.read_text("utf-8")

    def more(gate: Acces, people: list[str]) -> list[str]:
        found = gate.suite(
            "mart.couverture_personne", motif="liste", colonnes=["id_unique"], id_unique=people
        )
        return found["id_unique"].to_list()

    assert more(acces, read) == read
    assert path.read_text("utf-8") == logged
    for gate, people in ((acces, [*read, "ID00000002"]), (ouvrir(home, "agnes", "test"), read)):
        with pytest.raises(AccesRefuse, match="pas été consultées"):
            more(gate, people)


def test_refusals(home: Path) -> None:
    acces = ouvrir(home, "essai", "")
    for reading in (
        lambda: acces.agregat("mart.couverture_personne"),
        lambda: acces.nominatif("mart.jalon", motif="essai"),
        lambda: acces.agregat("curated.identite"),
        lambda: acces.agregat("jalon; DROP TABLE x"),
        lambda: acces.agregat("mart.jalon", **{'annee" OR 1=1 --': 1}),
        lambda: acces.nominatif("mart.couverture_personne", motif="  "),
        lambda: acces.nominatif("mart.couverture_personne"),
    ):
        with pytest.raises(AccesRefuse):
            reading()


def test_a_page_never_mixes_two_versions(home: Path) -> None:
    acces = ouvrir(home, "essai", "test")
    publier(home, identite=[personne(1)])
    assert acces.agregat("couverture", population="presents")["nombre"].sum() == 3
    assert ouvrir(home, "essai", "test").version != acces.version


def test_the_gate_knows_every_mart_and_its_nature() -> None:
    known = {mart.nom: mart.nominatif for mart in indicators.marts()}
    assert listes()["comptage"] == {name for name, people in known.items() if not people}
    assert listes()["nominatif"] == {name for name, people in known.items() if people}


def test_counting_marts_hold_no_trait_of_people(home: Path) -> None:
    traits = {
        "id_unique",
        "nom",
        "nom_naissance",
        "prenoms",
        "date_naissance",
        "login",
        "rpps",
        "brut",
        "email",
    }
    acces = ouvrir(home, "essai", "test")
    for name in listes()["comptage"] - {"fichier"}:  # there, `nom` is a file's name
        assert not traits & set(acces.agregat(name).columns), name


def test_no_page_export_or_notebook_goes_round_the_gate() -> None:
    forbidden = re.compile(r"open_published|open_version|read_table|duckdb\.connect|import duckdb")
    folders = ["pages", "notebooks", "src/workbench/ui", "src/workbench/reporting"]
    files = [
        path for folder in folders for kind in ("*.py", "*.ipynb") for path in (RACINE / folder).rglob(kind)
    ]
    assert files
    assert [
        str(path) for path in [*files, RACINE / "app.py"] if forbidden.search(path.read_text("utf-8"))
    ] == []


def test_only_a_role_that_writes_may_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORKBENCH_ROLE", raising=False)
    assert exiger_ecriture(tmp_path, "bob").code == "equipe", (
        "a home without settings: the project team alone"
    )
    for role in roles().values():
        monkeypatch.setenv("WORKBENCH_ROLE", role.code)
        if role.ecrire:
            assert exiger_ecriture(tmp_path, "bob") is role
            continue
        with pytest.raises(AccesRefuse, match="n’enregistre rien") as refus:
            exiger_ecriture(tmp_path, "bob")
        assert "bob" in refus.value.message and role.libelle in refus.value.message


def test_an_unknown_forced_role_opens_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_ROLE", "lecteurs")
    with pytest.raises(ConfigurationInvalide, match=r"lecteurs.*lecteur") as refus:
        ouvrir(home, "essai", "test")
    assert "WORKBENCH_ROLE" in refus.value.conseil
    with pytest.raises(ConfigurationInvalide):
        exiger_ecriture(home, "essai")
