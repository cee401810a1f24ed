"""Risks, lessons, money, communication, training and support, as a project lead uses these pages."""

from __future__ import annotations

import datetime as dt
import json
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from tests.outils.classeurs import classeur
from tests.outils.pages import lues, ouvrir

from workbench.access import AccesRefuse
from workbench.access import ouvrir as ouvrir_porte
from workbench.decisions import Registre
from workbench.documents import produits
from workbench.documents.lettres import publipostage
from workbench.looks.formats import prenom_dit
from workbench.looks.noms_propres import nom_dit
from workbench.projet import changer, publics
from workbench.projet import ouvrir as ouvrir_projet


def clic(app, debut: str):
    return next(b for b in app.button if b.label.startswith(debut)).click().run()


def test_les_risques_disent_leur_signal_et_leur_histoire(home: Path, monkeypatch: pytest.MonkeyPatch):
    registre = Registre(home)
    changer(
        registre, "risque", [{"id": "R-12", "probabilite": 1, "impact": 1}], "alice", "départs mieux suivis"
    )
    changer(registre, "risque", [{"id": "R-11", "etat": "clos"}], "alice", "plus aucun compte partagé")
    app = ouvrir(home, monkeypatch, "risques")
    app.selectbox(key="risque").set_value("R-12").run()
    page = lues(app)
    assert not app.exception
    assert "21" in page and "sur 22 risques" in page
    assert "✓ s’améliore" in page
    assert "· faible" in page
    assert "départs mieux suivis" in page
    assert "alice" in page
    assert "Des comptes partagés restent" not in page.split("La carte")[0].split("<tbody>")[1]
    app.selectbox(key="risque").set_value("R-01").run()
    assert "personne ne l’a encore changée" in lues(app)


def test_reevaluer_un_risque(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "risques")
    app.selectbox(key="risque").set_value("R-05").run()
    app.number_input(key="risque_probabilite_R-05").set_value(1)
    app.selectbox(key="risque_etat_R-05").set_value("survenu")
    app.text_area(key="risque_reponse_R-05").set_value("")
    app.text_input(key="risque_motif_R-05").set_value("vu en comité projet")
    clic(app, "Enregistrer le risque")
    assert "survenu demande une réponse" in app.error[0].value
    assert Registre(home).vide
    app.text_area(key="risque_reponse_R-05").set_value("Cartes commandées pour ces services")
    clic(app, "Enregistrer le risque")
    assert not app.exception and not app.error
    fiche = ouvrir_projet(home).fiche("risque", "R-05")
    assert (fiche["probabilite"], fiche["impact"], fiche["etat"]) == (1, 4, "survenu")
    assert "1 × 4" in lues(app) and "✕ survenu" in lues(app)


def test_repondre_a_un_enseignement(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "enseignements")
    app.selectbox(key="rex").set_value("REX-26").run()
    app.selectbox(key="enseignement_etat_REX-26").set_value("traite")
    app.text_input(key="enseignement_motif_REX-26").set_value("comité de juin")
    clic(app, "Enregistrer la réponse")
    assert "dites comment" in app.error[0].value
    app.text_area(key="enseignement_reponse_REX-26").set_value("Neuf ambassadeurs nommés")
    clic(app, "Enregistrer la réponse")
    assert not app.exception and not app.error
    assert "Neuf ambassadeurs nommés" in lues(app)
    assert ouvrir_projet(home).fiche("enseignement", "REX-26")["etat"] == "traite"


def test_un_texte_saisi_reste_du_texte(home: Path, monkeypatch: pytest.MonkeyPatch):
    piege = "<img src=x onerror=alert(1)> [clic](javascript:alert(1))"
    changer(
        Registre(home), "risque", [{"id": "R-01", "titre": piege, "reponse": piege}], "alice", "essai hostile"
    )
    app = ouvrir(home, monkeypatch, "risques")
    assert "<img" not in lues(app)
    assert all(
        "](" not in bloc.value and "<" not in bloc.value for bloc in app.markdown if "alert" in bloc.value
    )
    assert any("alert" in bloc.value for bloc in app.markdown)


def test_les_enseignements_se_filtrent_et_se_comptent(home: Path, monkeypatch: pytest.MonkeyPatch):
    changer(
        Registre(home),
        "enseignement",
        [{"id": "REX-17", "etat": "traite", "reponse": "Pare-feu vérifié depuis trois sites"}],
        "alice",
        "essais faits",
    )
    app = ouvrir(home, monkeypatch, "enseignements")
    assert lues(app).count("REX-") >= 27
    app.selectbox(key="etat_rex").set_value("traite").run()
    page = lues(app)
    assert "Pare-feu vérifié" in page
    assert "REX-17" in page and "REX-18" not in page
    app.selectbox(key="etat_rex").set_value("sans_objet").run()
    assert "Aucun enseignement dans cet état" in lues(app)


