"""Couverture, Infirmiers et Ordre, Enregistrement par l'employeur: what people do on them."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook
from tests.outils.pages import envoyer, journal, ouvrir, textes

from workbench.access import ouvrir as ouvrir_porte
from workbench.decisions import Decision, Registre
from workbench.decisions.genres import verifier
from workbench.documents.listes import ordre as listes_ordre
from workbench.pilotage import suivi_rpps
from workbench.run.pipeline import run
from workbench.ui import donnees
from workbench.ui.formulaires.demarches import batch, kept
from workbench.warehouse import published_path


def test_une_demarche_en_lot_met_en_attente_a_la_prochaine_execution(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    app = ouvrir(home, monkeypatch, "couverture_rpps")
    app.selectbox(key="etat").set_value("absent")
    app.text_input(key="motif_consultation").set_value("relance de l’Ordre")
    envoyer(app, "Afficher les personnes")
    assert not app.exception
    lues = ouvrir_porte(home, "essai", "essais").nominatif(
        "mart.couverture_personne", statut="absent", utilisateur_dpi=True, autorite=["ordre", "ars", "role"]
    )
    exclue = lues["id_unique"][0]
    envoyer(app, "Enregistrer la démarche")
    assert any("circonstance" in alerte.value for alerte in app.warning)
    app.selectbox(key="demarche_lesquelles").set_value("sauf")
    app.multiselect(key="demarche_choix").set_value([exclue])
    app.text_input(key="demarche_motif").set_value("listes envoyées le même jour")
    envoyer(app, "Enregistrer la démarche")
    assert not app.exception
    decisions = {d.id_unique: d for d in Registre(home).en_vigueur()}
    vers = {"ordre": "ordre", "ars": "ars", "role": "rpps_plus"}
    attendues = {i: vers[a] for i, a in lues.select("id_unique", "autorite").iter_rows() if i != exclue}
    assert {ident: d.valeur["autorite"] for ident, d in decisions.items()} == attendues, (
        "à l’autorité de chacun"
    )
    concernes = len(attendues)
    run(home)
    app = ouvrir(home, monkeypatch, "couverture_rpps")
    acces = ouvrir_porte(home, "essai", "essais")
    attente = acces.agregat("mart.couverture", population="dpi", statut="en_attente")["nombre"].sum()
    assert attente == concernes
    assert f"dont {attente}" in textes(app)
    app.selectbox(key="attente").set_value("absents").run()
    assert not app.exception
    assert "en attente d’un tiers</li>" not in textes(app)
    assert acces.agregat("mart.decision_effet").height


def test_les_personnes_designees():
    assert kept(["a", "b", "c"], "toutes", ["b"]) == ["a", "b", "c"]
    assert kept(["a", "b", "c"], "seulement", ["c", "a"]) == ["a", "c"]
    assert kept(["a", "b", "c"], "sauf", ["b"]) == ["a", "c"]
    assert kept(["a"], "seulement", []) == []


def test_un_role_sans_noms_ne_voit_ni_liste_ni_formulaire(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WORKBENCH_ROLE", "sponsor")
    for page in ("couverture_rpps", "infirmiers", "employeur"):
        app = ouvrir(home, monkeypatch, page)
        assert not app.exception
        assert not app.text_input
        assert not app.get("file_uploader")
        assert "jamais des noms" in textes(app)


def test_la_liste_trimestrielle_demande_une_raison(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "infirmiers")
    envoyer(app, "Préparer la liste")
    assert "pourquoi" in app.warning[0].value
    app.text_input(key="ordre_liste_motif").set_value("4e trimestre 2026")
    envoyer(app, "Préparer la liste")
    assert not app.exception
    assert any(b.proto.label.startswith("Liste pour l’Ordre") for b in app.get("download_button"))
    assert "4e trimestre" in journal(home)[-1]["motif"]
    monkeypatch.setenv("WORKBENCH_ROLE", "dsi")
    app = ouvrir(home, monkeypatch, "infirmiers")
    assert "équipe projet produit le fichier" in textes(app)


def test_la_reponse_de_l_ordre_comparee_puis_enregistree(home: Path, monkeypatch: pytest.MonkeyPatch):
    acces = ouvrir_porte(home, "essai", "essais")
    nos = acces.nominatif("mart.infirmier_personne", statut="absent", a_declarer=True).sort("id_unique")
    cible = nos.filter(nos["date_naissance"].is_not_null()).row(0, named=True)
    fichier = (
        "Nom de naissance;Prénoms;Date de"
        f" naissance;Statut\n{cible['nom_naissance']};{cible['prenoms']};"
        f"{cible['date_naissance']:%d/%m/%Y};Inscrite"
        " provisoirement\nPERSONNE;Connue;01/01/1970;Inscrit\nTEST;Ligne;01/01/1970;peut-être\n"
    )
    app = ouvrir(home, monkeypatch, "infirmiers")
    envoyer(app, "Comparer")
    assert "Déposez le fichier" in app.warning[0].value
    app.file_uploader(key="ordre_fichier").set_value(("reponse.csv", fichier.encode(), "text/csv"))
    app.text_input(key="ordre_motif").set_value("retour du trimestre")
    envoyer(app, "Comparer")
    assert not app.exception
    page = textes(app)
    assert "Statut inconnu « peut-être »" in page
    assert "Pas dans nos salariés de cette profession" in page
    assert Registre(home).en_vigueur() == [], "rien avant de l’avoir vu"
    assert not [b for b in app.button if str(b.key).startswith("ordre_enregistrer")], (
        "une faute, et rien ne s’enregistre"
    )
    assert any("rien ne sera enregistré" in alerte.value for alerte in app.warning)
    juste = fichier.replace("TEST;Ligne;01/01/1970;peut-être\n", "")
    app.file_uploader(key="ordre_fichier").set_value(("reponse.csv", juste.encode(), "text/csv"))
    envoyer(app, "Comparer")
    next(b for b in app.button if str(b.key).startswith("ordre_enregistrer")).click().run()
    assert not app.exception
    [decision] = Registre(home).en_vigueur()
    assert (decision.genre, decision.id_unique, decision.valeur["situation"]) == (
        "demarche",
        cible["id_unique"],
        "provisoire",
    )
    liens = acces.agregat("mart.synthese")["liens_confirmes"][0]
    run(home)
    apres = ouvrir_porte(home, "essai", "essais")
    assert apres.agregat("mart.synthese")["liens_confirmes"][0] == liens, (
        "la réponse ne confirme aucun numéro"
    )
    [ligne] = apres.nominatif("mart.infirmier_personne", id_unique=cible["id_unique"]).to_dicts()
    assert (ligne["statut"], ligne["situation_ordre"]) == ("en_attente", "provisoire")
    assert "Fin du provisoire" in textes(ouvrir(home, monkeypatch, "infirmiers"))


def test_un_mauvais_fichier_est_dit_sur_la_page(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "infirmiers")
    app.file_uploader(key="ordre_fichier").set_value(("reponse.xlsx", b"pas un classeur", "application/xlsx"))
    app.text_input(key="ordre_motif").set_value("retour du trimestre")
    envoyer(app, "Comparer")
    assert not app.exception
    assert "Rien n’a été enregistré" in app.error[0].value


def test_les_listes_de_la_demo_s_ouvrent_dans_un_tableur(petite_demo: Path):
    porte = ouvrir_porte(petite_demo, "essai", "liste d’essai")
    for ordre in suivi_rpps.orders(petite_demo):
        nos = porte.nominatif("mart.liste_ordre_personne", a_declarer=True, ordre=ordre["code"])
        compte = porte.agregat("mart.liste_ordre", ordre=ordre["code"])
        assert compte["nombre"].sum() == nos.height
        contenu = listes_ordre.contenu(ordre, nos, dt.date(2026, 10, 1), "CHA")
        feuille = load_workbook(BytesIO(contenu)).worksheets[0]
        assert feuille.max_row == 3 + max(nos.height, 1)
        titres = [case.value for case in feuille[3]]
        assert "Adresse personnelle" in titres and "Numéro RPPS" not in titres, "ce que le texte demande"
        assert ("Intitulé du diplôme" in titres) == (ordre["profession_code"] != "70")


def test_la_liste_d_un_autre_ordre_se_prepare_et_se_dit_deposee(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "infirmiers")
    app.selectbox(key="ordre_choisi").set_value("masseurs_kinesitherapeutes").run()
    assert "masseurs-kinésithérapeutes à déclarer au conseil départemental" in textes(app)
    assert "adresse personnelle" in textes(app), "ce que les RH ne donnent pas encore"
    app.text_input(key="ordre_liste_motif").set_value("4e trimestre")
    envoyer(app, "Préparer la liste")
    assert any("masseur" in b.proto.label for b in app.get("download_button"))
    app.text_input(key="depot_motif").set_value("accusé de réception")
    envoyer(app, "Enregistrer le dépôt")
    assert not app.exception
    [entree] = [e for e in Registre(home).en_vigueur() if e.genre == "liste_ordre_deposee"]
    assert entree.objet.endswith(" masseurs_kinesitherapeutes")
    assert "Liste du trimestre : ✓ déposée" in textes(app)
    app.selectbox(key="ordre_choisi").set_value("infirmiers").run()
    assert "Liste du trimestre : ✓ déposée" not in textes(app), (
        "le dépôt d’un Ordre n’est pas celui d’un autre"
    )


def test_une_autre_capacite_donne_une_autre_date(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "employeur")
    assert "✓ avant le" in textes(app)
    app.number_input(key="emp_heures").set_value(0.0).run()
    assert not app.exception
    assert "jamais" in textes(app)
    assert "✕ après le" in textes(app)
    app.number_input(key="emp_minutes").set_value(40.0).run()
    assert "à 40 minutes par dossier" in textes(app)


def test_la_file_puis_la_demande_saisie_dans_rpps_plus(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "employeur")
    app.text_input(key="employeur_motif").set_value("séance de saisie")
    envoyer(app, "Afficher la file")
    assert not app.exception
    assert "Utilise le dossier patient" in textes(app)
    file = ouvrir_porte(home, "essai", "essais").nominatif("mart.employeur_personne", rang=[1, 2])
    app.selectbox(key="emp_demarche_lesquelles").set_value("seulement")
    app.multiselect(key="emp_demarche_choix").set_value(file["id_unique"].to_list())
    app.text_input(key="emp_demarche_motif").set_value("saisis dans RPPS+ ce jour")
    envoyer(app, "Enregistrer la démarche")
    decisions = Registre(home).en_vigueur()
    assert {d.id_unique for d in decisions} == set(file["id_unique"])
    assert {d.valeur["autorite"] for d in decisions} == {"rpps_plus"}


def test_le_devoir_d_information_se_suit(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "employeur")
    assert "0 sur" in textes(app)
    envoyer(app, "Enregistrer l’information")
    assert "comment" in app.warning[0].value.lower()
    app.text_input(key="info_motif").set_value("note jointe au bulletin")
    envoyer(app, "Enregistrer l’information")
    app.text_input(key="informer_motif").set_value("publipostage")
    envoyer(app, "Afficher les personnes")
    app.text_input(key="gens_motif").set_value("courriel individuel")
    envoyer(app, "Enregistrer pour ces personnes")
    assert not app.exception
    genres = {d.genre for d in Registre(home).en_vigueur()}
    assert genres == {"information_collective", "information_publication"}
    run(home)
    acces = ouvrir_porte(home, "essai", "essais")
    assert acces.agregat("mart.employeur", informee=False).is_empty()
    assert "100" in textes(ouvrir(home, monkeypatch, "employeur"))


def test_les_nouvelles_pages_se_lisent_sans_erreur_dans_chaque_role(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    for role in ("analyste", "dsi", "rh", "lecteur"):
        monkeypatch.setenv("WORKBENCH_ROLE", role)
        for page in ("infirmiers", "employeur"):
            app = ouvrir(home, monkeypatch, page)
            assert not app.exception
            assert not app.error


def test_le_depot_de_la_liste_se_declare_et_se_voit(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "infirmiers")
    assert "! en retard" in textes(app)
    envoyer(app, "Enregistrer le dépôt")
    assert "comment" in app.warning[0].value.lower()
    app.text_input(key="depot_motif").set_value("accusé de réception du site")
    app.date_input(key="depot_date").set_value(dt.date(2026, 10, 1))
    envoyer(app, "Enregistrer le dépôt")
    assert not app.exception
    assert "✓ déposée" in textes(app)
    [decision] = Registre(home).en_vigueur()
    assert (decision.genre, decision.objet) == ("liste_ordre_deposee", "2026-T4")


def test_un_depot_compte_pour_le_trimestre_de_son_jour(home: Path, monkeypatch: pytest.MonkeyPatch):
    lire = donnees.premiere
    juillet = {"date_execution": dt.date(2026, 7, 20)}
    monkeypatch.setattr(donnees, "premiere", lambda acces, nom: {**lire(acces, nom), **juillet})
    app = ouvrir(home, monkeypatch, "infirmiers")
    app.text_input(key="depot_motif").set_value("accusé de réception du site")
    for hors in (dt.date(2026, 6, 30), dt.date.today() + dt.timedelta(days=1)):
        app.date_input(key="depot_date").set_value(hors)
        envoyer(app, "Enregistrer le dépôt")
        assert "refusé" in app.warning[0].value, "refusé, jamais remplacé par une autre date"
        assert Registre(home).en_vigueur() == []
    app.text_input(key="depot_motif").set_value("accusé de réception du site")
    app.date_input(key="depot_date").set_value(dt.date(2026, 10, 12))
    envoyer(app, "Enregistrer le dépôt")
    assert not app.exception
    assert "! en retard" in textes(app), "la liste du 3e trimestre manque toujours"
    [decision] = Registre(home).en_vigueur()
    assert decision.objet == "2026-T4"


def test_une_relance_garde_l_inscription_provisoire(petite_demo: Path):
    acces = ouvrir_porte(petite_demo, "essai", "essais")
    connu = {
        "autorite": "ordre",
        "date_demande": "2026-07-01",
        "situation": "provisoire",
        "echeance": "2026-11-01",
        "reference": "réponse de l’Ordre",
    }
    connue = Decision(
        "demarche", "bob", "réponse", verdict="demandee", id_unique="ID00000001", valeur=connu, id="a"
    )
    [relance] = batch(
        acces,
        {"ID00000001": connue},
        {"ID00000001": "ordre"},
        "relancee",
        {"date_demande": "2026-10-05"},
        "relance",
    )
    assert relance.valeur == connu
    verifier(relance)
    [neuve] = batch(
        acces,
        {"ID00000001": connue},
        {"ID00000001": "ordre"},
        "demandee",
        {"date_demande": "2026-10-05"},
        "de neuf",
    )
    assert neuve.valeur == {"autorite": "ordre", "date_demande": "2026-10-05"}


def test_des_regles_abimees_sont_dites_sur_la_page(home: Path, monkeypatch: pytest.MonkeyPatch):
    (home / "regles").mkdir(exist_ok=True)
    (home / "regles/infirmiers.toml").write_text("version = ", "utf-8")
    (home / "regles/employeur.toml").write_text('version = "2"\n', "utf-8")
    for page, attendu in (("infirmiers", "Règles illisibles"), ("employeur", "Règles incomplètes")):
        app = ouvrir(home, monkeypatch, page)
        assert not app.exception
        assert [titre.value for titre in app.subheader] == [attendu]


def test_une_version_plus_ancienne_que_l_outil_dit_quoi_faire(home: Path, monkeypatch: pytest.MonkeyPatch):
    with duckdb.connect(str(published_path(home))) as base:
        base.execute("DROP TABLE mart.attente_tiers")
    app = ouvrir(home, monkeypatch, "couverture_rpps")
    assert not app.exception
    assert "page Données du mois" in app.info[0].value
