"""Région: what a GRADeS does on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.outils.pages import ouvrir, textes


def test_sans_envoi_la_page_dit_quoi_faire(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "region")
    assert not app.exception
    assert "data/region" in textes(app) and "export ars" in textes(app)


def test_repartition_carte_manquants_et_ecartes(avec_envois: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(avec_envois, monkeypatch, "region")
    assert not app.exception
    page = textes(app).replace("\u202f", " ").replace("\xa0", " ")
    assert "médiane 50 %" in page and "38 Isère" in page
    assert "CH absent" in page and "casse.zip" in page and "Archive illisible" in page
    assert "CH 380000018" not in page, "le classement est caché par défaut"
    app.selectbox(key="region_indicateur").set_value("mie_remis").run()
    assert not app.exception
    page = textes(app).replace("\xa0", " ")
    assert "il en faut 4" in page and "n. c." in page


def test_le_classement_se_demande(avec_envois: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(avec_envois, monkeypatch, "region")
    app.toggle(key="region_classement").set_value(True).run()
    assert not app.exception
    page = textes(app)
    assert page.index("CH 740000013") < page.index("CH 380000018")


def test_qui_ne_sort_rien_ne_telecharge_rien(avec_envois: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WORKBENCH_ROLE", "lecteur")
    app = ouvrir(avec_envois, monkeypatch, "region")
    assert not app.exception
    assert not app.get("download_button")
    monkeypatch.setenv("WORKBENCH_ROLE", "equipe")
    assert len(ouvrir(avec_envois, monkeypatch, "region").get("download_button")) == 2


def test_une_liste_d_attendus_illisible_est_dite(avec_envois: Path, monkeypatch: pytest.MonkeyPatch):
    (avec_envois / "data" / "region" / "attendus.csv").write_text("code\n1\n", "utf-8")
    app = ouvrir(avec_envois, monkeypatch, "region")
    assert not app.exception
    assert "finess_ej manque" in app.warning[0].value
