"""A version counted by other queries than today's is said; what it lacks is a sentence, never a traceback."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tests.outils.pages import lues, ouvrir

from workbench.ui import donnees

MARTS = donnees.mart


def sans_colonne(acces, nom: str) -> pl.DataFrame:
    table = MARTS(acces, nom)
    return table.drop("denominateur") if nom == "jalon" else table


def test_une_version_du_jour_ne_dit_rien(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "jalons")
    assert not app.exception
    assert "autre version de l’outil" not in lues(app)


def test_une_version_d_avant_est_dite(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(donnees, "empreinte", lambda: "autre")
    app = ouvrir(home, monkeypatch, "jalons")
    assert not app.exception
    assert any("autre version de l’outil" in w.value for w in app.warning)


def test_une_colonne_que_cette_version_n_a_pas_se_dit(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(donnees, "empreinte", lambda: "autre")
    monkeypatch.setattr(donnees, "mart", sans_colonne)
    app = ouvrir(home, monkeypatch, "jalons")
    assert not app.exception
    assert any("lit des données que la version publiée n’a pas" in e.value for e in app.error)
    assert any("Lancez une exécution" in i.value for i in app.info)


def test_une_colonne_absente_d_une_version_du_jour_reste_une_panne(
    home: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(donnees, "mart", sans_colonne)
    assert ouvrir(home, monkeypatch, "jalons").exception
