"""Contrats courts and ARS, étudiants, activités: what a person does on them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.indicators.test_arrivees import hopital
from tests.pages.test_pages_app import textes
from tests.pages.test_pages_pilotage import envoyer, journal
from tests.pages.test_pages_revue import home, ouvrir  # noqa: F401 - a fixture

from workbench.access import ouvrir as porte


def test_la_reponse_est_dite_et_le_tableau_change_d_axe(home: Path, monkeypatch: pytest.MonkeyPatch):  # noqa: F811
    app = ouvrir(home, monkeypatch, "contrats_courts")
    avant = textes(app)
    assert "le jour de l’arrivée, le numéro est prouvé pour" in avant
    assert "aucune n’est officielle" in avant
    app.selectbox(key="courts_axe").set_value("agence").run()
    assert not app.exception
    assert textes(app) != avant
    assert "Agence d’intérim" in textes(app)


def test_la_liste_d_une_agence_demande_une_raison_puis_donne_son_fichier(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    hopital(tmp_path)
    app = ouvrir(tmp_path, monkeypatch, "contrats_courts")
    envoyer(app, "Préparer la liste")
    assert "pourquoi" in app.warning[0].value
    assert not fichiers(app)
    app.text_input(key="agence_motif").set_value("demande de juin")
    envoyer(app, "Préparer la liste")
    assert not app.exception
    assert fichiers(app) == ["Fichier à envoyer à AGENCE A"]
    [lue] = [ligne for ligne in journal(tmp_path) if ligne["mart"] == "mart.arrivee_personne"]
    assert (lue["motif"], lue["filtres"], lue["lignes"]) == ("demande de juin", ["agence", "situation"], 1)


@pytest.mark.parametrize("role", ["rh", "sponsor"])
def test_un_role_qui_n_exporte_pas_ne_recoit_pas_le_fichier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: str):
    hopital(tmp_path)
    monkeypatch.setenv("WORKBENCH_ROLE", role)
    app = ouvrir(tmp_path, monkeypatch, "contrats_courts")
    if role == "sponsor":
        assert "jamais des noms" in textes(app)
    else:
        app.text_input(key="agence_motif").set_value("demande de juin")
        envoyer(app, "Préparer la liste")
        assert "produit par l’équipe projet" in textes(app)
    assert not app.exception
    assert not fichiers(app)


def fichiers(app) -> list[str]:
    return [b.proto.label for b in app.get("download_button") if "Fichier à envoyer" in b.proto.label]


def test_les_arrivees_de_la_demo_sont_toutes_comptees_une_fois(home: Path):  # noqa: F811
    acces = porte(home, "essai", "essais")
    personnes = acces.nominatif("mart.arrivee_personne")
    assert not personnes["id_unique"].is_duplicated().any()
    assert acces.agregat("mart.arrivee")["nombre"].sum() == personnes.height > 0
    assert (personnes["delai"].is_not_null() == (personnes["statut"] == "confirme")).all()
