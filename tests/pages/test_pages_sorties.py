"""Every file that leaves the building enters the history as it is given, and only for a role that exports."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from tests.outils.arrivees import hopital
from tests.outils.pages import envoyer, ouvrir, textes

from workbench.access import AccesRefuse
from workbench.access import ouvrir as porte
from workbench.decisions import Registre
from workbench.documents import exports, produits
from workbench.exchange.acces import preuve as acces_preuve
from workbench.pilotage.comptes import campagnes

Boutons = dict[str, Callable[[], bytes]]


@pytest.fixture
def boutons(monkeypatch: pytest.MonkeyPatch) -> Boutons:
    """Key of a download button → what a click calls."""
    vus: Boutons = {}

    def noter(*_: object, data: Callable[[], bytes], key: str, **__: object) -> bool:
        vus[key] = data
        return False

    monkeypatch.setattr(st, "download_button", noter)
    monkeypatch.setattr(DeltaGenerator, "download_button", noter)
    return vus


def inscrit(home: Path, genre: str, octets: bytes) -> dict[str, object]:
    """The one line of the history about that file."""
    lignes = produits.histoire(home).filter(genre=genre).to_dicts()
    [ligne] = [ligne for ligne in lignes if ligne["sha256"] == hashlib.sha256(octets).hexdigest()]
    assert ligne["auteur"] == "essai"
    assert exports.libelles()[genre] != genre
    return ligne


def campagne(home: Path, *, close: bool = False) -> campagnes.Campagne:
    """A campaign opened on the demo, closed with its proof when asked."""
    registre, acces, le = Registre(home), porte(home, "essai", "essais"), dt.date(2026, 11, 1)
    entree = campagnes.opening(
        acces.nominatif("mart.revue_acces_compte"),
        campagnes.Ouverture("Revue de test", {}, le + dt.timedelta(days=30)),
        "chef",
        [],
        le,
        acces.version,
    )
    registre.enregistrer([entree])
    if close:
        [ouverte] = campagnes.campaigns(registre.en_vigueur())
        registre.enregistrer([acces_preuve.closing(ouverte, "chef", "échéance atteinte", le)])
    [lue] = campagnes.campaigns(registre.en_vigueur())
    return lue


def test_la_liste_pour_l_agence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, boutons: Boutons):
    hopital(tmp_path)
    app = ouvrir(tmp_path, monkeypatch, "contrats_courts")
    app.text_input(key="agence_motif").set_value("demande de juin")
    envoyer(app, "Préparer la liste")
    assert produits.histoire(tmp_path).is_empty(), "rien n’est sorti avant le clic"
    ligne = inscrit(tmp_path, "agence", boutons["agence_fichier"]())
    assert (ligne["pour"], ligne["options"]) == ("AGENCE A", "motif : demande de juin")


def test_la_liste_pour_l_ordre(home: Path, monkeypatch: pytest.MonkeyPatch, boutons: Boutons):
    app = ouvrir(home, monkeypatch, "infirmiers")
    app.text_input(key="ordre_liste_motif").set_value("liste du trimestre")
    envoyer(app, "Préparer la liste")
    ligne = inscrit(home, "ordre", boutons["ordre_liste_excel"]())
    assert (ligne["pour"], ligne["options"]) == ("Ordre des infirmiers", "motif : liste du trimestre")
    assert "Liste pour l’Ordre" in str(exports.libelles().values())


def test_la_vue_regionale(avec_envois: Path, monkeypatch: pytest.MonkeyPatch, boutons: Boutons):
    app = ouvrir(avec_envois, monkeypatch, "region")
    app.toggle(key="region_classement").set_value(True).run()
    assert inscrit(avec_envois, "region", boutons["region_excel"]())["options"] == "classement : oui"
    assert str(inscrit(avec_envois, "region", boutons["region_jumeau"]())["fichier"]).endswith(".zip")


def test_les_listes_de_revue_des_acces(home: Path, monkeypatch: pytest.MonkeyPatch, boutons: Boutons):
    lue = campagne(home)
    app = ouvrir(home, monkeypatch, "revue_acces")
    assert not app.exception
    ligne = inscrit(home, "acces", boutons["acces_listes"]())
    assert (ligne["fichier"], ligne["options"]) == (f"{lue.code}_listes.zip", "campagne : Revue de test")


def test_la_preuve_de_revue_des_acces(home: Path, monkeypatch: pytest.MonkeyPatch, boutons: Boutons):
    lue = campagne(home, close=True)
    app = ouvrir(home, monkeypatch, "revue_acces")
    assert not app.exception
    assert inscrit(home, "acces_preuve", boutons["acces_preuve"]())["fichier"] == f"{lue.code}_preuve.zip"


@pytest.mark.parametrize("close", [False, True])
def test_un_role_qui_n_exporte_pas_n_a_pas_l_archive(
    home: Path, monkeypatch: pytest.MonkeyPatch, boutons: Boutons, close: bool
):
    campagne(home, close=close)
    ouvrir(home, monkeypatch, "revue_acces")
    archive = boutons["acces_preuve" if close else "acces_listes"]
    boutons.clear()
    monkeypatch.setenv("WORKBENCH_ROLE", "dsi")
    app = ouvrir(home, monkeypatch, "revue_acces")
    assert not app.exception
    assert not {"acces_listes", "acces_preuve"} & set(boutons)
    assert "par l’équipe projet" in textes(app)
    assert archive(), "le bouton de qui exporte marche toujours"


def test_donner_refuse_avant_d_inscrire(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WORKBENCH_ROLE", "analyste")
    with pytest.raises(AccesRefuse):
        produits.donner(porte(home, "essai", "essais"), "acces", "a.zip", b"x", dt.date(2026, 11, 1))
    assert produits.histoire(home).is_empty()
