"""A newcomer's first day: an empty folder, four files of a hospital nobody has seen, no demo; the figures
are right."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.outils.commandes import lancer
from tests.outils.inconnus import Agent, ecrire, inconnus, population

from workbench.warehouse import open_published

AGENTS = population(200)
LIVRAISON = "2026-11-02"


def dpi_ouverts() -> list[Agent]:
    """Open DPI accounts of the files as written: everybody but the clerks, one in nine closed."""
    return [a for a in AGENTS if a.metier[0] != "ADJOINT ADMINISTRATIF" and a.rang % 9]


@pytest.fixture(scope="module")
def maison(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("nouveau")
    dossier = home / "data" / "raw" / LIVRAISON
    dossier.mkdir(parents=True)
    for inconnu in inconnus("nouveau.toml"):
        code, sortie = lancer("source", "add", ecrire(inconnu, dossier, AGENTS), "--oui", home=home)
        assert code == 0, sortie
    code, sortie = lancer("check", home=home)
    assert code == 0 and "Toutes les sources reçues sont utilisables" in sortie
    code, sortie = lancer("run", home=home)
    assert code == 0 and "sans objet" not in sortie and "Objectif 1.1" in sortie, sortie
    return home


def one(maison: Path, sql: str) -> tuple[object, ...]:
    row = open_published(maison).execute(sql).fetchone()
    assert row is not None
    return tuple(row)


def test_every_person_is_found_once(maison: Path) -> None:
    assert len({a.login for a in AGENTS}) == len(AGENTS)
    assert one(maison, "SELECT count(*) FROM curated.identite") == (len(AGENTS),)


def test_every_dpi_account_is_linked_and_open_ones_are_told_from_closed_ones(maison: Path) -> None:
    linked = (
        "SELECT count(*) FILTER (situation = 'liee'), count(*) FILTER (situation <> 'liee')"
        " FROM curated.compte"
    )
    dpi = [a for a in AGENTS if a.metier[0] != "ADJOINT ADMINISTRATIF"]
    assert one(maison, f"{linked} WHERE source = 'comptes_dpi'") == (len(dpi), 0)
    assert one(maison, "SELECT count(*) FROM mart.compte_dpi") == (len(dpi_ouverts()),)


def test_every_number_of_the_national_directory_goes_to_its_person(maison: Path) -> None:
    sql = "SELECT count(*), count(DISTINCT rpps) FROM curated.lien_rpps WHERE rpps IS NOT NULL"
    known = sum(bool(a.rpps) for a in AGENTS)
    assert one(maison, sql) == (known, known)


def test_objective_1_1_is_measured_on_the_open_accounts(maison: Path) -> None:
    held = sum(bool(a.rpps) for a in dpi_ouverts())
    sql = "SELECT numerateur, denominateur FROM mart.jalon WHERE annee = {}"
    assert one(maison, sql.format(2027)) == (held, held)
    assert one(maison, sql.format(2028)) == (held, len(dpi_ouverts()))
