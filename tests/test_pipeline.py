"""Whole runs on the small demonstration: published once, replayed the same, nothing lost, any nature
missing.
"""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import duckdb
import polars as pl
import pytest

from workbench.access import ouvrir
from workbench.run import pipeline
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import load_settings
from workbench.sources import delivery_dates
from workbench.warehouse import published_date, published_path, read_table
from workbench.warehouse.publication import LECTURE_SEULE


@pytest.fixture
def copie(petite_demo: Path, tmp_path: Path) -> Path:
    home = tmp_path / "home"
    shutil.copytree(petite_demo, home)
    return home


def table(path: Path, name: str) -> pl.DataFrame:
    with duckdb.connect(str(path), read_only=True, config=LECTURE_SEULE) as connection:
        return connection.sql(f"SELECT * FROM {name} ORDER BY ALL").pl()


def test_every_delivery_has_its_point_in_the_history(petite_demo: Path) -> None:
    days = delivery_dates(load_settings(petite_demo))
    acces = ouvrir(petite_demo, "essai", "test")
    assert published_date(petite_demo) == days[-1]
    history = acces.agregat("historique", indicateur="1.1-2027").sort("date_execution")
    assert history["date_execution"].to_list() == days
    runs = acces.agregat("execution")
    assert runs["date_execution"].to_list() == days
    assert runs["terminee_le"].null_count() == 0 and runs["memoire_mo"].min() is not None


def test_what_was_read_is_kept_or_set_aside(petite_demo: Path) -> None:
    files = ouvrir(petite_demo, "essai", "test").agregat("fichier")
    refused = read_table(petite_demo, "meta.rejet")
    assert refused is not None
    aside = refused.filter(pl.col("gravite") == "ligne").height
    assert files["lignes"].sum() == files["lignes_retenues"].sum() + aside
    assert files["sha256"].str.len_chars().to_list() == [64] * files.height


def test_every_account_is_in_one_known_situation(petite_demo: Path) -> None:
    accounts = read_table(petite_demo, "curated.compte")
    assert accounts is not None and accounts.height
    known = {"liee", "a_revoir", "contestee", "sans_identite", "generique", "service", "exclue"}
    assert set(accounts["situation"].unique()) <= known
    assert not accounts.filter(pl.col("situation") == "liee")["id_unique"].null_count()


def test_replaying_a_date_gives_the_same_answer(copie: Path) -> None:
    before = published_path(copie)
    names = (
        "curated.identite",
        "curated.identite_fiche",
        "curated.compte",
        "curated.lien_rpps",
        "mart.jalon",
    )
    first = {name: table(before, name) for name in names}
    (bilan,) = pipeline.run_all_deliveries(copie)
    assert bilan.chemin != before and bilan.chemin == published_path(copie)
    for name, frame in first.items():
        assert table(bilan.chemin, name).equals(frame), name
    assert ouvrir(copie, "essai", "test").agregat("execution").height == 6


def test_identifiers_stay_with_their_person(copie: Path) -> None:
    versions = sorted((copie / "data" / "curated").glob("entrepot-*.duckdb"))
    old, new = (table(path, "curated.identite_fiche") for path in (versions[0], versions[-1]))
    redirected = dict(
        table(versions[-1], "curated.redirection").select("id_ancien", "id_nouveau").iter_rows()
    )
    both = old.join(new, on=["source", "cle_source"], suffix="_apres")
    moved = both.filter(pl.col("id_unique").replace(redirected) != pl.col("id_unique_apres"))
    assert both.height > 200
    assert moved.height <= both.height * 0.02


def test_the_past_is_not_rewritten(copie: Path) -> None:
    with pytest.raises(ErreurWorkbench, match="Date déjà dépassée"):
        pipeline.run(copie, dt.date(2020, 1, 1))


@pytest.mark.parametrize(
    "gardes", [{"sirh"}, {"annuaire", "application"}, {"sirh", "application", "rpps_public"}]
)
def test_any_nature_may_be_missing(copie: Path, gardes: set[str]) -> None:
    settings = load_settings(copie)
    for source in settings.sources:
        if source.nature not in gardes:
            for path in settings.raw.glob(f"*/{source.fichier}"):
                path.unlink()
    shutil.rmtree(settings.home / "data" / "curated")
    bilan = pipeline.run(copie)
    assert bilan.synthese["identites"] > 0
    states = ouvrir(copie, "essai", "test").agregat("source_fraicheur")
    assert set(states.filter(~pl.col("nature").is_in(gardes))["etat"]) == {"absente"}
    if "rpps_restreint" not in gardes:
        assert bilan.synthese["liens_confirmes"] == 0


def test_check_writes_nothing(copie: Path) -> None:
    shutil.rmtree(copie / "data" / "curated")
    control = pipeline.check(copie)
    assert control.lectures and not control.erreurs
    assert not (copie / "data" / "curated").exists()


def test_a_confirmation_keeps_the_date_it_was_first_proved(petite_demo: Path) -> None:
    links = read_table(petite_demo, "curated.lien_rpps")
    assert links is not None
    proved = links.filter(pl.col("statut") == "confirme")["date_preuve"]
    assert proved.null_count() == 0 and proved.min() == delivery_dates(load_settings(petite_demo))[0]