def test_le_budget_marque_ce_qui_depasse(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "budget")
    assert "sans montant" in app.info[0].value
    changer(
        Registre(home),
        "budget",
        [
            {"id": "B-01", "prevu": 80_000, "devis": 92_000, "engage": 30_000, "paye": 12_000},
            {"id": "B-04", "prevu": 60_000, "devis": 55_000, "engage": 55_000, "annee": 2028},
        ],
        "alice",
        "devis reçus",
    )
    app = ouvrir(home, monkeypatch, "budget")
    page = lues(app)
    assert "▲ dépassement" in page
    assert "1 ligne dépasse le prévu" in page
    assert "147 000 €" in page, "92 000 + 55 000 à la fin"
    app.selectbox(key="budget_axe").set_value("annee").run()
    totaux = lues(app).split("<caption>Sommes des montants")[1].split("</table>")[0]
    assert "2028" in totaux and "55 000 €" in totaux


def test_la_communication_compte_ceux_qu_elle_concerne(home: Path, monkeypatch: pytest.MonkeyPatch):
    couverture = ouvrir_porte(home, "essai", "essai").agregat("mart.couverture")
    attendu = publics.compter(couverture, publics.lire("autorite=role"))
    app = ouvrir(home, monkeypatch, "communication")
    ligne = lues(app).split("information sur la publication")[1].split("</tr>")[0]
    assert f">{attendu}<" in ligne
    assert "Madame EXEMPLE" in lues(app), "un aperçu sans personne réelle"
    assert "Chirurgien-Dentiste" in lues(app), "un code national se dit, même sans personne ici"
    changer(
        Registre(home), "message", [{"id": "M-01", "population": "service=Blok"}], "alice", "faute de frappe"
    )
    assert "inconnu du répertoire : service=Blok" in lues(ouvrir(home, monkeypatch, "communication"))


def test_dater_un_message_et_saisir_les_presents(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "communication")
    app.selectbox(key="message").set_value("M-05").run()
    app.date_input(key="message_le_M-05").set_value(dt.date(2020, 1, 6))
    app.text_input(key="message_motif_M-05").set_value("calendrier de communication")
    clic(app, "Enregistrer le message")
    assert not app.exception and not app.error
    assert "✕ en retard" in lues(app)
    app.checkbox(key="message_fait_M-05").set_value(True)
    app.text_input(key="message_motif_M-05").set_value("courriers remis")
    clic(app, "Enregistrer le message")
    assert "✕ en retard" not in lues(app) and "✓ fait" in lues(app)
    app = ouvrir(home, monkeypatch, "support")
    app.selectbox(key="formation").set_value("FO-03").run()
    app.number_input(key="formation_presents_FO-03").set_value(12)
    app.text_input(key="formation_motif_FO-03").set_value("feuille d’émargement")
    clic(app, "Enregistrer la session")
    assert "date de la session" in app.error[0].value
    app.date_input(key="formation_le_FO-03").set_value(dt.date(2026, 6, 1))
    app.number_input(key="formation_places_FO-03").set_value(20)
    clic(app, "Enregistrer la session")
    assert not app.error
    assert "60 % des places" in lues(app)


def test_modifier_un_texte(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "communication")
    app.text_area(key="texte_corps_MT-01").set_value("Bonjour {{prenon}}")
    app.text_input(key="texte_motif_MT-01").set_value("plus court")
    clic(app, "Enregistrer le texte")
    assert "champ inconnu {{prenon}}" in app.error[0].value
    assert Registre(home).vide
    app.text_area(key="texte_corps_MT-01").set_value("Bonjour {{prenom}}")
    clic(app, "Enregistrer le texte")
    assert not app.exception and not app.error
    fiche = ouvrir_projet(home).fiche("modele_texte", "MT-01")
    assert fiche["corps"] == "Bonjour {{prenom}}"
    assert [(d.auteur, d.motif) for d in Registre(home).en_vigueur()] == [("essai", "plus court")]


def test_les_lettres_demandent_une_raison_et_sont_journalisees(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "communication")
    app.selectbox(key="texte").set_value("MT-05").run()
    journal = home / "data/curated/journal_acces.jsonl"
    clic(app, "Préparer les lettres")
    assert "pourquoi" in app.warning[0].value
    assert "Word" not in str([b.proto.label for b in app.get("download_button")])
    app.text_input(key="lettres_MT-05_motif").set_value("courrier de juin")
    clic(app, "Préparer les lettres")
    assert not app.exception
    libelles = [b.proto.label for b in app.get("download_button")]
    assert sum(libelle.startswith("Lettres Word") for libelle in libelles) == 2
    derniere = json.loads(journal.read_text(encoding="utf-8").splitlines()[-1])
    assert "courrier de juin" in json.dumps(derniere, ensure_ascii=False)


