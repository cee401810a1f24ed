"""The page Personnes: the list, its addresses, one person, who may not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.outils.pages import envoyer, journal, lues, ouvrir

from workbench.access import ouvrir as ouvrir_porte
from workbench.decisions import Registre


@pytest.fixture
def douteuse(petite_demo: Path) -> str:
    acces = ouvrir_porte(petite_demo, "essai", "essai")
    return acces.nominatif("mart.personne_doute", colonnes=["id_unique"])["id_unique"].drop_nulls().sort()[0]


def test_l_adresse_d_un_chiffre_ouvre_sa_liste(petite_demo: Path, monkeypatch: pytest.MonkeyPatch):
    qui = "lectrice de l’adresse"
    app = ouvrir(
        petite_demo, monkeypatch, "personnes", qui, chiffre="infirmiers_sans_numero", etablissement="CHV"
    )
    assert not app.exception
    page = lues(app)
    attendus = ouvrir_porte(petite_demo, "essai", "essai").nominatif(
        "mart.infirmier_personne",
        statut=["absent", "en_attente", "incoherent"],
        a_declarer=True,
        etablissement="CHV",
    )
    assert f"<b>{attendus.height} personne" in page and "infirmiers sans numéro" in page
    assert page.count("?personne=ID") == attendus.height > 0
    derniere = journal(petite_demo, qui)[-1]
    assert derniere["mart"] == "mart.personne" and derniere["lignes"] == attendus.height
    assert "infirmiers sans numéro" in derniere["motif"]
    avant = len(journal(petite_demo, qui))
    app.run()
    assert len(journal(petite_demo, qui)) == avant, "drawing the same page again reads nobody again"


def test_une_personne_tout_ce_qu_on_en_sait(
    petite_demo: Path, monkeypatch: pytest.MonkeyPatch, douteuse: str
):
    qui = "lectrice d’une personne"
    app = ouvrir(petite_demo, monkeypatch, "personnes", qui, personne=douteuse)
    assert not app.exception
    page = lues(app)
    assert "Numéro RPPS" in page and "wb-chaine" in page and "Qui : " in page
    assert {"Que faire maintenant", "Ce qui n’est pas sûr", "Comptes", "Fiches reçues", "Histoire"} <= {
        section.value for section in app.subheader
    }
    assert any(douteuse in ligne["motif"] for ligne in journal(petite_demo, qui))


def test_l_arrivee_se_corrige_avec_sa_raison_par_qui_peut_ecrire(
    demo_copiee: Path, monkeypatch: pytest.MonkeyPatch
):
    porte = ouvrir_porte(demo_copiee, "essai", "essai")
    gens = porte.nominatif("mart.personne", colonnes=["id_unique", "date_arrivee"]).drop_nulls()
    qui, lue = gens.sort("id_unique").row(0)
    app = ouvrir(demo_copiee, monkeypatch, "personnes", "gestionnaire", personne=qui)
    envoyer(app, "Corriger la date d’arrivée")
    assert not Registre(demo_copiee).en_vigueur() and app.warning, "no reason, nothing recorded"
    app.date_input(key="arrivee_le").set_value(lue - dt.timedelta(days=400))
    app.text_input(key="arrivee_motif").set_value("dossier RH, premier contrat")
    envoyer(app, "Corriger la date d’arrivée")
    assert not app.exception
    [dite] = Registre(demo_copiee).en_vigueur()
    assert (dite.genre, dite.id_unique, dite.motif) == (
        "arrivee_corrigee",
        qui,
        "dossier RH, premier contrat",
    )
    assert dite.valeur["date_arrivee"] == (lue - dt.timedelta(days=400)).isoformat()
    assert "Arrivée dite par gestionnaire" in lues(
        ouvrir(demo_copiee, monkeypatch, "personnes", personne=qui)
    )


def test_une_identite_inconnue_est_dite(petite_demo: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(petite_demo, monkeypatch, "personnes", personne="<b>ID</b>")
    assert not app.exception and "identité de personne" in app.warning[0].value


def test_qui_lit_des_nombres_n_a_ni_page_ni_lien(
    petite_demo: Path, monkeypatch: pytest.MonkeyPatch, douteuse: str
):
    monkeypatch.setenv("WORKBENCH_ROLE", "sponsor")
    app = ouvrir(petite_demo, monkeypatch, "vue_codir", "sponsor_seul", personne=douteuse)
    assert not app.get("page_link")
    assert not journal(petite_demo, "sponsor_seul")
