"""The review pages, run by Streamlit's own engine on a copy of the small demonstration."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from tests.outils.pages import ONGLETS, bouton, ouvrir, textes

from workbench.access import ouvrir as ouvrir_porte
from workbench.access import roles
from workbench.decisions import Decision, Registre
from workbench.ui import plis


def test_trancher_une_paire_puis_annuler(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "revue")
    app.selectbox(key="revue_genre").set_value("identite").run()
    assert not app.exception
    premier = app.session_state["_cas_courant"]
    bouton(app, "meme_personne").click().run()
    assert not app.exception
    [decision] = Registre(home).en_vigueur()
    assert (decision.genre, decision.auteur, decision.motif) == (
        "meme_personne",
        "essai",
        "Traits concordants",
    )
    assert app.session_state["_cas_courant"] != premier, "le cas suivant vient de lui-même"
    assert "prochaine exécution" in textes(app)
    deuxieme = app.session_state["_cas_courant"]
    bouton(app, "personne_differente").click().run()
    assert [d.motif for d in Registre(home).en_vigueur()] == ["Traits concordants", "Traits discordants"]
    app.button(key="annuler_derniere").click().run()
    assert app.session_state["_cas_courant"] == deuxieme, "annuler rend le cas"
    app.button(key="annuler_derniere").click().run()
    assert Registre(home).en_vigueur() == []
    assert app.session_state["_cas_courant"] == premier


def test_un_clic_ne_tranche_jamais_un_autre_cas_que_celui_affiche(
    home: Path, monkeypatch: pytest.MonkeyPatch
):
    app = ouvrir(home, monkeypatch, "revue")
    app.selectbox(key="revue_genre").set_value("identite").run()
    geste = bouton(app, "meme_personne")
    affiche = app.session_state["_cas_courant"]
    ligne = ouvrir_porte(home, "essai", "essais").nominatif("mart.revue_cas", id_cas=affiche).to_dicts()[0]
    Registre(home).enregistrer(
        [Decision("personne_differente", "bob", "vu entre-temps", cle_a=ligne["cle_a"], cle_b=ligne["cle_b"])]
    )
    geste.click().run()
    assert [(d.genre, d.auteur) for d in Registre(home).en_vigueur()] == [("personne_differente", "bob")]


def test_un_cas_ouvert_par_alice_n_est_pas_propose_a_bob(home: Path, monkeypatch: pytest.MonkeyPatch):
    alice = ouvrir(home, monkeypatch, "revue", "alice")
    bob = ouvrir(home, monkeypatch, "revue", "bob")
    assert alice.session_state["_cas_courant"] != bob.session_state["_cas_courant"]
    assert Registre(home).prises()[alice.session_state["_cas_courant"]] == "alice"
    assert "pris par alice" in textes(bob)


def test_confirmer_un_numero_avec_sa_preuve(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "revue")
    app.selectbox(key="revue_genre").set_value("rpps").run()
    assert not app.exception
    app.selectbox(key="revue_preuve").set_value("rpps_plus")
    app.text_input(key="revue_reference").set_value("dossier 12")
    bouton(app, "confirmer").click().run()
    assert not app.exception
    [decision] = Registre(home).en_vigueur()
    assert decision.genre == "rpps_confirme"
    assert decision.valeur["preuve"] == "rpps_plus"
    assert decision.valeur["reference"] == "dossier 12"


def test_chercher_dans_l_annuaire_depuis_un_cas(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "revue")
    app.selectbox(key="revue_genre").set_value("rpps").run()
    recherche = next(t for t in app.text_input if str(t.key).startswith("recherche_"))
    recherche.set_value("zzzzzz qqqqq").run()
    assert "ne s’en approche" in textes(app)


def test_clore_une_contradiction_et_lire_le_journal(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "contradictions")
    choix = app.multiselect(key="clore_cas")
    choix.set_value(choix.options[:1])
    app.selectbox(key="clore_verdict").set_value("personnes_distinctes")
    app.text_input(key="clore_motif").set_value("vérifié avec les RH")
    next(b for b in app.button if b.label == "Clore").click().run()
    assert not app.exception
    [decision] = Registre(home).en_vigueur()
    assert (decision.genre, decision.verdict) == ("collision_close", "personnes_distinctes")
    assert "en attente de la prochaine exécution" in textes(app)
    app.text_input(key="annuler_motif").set_value("pas la bonne ligne")
    next(b for b in app.button if b.label == "Annuler cette décision").click().run()
    assert Registre(home).en_vigueur() == []


def test_annuler_demande_un_role_qui_ecrit(home: Path, monkeypatch: pytest.MonkeyPatch):
    registre = Registre(home)
    identite = ouvrir_porte(home, "essai", "essais").nominatif("mart.identite", colonnes=["id_unique"])[
        "id_unique"
    ][0]
    valeur = {"autorite": "ordre", "date_demande": "2026-10-01"}
    [prise] = registre.enregistrer(
        [Decision("demarche", "bob", "liste envoyée", verdict="demandee", id_unique=identite, valeur=valeur)]
    )
    app = ouvrir(home, monkeypatch, "contradictions")
    monkeypatch.setattr(
        "workbench.ui.formulaires.registre.role_of", lambda *_: roles()["sponsor"]
    )  # the role is taken away while the page is open
    app.selectbox(key="annuler_id").set_value(prise.id)
    app.text_input(key="annuler_motif").set_value("pas la bonne ligne")
    next(b for b in app.button if b.label == "Annuler cette décision").click().run()
    assert not app.exception
    assert any("Lecture seule" in alerte.value for alerte in app.warning)
    assert [d.id for d in registre.en_vigueur()] == [prise.id]


def test_l_histoire_d_une_identite(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "contradictions")
    app.text_input(key="histoire_id").set_value("id00000001").run()
    assert "entrée" in textes(app)
    app.text_input(key="histoire_id").set_value("ID99999999").run()
    assert "n’est connu d’aucune version" in textes(app)


def test_seul_l_onglet_ouvert_se_dessine(home: Path, monkeypatch: pytest.MonkeyPatch):
    def champs(app: AppTest) -> set[str]:
        return {un.key for un in app.text_input if un.key == "histoire_id"}

    app = ouvrir(home, monkeypatch, "contradictions")
    assert champs(app) == {"histoire_id"}, "l’essai les dessine tous"
    monkeypatch.setattr(plis, "onglets", ONGLETS)
    assert champs(app.run()) == set()
    app.session_state["onglet"] = "Histoire d’une identité"
    assert champs(app.run()) == {"histoire_id"}
    assert not app.exception


def test_tirer_juger_estimer_et_simuler(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "surete")
    app.number_input(key="taille_echantillon").set_value(5)
    app.button(key="tirer").click().run()
    assert not app.exception
    page = textes(app)
    assert "Le score est caché" in page
    assert "Départ" not in page
    bouton(app, "juger_meme").click().run()
    assert not app.exception
    assert "Précision estimée" in textes(app)
    app.number_input(key="choix_seuil_automatique").set_value(0.9999)
    next(b for b in app.button if b.label == "Simuler").click().run()
    assert not app.exception
    assert "Liens qui apparaîtraient" in textes(app)
    app.text_input(key="seuils_motif").set_value("essai")
    next(b for b in app.button if b.label == "Activer").click().run()
    assert "Étape manquante" in " ".join(w.value for w in app.warning)


def test_un_registre_abime_est_dit_sur_la_page(home: Path, monkeypatch: pytest.MonkeyPatch):
    (home / "data" / "curated" / "decisions.sqlite").write_bytes(b"abime" * 500)
    app = ouvrir(home, monkeypatch, "revue")
    assert not app.exception
    assert [titre.value for titre in app.subheader] == ["Registre des décisions inaccessible"]