def test_un_fichier_de_lettres_entre_dans_l_historique(home: Path, monkeypatch: pytest.MonkeyPatch):
    porte = ouvrir_porte(home, "essai", "essai des lettres")
    modele = ouvrir_projet(home).fiche("modele_texte", "MT-07")
    personnes = porte.nominatif(
        "mart.couverture_personne", **publics.conditions(publics.lire(modele["population"]))
    )
    le = porte.agregat("mart.synthese")["date_execution"][0]
    envoi = publipostage.Envoi(modele, {}, "GHT", le)
    for forme in publipostage.FORMES:
        assert publipostage.produire(porte, personnes, envoi, forme)
    histoire = produits.histoire(home)
    assert set(histoire["fichier"]) == {
        publipostage.nom_fichier(modele, forme) for forme in publipostage.FORMES
    }
    assert f"personnes : {personnes.height}" in histoire["options"][0]
    monkeypatch.setenv("WORKBENCH_ROLE", "analyste")
    with pytest.raises(AccesRefuse):
        publipostage.produire(ouvrir_porte(home, "x", "essai"), personnes, envoi, "classeur")


def test_les_lettres_de_la_demo_portent_les_bonnes_personnes(home: Path):
    porte = ouvrir_porte(home, "essai", "essai des lettres")
    modele = ouvrir_projet(home).fiche("modele_texte", "MT-01")
    personnes = porte.nominatif(
        "mart.couverture_personne", **publics.conditions(publics.lire(modele["population"]))
    )
    contenu = publipostage.lettres(
        personnes,
        publipostage.Envoi(modele, {}, "GHT d’essai", porte.agregat("mart.synthese")["date_execution"][0]),
    )
    corps = "\n".join(p.text for p in Document(BytesIO(contenu)).paragraphs)
    for personne in personnes.to_dicts():
        assert f"{prenom_dit(personne['prenom'])} {nom_dit(personne['nom'])}" in corps
    assert "{{" not in corps


@pytest.mark.parametrize(
    ("role", "mot"), [("lecteur", "jamais des noms"), ("analyste", "produites par l’équipe projet")]
)
def test_un_role_sans_droit_ne_prepare_pas_de_lettres(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    role: str,
    mot: str,
):
    monkeypatch.setenv("WORKBENCH_ROLE", role)
    app = ouvrir(home, monkeypatch, "communication")
    assert not app.exception
    assert mot in lues(app)
    assert all(not b.label.startswith("Préparer") for b in app.button)


@pytest.mark.parametrize("page", ["risques", "enseignements", "communication", "support"])
def test_un_lecteur_ne_saisit_rien(home: Path, monkeypatch: pytest.MonkeyPatch, page: str):
    monkeypatch.setenv("WORKBENCH_ROLE", "lecteur")
    app = ouvrir(home, monkeypatch, page)
    assert not app.exception
    assert "lecture seule" in lues(app)
    assert not app.get("data_editor") and not app.file_uploader
    assert [b.label for b in app.button] == []


def test_importer_les_demandes_de_l_assistance(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "support")
    mauvais = classeur(["Date", "Thème"], ["31/02/2026", "rpps"])
    app.file_uploader(key="support_fichier").upload("a.xlsx", mauvais).run()
    assert "Rien n’a été importé" in app.error[0].value
    assert "« 31/02/2026 » n’est pas une date (JJ/MM/AAAA)" in lues(app)
    bon = classeur(
        ["Date", "Thème", "Direction"],
        ["03/05/2026", "Numéro RPPS de M. DURAND", "DRH"],
        ["04/05/2026", "mdp", ""],
    )
    app.file_uploader(key="support_fichier").upload("b.xlsx", bon).run()
    assert not app.error
    app.text_input(key="support_motif").set_value("export de mai")
    clic(app, "Enregistrer ces demandes")
    assert not app.exception and not app.error
    assert ouvrir_projet(home).lignes("ticket")["nombre"].sum() == 2
    assert "DURAND" not in (home / "data/curated/decisions.sqlite").read_bytes().decode("latin-1")
    page = lues(ouvrir(home, monkeypatch, "support"))
    assert "<dt>Demandes</dt><dd>2<small>1 mois</small>" in page and "50 %" in page
