"""A source missing from the last deliveries: its pages say « non mesurable » and why, never 0, never the last
known figure.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

import duckdb
import pytest
from tests.outils.pages import lues, ouvrir

from workbench.socle.regles import lire
from workbench.warehouse.publication import published_path

DPI = "non mesurable, source DPI absente depuis le 1er septembre 2026"
MIE = "non mesurable, source parc de moyens d'identification absente depuis le 1er septembre 2026"
RH = "non mesurable, source RH « SIRH » absente depuis le 1er septembre 2026"


def priver(home: Path, source: str, motif: str) -> None:
    """The published version as a run that misses this source writes it (`mesurables.toml`)."""
    needs = lire("workbench.marts", "mesurables.toml", home)["dependances"]
    patterns = [code for need in needs if need["source"] == source for code in need["indicateurs"]]
    with duckdb.connect(str(published_path(home))) as base:
        (last,) = base.execute("SELECT max(date_execution) FROM meta.historique").fetchall()[0]
        known = base.execute("SELECT DISTINCT indicateur FROM meta.historique").fetchall()
        lost = [code for (code,) in known if any(fnmatchcase(code, pattern) for pattern in patterns)]
        assert lost
        base.execute(
            "UPDATE meta.historique SET numerateur = NULL, denominateur = NULL, valeur = NULL, motif = $1"
            " WHERE date_execution = $2 AND list_contains($3, indicateur)",
            [motif, last, lost],
        )


def lire_page(home: Path, monkeypatch: pytest.MonkeyPatch, page: str, population: str = "") -> str:
    app = ouvrir(home, monkeypatch, page)
    if population:
        app.segmented_control(key="population").set_value(population).run()
    assert not app.exception, page
    return lues(app)


def dit(texte: str, motif: str) -> bool:
    return motif[:1].upper() + motif[1:] in texte


def test_without_the_dpi_nothing_of_it_is_shown_as_a_figure(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    priver(home, "application:dpi", DPI)
    mie = lire_page(home, monkeypatch, "mie")
    assert dit(mie, DPI) and "À équiper" not in mie
    couverture = lire_page(home, monkeypatch, "couverture_rpps")
    assert dit(couverture, DPI) and "Doivent avoir un RPPS" not in couverture
    presents = lire_page(home, monkeypatch, "couverture_rpps", population="presents")
    assert not dit(presents, DPI) and "Doivent avoir un RPPS" in presents, "les présents se mesurent toujours"
    comptes = lire_page(home, monkeypatch, "comptes")
    assert dit(comptes, DPI)
    ecarts = lire_page(home, monkeypatch, "ecarts")
    assert dit(ecarts, DPI) and "il manque une source" in ecarts
    assert ecarts.count("non mesurable, source DPI") >= 2, (
        "objectif 1.1 et moyens remis : motif, aucun niveau"
    )


def test_without_the_cards_or_one_hr_the_pages_say_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    priver(home, "sirh", RH)
    priver(home, "parc_mie", MIE)
    mie = lire_page(home, monkeypatch, "mie")
    assert dit(mie, MIE) and "À équiper" not in mie
    infirmiers = lire_page(home, monkeypatch, "infirmiers")
    assert dit(infirmiers, RH) and "Infirmiers présents" not in infirmiers
    presents = lire_page(home, monkeypatch, "couverture_rpps", population="presents")
    assert dit(presents, RH) and "Doivent avoir un RPPS" not in presents
    ecarts = lire_page(home, monkeypatch, "ecarts")
    assert dit(ecarts, RH) and dit(ecarts, MIE)
