"""Jalons, MIE and Comptes: what a project lead does on them."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.outils.pages import envoyer, journal, ouvrir, textes

from workbench.decisions import Registre
from workbench.exchange.maturite import classeur as maturite
from workbench.exchange.maturite import retour as rendu
from workbench.pilotage.objectifs.ecarts import gaps


def test_une_preuve_declaree_change_l_etat_aussitot(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "jalons")
    assert "0 critère atteint sur 4" in textes(app).replace("\xa0", " ")
    envoyer(app, "Déclarer cette preuve")
    assert "référence" in app.warning[0].value
    app.selectbox(key="critere").set_value("base_centralisee")
    app.selectbox(key="critere_niveau").set_value("operationnelle")
    app.text_input(key="critere_reference").set_value("PRO-SI-012")
    app.text_input(key="critere_motif").set_value("validée en comité")
    envoyer(app, "Déclarer cette preuve")
    assert not app.exception
    page = textes(app).replace("\xa0", " ")
    assert "1 critère atteint sur 4" in page
    assert "PRO-SI-012" in page
    [decision] = Registre(home).en_vigueur()
    assert (decision.genre, decision.objet, decision.auteur) == (
        "preuve_declaree",
        "base_centralisee",
        "essai",
    )


def test_un_document_se_joint_et_le_dossier_dit_ce_qui_lui_manque(
    home: Path, monkeypatch: pytest.MonkeyPatch
):
    app = ouvrir(home, monkeypatch, "jalons")
    app.selectbox(key="preuve_objectif").set_value("1.2-2028").run()
    envoyer(app, "Joindre ce document")
    assert "Aucun document" in app.error[0].value
    app.selectbox(key="piece_critere").set_value("base_centralisee")
    app.file_uploader(key="piece_fichier").set_value(("PRO-SI-012.pdf", b"%PDF-1.7", "application/pdf"))
    app.text_input(key="piece_motif").set_value("schéma de la base de comptes")
    envoyer(app, "Joindre ce document")
    assert not app.exception
    assert "PRO-SI-012.pdf" in textes(app)
    app.button(key="preuve_faire").click().run()
    manques = app.warning[0].value
    assert "rien n’est déclaré" in manques and "Personne n’a signé" in manques


def test_les_trois_actions_et_la_prevision_sont_dites(home: Path, monkeypatch: pytest.MonkeyPatch):
    page = textes(ouvrir(home, monkeypatch, "jalons"))
    assert page.count("points de score") == 3
    assert "d’après 6 livraisons sur 5 mois" in page
    assert "preuves à déclarer ou à compléter" in page
    assert "Chance" not in page, "six livraisons n’en gagnent aucune"
    assert "plus de 95" not in page
    assert "texte officiel à confirmer" in page
    assert all(titre in page for titre in ("Authentification unique", "AIR simplifié", "SONS v2"))


def test_un_autre_rythme_donne_une_autre_date(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "jalons")
    app.number_input(key="si_heures").set_value(0.0).run()
    assert not app.exception
    assert "jamais à ce rythme" in textes(app)
    app.number_input(key="si_heures").set_value(500.0).run()
    assert "jamais à ce rythme" not in textes(app)


@pytest.mark.parametrize(
    ("page", "raison", "bouton", "attendu"),
    [
        ("comptes", "comptes_motif", "Afficher les comptes", "mart.compte_probleme"),
        ("mie", "mie_motif", "Afficher les personnes", "mart.mie_personne"),
        ("vertus", "vertu_motif", "Afficher qui reste à corriger", "mart.vertu_ligne"),
    ],
)
def test_les_listes_demandent_une_raison_et_sont_journalisees(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    page: str,
    raison: str,
    bouton: str,
    attendu: str,
):
    app = ouvrir(home, monkeypatch, page)
    avant = sum(ligne["mart"] == attendu for ligne in journal(home))
    envoyer(app, bouton)
    assert "pourquoi" in app.warning[0].value
    app.text_input(key=raison).set_value("préparer le comité")
    envoyer(app, bouton)
    assert not app.exception
    lues = [ligne for ligne in journal(home) if ligne["mart"] == attendu]
    assert len(lues) == avant + 1
    assert lues[-1]["motif"] == "préparer le comité"
    assert "Consultation enregistrée" in textes(app)


def test_classer_un_emploi_et_verifier_une_identite(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "sources_qualite")
    app.selectbox(key="emploi_cible").set_value("hors_perimetre")
    app.text_input(key="emploi_motif").set_value("confirmé par les RH")
    envoyer(app, "Classer cet emploi")
    assert not app.exception
    app = ouvrir(home, monkeypatch, "contradictions")
    app.text_input(key="histoire_id").set_value("ID00000001").run()
    envoyer(app, "Enregistrer la vérification d’identité")
    assert not app.exception
    assert {d.genre for d in Registre(home).en_vigueur()} == {"emploi_profession", "identite_verifiee"}


def test_le_questionnaire_de_maturite_se_prend_puis_se_rend(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "ecarts")
    assert any("Questionnaire de maturité" in b.proto.label for b in app.get("download_button"))
    trouves = gaps({}, [], home=home)
    livre = load_workbook(BytesIO(maturite.contenu(trouves, "ensemble", "Groupe", date(2026, 10, 1), home)))
    feuille = livre["Questionnaire"]
    titres = {case.value: case.column for case in feuille[3]}
    reponses = {"Niveau": "3 · en place", "Preuve": "PV 12", "Constaté le": date(2026, 10, 2)}
    for titre, valeur in (reponses | {"Circonstance": "entretien avec le RSSI"}).items():
        feuille.cell(4, titres[titre]).value = valeur
    flux = BytesIO()
    livre.save(flux)
    app.file_uploader(key="maturite_retour").set_value(("q.xlsx", flux.getvalue(), maturite.MIME)).run()
    assert not app.exception
    app.button(key="maturite_enregistrer").click().run()
    [decision] = Registre(home).en_vigueur()
    premiere = next(un for un in trouves if un.nature == "declare")
    assert (decision.genre, decision.objet, decision.verdict) == ("niveau_declare", premiere.code, "3")
    dites = [str(case.value).replace("\u00a0", " ") for case in livre["Lisez-moi"]["A"]]
    mesurees = [un for un in trouves if un.nature == "mesure"]
    assert all(any(dit.startswith(un.titre) for dit in dites) for un in mesurees)
    demandees = {feuille.cell(rang, 1).value for rang in range(4, feuille.max_row + 1)}
    assert not demandees & {un.titre for un in mesurees}, "ce qui se mesure ne se demande pas"
    feuille.cell(5, titres["Référence"]).value = mesurees[0].code
    feuille.cell(5, titres["Niveau"]).value = "4 · maîtrisé"
    flux = BytesIO()
    livre.save(flux)
    plan = rendu.lire(flux.getvalue(), ["ensemble"], [], "alice", home, date(2026, 11, 1))
    assert plan.entrees == [] and [f.motif for f in plan.fautes] == [
        "Cette exigence se mesure dans les données : elle ne se déclare pas."
    ]
