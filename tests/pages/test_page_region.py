"""Région: what a GRADeS does on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.outils.pages import ouvrir, textes


def test_sans_envoi_la_page_dit_quoi_faire(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "region")
    assert not app.exception
    assert "page Exports" in textes(app) and "data/region" not in textes(app)


def test_les_envois_se_deposent_dans_la_page(avec_envois: Path, monkeypatch: pytest.MonkeyPatch):
    dossier = avec_envois / "data" / "region"
    envoi = sorted(dossier.glob("*380000026*"))[0]
    recu = envoi.read_bytes()
    envoi.unlink()
    app = ouvrir(avec_envois, monkeypatch, "region")
    assert "CH 380000026" not in textes(_classement(app))
    fichiers = [
        (envoi.name, recu, "application/zip"),
        ("casse.zip", b"autre chose", "application/zip"),
        ("liste.csv", b"a", "text/csv"),
        ("attendus.csv", b"finess_ej,nom\n010000024,CH attendu\n", "text/csv"),
    ]
    app.file_uploader(key="region_depot_0").set_value(fichiers).run()
    assert not app.exception
    assert [dit.value.split(" —")[0] for dit in app.error] == ["**Nom déjà pris**", "**Fichier refusé**"]
    assert "CH 380000026" in textes(app) and "CH attendu" in textes(app)
    assert (dossier / "casse.zip").read_bytes() == b"rien", "jamais un envoi par-dessus un autre"


def _classement(app):
    return app.toggle(key="region_classement").set_value(True).run()


def test_qui_n_alimente_pas_ne_depose_rien(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WORKBENCH_ROLE", "lecteur")
    app = ouvrir(home, monkeypatch, "region")
    assert "page Exports" in textes(app) and not app.file_uploader


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
