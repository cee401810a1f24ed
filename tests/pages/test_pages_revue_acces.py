"""The page Revue des accès and the delays of the page Comptes: what a project lead does on them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.outils.pages import envoyer, journal, lues, ouvrir

from workbench.access import ouvrir as ouvrir_porte
from workbench.decisions import Registre
from workbench.exchange.acces import classeur as acces_classeur
from workbench.exchange.contrat import contrat
from workbench.pilotage.comptes import campagnes

FEUILLE = contrat("acces").feuille("acces")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def remplie(home: Path, decision: str = "Garder") -> bytes:
    """The list of the first manager, each line answered."""
    [campagne] = campagnes.campaigns(Registre(home).en_vigueur())
    qui, cles = next(iter(acces_classeur.recipients(campagne, {}).items()))
    comptes = ouvrir_porte(home, "essai", "essais").nominatif("mart.revue_acces_compte")
    classeur = load_workbook(
        io.BytesIO(acces_classeur.contenu(campagne, qui, cles, comptes, {}, campagne.ouverte_le))
    )
    feuille = classeur[FEUILLE.titre]
    colonne = [item.code for item in FEUILLE.colonnes].index("decision") + 1
    for ligne in range(4, 4 + len(cles)):
        feuille.cell(ligne, colonne).value = decision
    flux = io.BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def test_une_campagne_de_l_ouverture_a_la_preuve(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "revue_acces")
    assert "Aucune campagne encore" in lues(app)
    assert "0 comptes nominatifs actifs sur" in lues(app)
    envoyer(app, "Ouvrir la campagne")
    assert "titre" in app.warning[0].value
    app.multiselect(key="campagne_application").set_value(["dpi"]).run()
    app.text_input(key="campagne_titre").set_value("Revue du dossier patient")
    envoyer(app, "Ouvrir la campagne")
    assert not app.exception
    assert "0 sur" in lues(app)
    assert "une par responsable" in lues(app)
    [campagne] = campagnes.campaigns(Registre(home).en_vigueur())
    assert set(campagne.perimetre) == {"application"}
    assert all(cle.startswith("dpi:") for cle in campagne.comptes)

    app.file_uploader(key="acces_retour").set_value(("liste.xlsx", remplie(home, "Sans doute"), XLSX)).run()
    assert not app.exception
    assert "rien ne sera enregistré" in " ".join(bloc.value for bloc in app.warning)
    assert not [b for b in app.button if b.key == "acces_importer"]
    app.file_uploader(key="acces_retour").set_value(("liste.xlsx", remplie(home), XLSX)).run()
    app.button(key="acces_importer").click().run()
    assert not app.exception
    [campagne] = campagnes.campaigns(Registre(home).en_vigueur())
    assert len(campagne.reponses) > 0
    assert {entree.auteur for entree in campagne.reponses.values()} == {"essai"}

    envoyer(app, "Afficher les comptes décidés")
    assert any("pourquoi" in dit.value for dit in app.warning)
    app.text_input(key="decidees_motif").set_value("contrôle avant clôture")
    envoyer(app, "Afficher les comptes décidés")
    assert "Consultation enregistrée" in lues(app)
    assert journal(home)[-1]["motif"] == "contrôle avant clôture"

    envoyer(app, "Clore et sceller")
    assert any("pourquoi" in dit.value for dit in app.warning)
    app.text_input(key="campagne_motif").set_value("échéance atteinte")
    envoyer(app, "Clore et sceller")
    assert not app.exception
    assert "Sceau vérifié" in lues(app)
    assert not app.get("file_uploader"), "une campagne close ne reçoit plus de réponse"
    assert any(ligne["mart"] == "mart.revue_acces_compte" for ligne in journal(home))


def test_annuler_une_campagne_demande_une_raison(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "revue_acces")
    app.text_input(key="campagne_titre").set_value("Essai")
    envoyer(app, "Ouvrir la campagne")
    app.text_input(key="campagne_titre").set_value("Deuxième essai")
    envoyer(app, "Ouvrir la campagne")
    assert not app.exception
    assert app.selectbox(key="campagne").value.endswith("-2"), "la dernière ouverte est celle qui s’affiche"
    app.text_input(key="campagne_motif").set_value("mauvais périmètre")
    envoyer(app, "Annuler la campagne")
    assert not app.exception
    etats = {item.titre: item.etat for item in campagnes.campaigns(Registre(home).en_vigueur())}
    assert etats == {"Essai": "ouverte", "Deuxième essai": "annulee"}


def test_declarer_une_procedure(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "revue_acces")
    assert lues(app).count("rien de déclaré") == 3
    app.selectbox(key="procedure").set_value("depart")
    app.selectbox(key="procedure_niveau").set_value("operationnelle")
    app.text_input(key="procedure_reference").set_value("PRO-SI-012")
    app.text_input(key="procedure_responsable").set_value("DSI")
    app.text_input(key="procedure_motif").set_value("essai avec les RH")
    envoyer(app, "Déclarer cette procédure")
    assert "essayée" in app.warning[0].value
    app.selectbox(key="procedure_niveau").set_value("decrite")
    envoyer(app, "Déclarer cette procédure")
    assert not app.exception
    assert "PRO-SI-012" in lues(app)
    assert "jamais essayée" in lues(app)
    [decision] = Registre(home).en_vigueur()
    assert (decision.genre, decision.objet, decision.verdict) == ("procedure", "depart", "decrite")


def test_un_lecteur_de_nombres_voit_l_avancement_sans_rien_ecrire(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    app = ouvrir(home, monkeypatch, "revue_acces")
    app.text_input(key="campagne_titre").set_value("Revue annuelle")
    envoyer(app, "Ouvrir la campagne")
    monkeypatch.setenv("WORKBENCH_ROLE", "sponsor")
    app = ouvrir(home, monkeypatch, "revue_acces", "dirigeante")
    assert not app.exception
    assert "0 sur" in lues(app)
    assert not app.button
    assert not app.get("file_uploader")
    assert not app.get("download_button")


def test_les_delais_se_lisent_par_systeme_puis_par_service(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "comptes")
    assert "Du départ à la fermeture" in lues(app)
    assert "ancien service après un changement" in lues(app)
    assert "Numéro RPPS dès la création du compte" in lues(app)
    avant = lues(app)
    app.selectbox(key="delai_axe").set_value("service").run()
    assert not app.exception
    apres = lues(app)
    for titre in ("De l’arrivée au premier compte", "Du départ à la fermeture"):
        table = f"<caption>{titre} : les plus en retard d’abord</caption><thead><tr>"
        assert f'{table}<th scope="col">Système</th>' in avant
        assert f'{table}<th scope="col">Service</th>' in apres
