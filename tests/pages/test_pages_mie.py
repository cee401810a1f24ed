"""MIE, its register and sign-in modes: what a project lead does on them, on a copy of the small
demonstration.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pytest
from tests.outils.pages import envoyer, journal, lues, ouvrir

from workbench.access import ouvrir as ouvrir_porte
from workbench.decisions import Decision, Registre
from workbench.looks.formats import jour
from workbench.projet import changer
from workbench.warehouse import published_path


def test_prononcer_une_homologation_change_la_reponse(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "mie_registre")
    avant = lues(app)
    assert "Carte d’établissement, Clé FIDO2" in avant, "les homologations à prononcer sont nommées"
    assert avant.count("✕ non accepté") == 4
    assert "31 décembre 2028 : à confirmer" in avant
    app.date_input(key="rie_le").set_value(dt.date(2025, 12, 31)).run()
    assert "✕ non accepté" not in lues(app), "la veille de l’échéance, la transition court encore"
    app.date_input(key="rie_le").set_value(dt.date.today()).run()
    envoyer(app, "Enregistrer l’homologation")
    assert "référence" in app.warning[0].value
    assert Registre(home).en_vigueur() == []
    hier = dt.date.today() - dt.timedelta(days=1)
    app.selectbox(key="homologation_type").set_value("carte_etablissement")
    app.selectbox(key="homologation_etat").set_value("prononcee")
    app.text_input(key="homologation_reference").set_value("DEC-RSSI-2026-04")
    app.text_input(key="homologation_motif").set_value("commission d’homologation")
    app.date_input(key="homologation_date").set_value(hier)
    app.date_input(key="homologation_fin").set_value(hier)
    envoyer(app, "Enregistrer l’homologation")
    assert "suivre la date" in app.warning[0].value
    app.date_input(key="homologation_fin").set_value(dt.date.today() + dt.timedelta(days=90))
    envoyer(app, "Enregistrer l’homologation")
    assert not app.exception
    apres = lues(app)
    assert apres.count("✕ non accepté") == 3
    assert "Homologation prononcée (DEC-RSSI-2026-04)." in apres
    assert "✓ prononcée" in apres
    [decision] = Registre(home).en_vigueur()
    assert (decision.genre, decision.verdict, decision.objet) == (
        "homologation_mie",
        "prononcee",
        "carte_etablissement",
    )


def test_un_autre_auteur_peut_faire_avancer_l_homologation(home: Path, monkeypatch: pytest.MonkeyPatch):
    valeur = {"reference": "PV 1", "date_preuve": "2026-05-01"}
    Registre(home).enregistrer(
        [
            Decision(
                "homologation_mie", "bob", "dossier ouvert", verdict="en_cours", objet="fido2", valeur=valeur
            )
        ]
    )
    app = ouvrir(home, monkeypatch, "mie_registre")
    assert "↗ en cours" in lues(app)
    app.selectbox(key="homologation_type").set_value("fido2")
    app.selectbox(key="homologation_etat").set_value("refusee")
    app.text_input(key="homologation_reference").set_value("PV 2")
    app.text_input(key="homologation_motif").set_value("clé non certifiée")
    envoyer(app, "Enregistrer l’homologation")
    assert not app.exception
    dite = lues(app)
    assert "✕ refusée" in dite
    assert "homologation refusée" in dite, "la proposition écarte un moyen refusé, et dit pourquoi"


def test_le_choix_et_l_equipement_se_declarent(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "mie_registre")
    assert "0 choix déclaré sur" in lues(app)
    envoyer(app, "Déclarer ce choix")
    assert "pourquoi" in app.warning[0].value
    app.selectbox(key="choix_population").set_value("infirmiers")
    app.selectbox(key="choix_moyen").set_value("fido2")
    app.text_input(key="choix_motif").set_value("comité de pilotage du 3 juin")
    envoyer(app, "Déclarer ce choix")
    assert not app.exception
    assert "1 choix déclaré sur" in lues(app)
    assert "✓ Clé FIDO2 (par essai)" in lues(app)
    entonnoir = ouvrir_porte(home, "essai", "essais").agregat(
        "mart.mie_entonnoir", autorite="ordre", profession_code="60"
    )
    assert entonnoir["remis"].sum() > entonnoir.filter(type_mie="fido2")["remis"].sum() > 0
    app.selectbox(key="recu_article").set_value("cle")
    app.number_input(key="recu_quantite").set_value(12)
    app.text_input(key="recu_reference").set_value("BL 2026-118")
    envoyer(app, "Déclarer l’équipement reçu")
    assert not app.exception
    assert "BL 2026-118" in lues(app)
    assert {d.genre: dict(d.valeur).get("quantite") for d in Registre(home).en_vigueur()} == {
        "choix_mie": None,
        "equipement_recu": 12,
    }


def test_un_role_sans_ecriture_ne_voit_ni_formulaire_ni_noms(home: Path, monkeypatch: pytest.MonkeyPatch):
    reglages = home / "workbench.toml"
    reglages.write_text(
        reglages.read_text("utf-8") + '\n[acces.utilisateurs]\ndirectrice = "sponsor"\n', "utf-8"
    )
    for code in ("mie_registre", "mie", "connexions"):
        app = ouvrir(home, monkeypatch, code, qui="directrice")
        assert not app.exception
        assert not [
            b
            for b in app.button
            if "Déclarer" in b.label or "Afficher" in b.label or "Enregistrer" in b.label
        ]


def test_des_regles_illisibles_sont_dites(home: Path, monkeypatch: pytest.MonkeyPatch):
    (home / "regles").mkdir()
    (home / "regles" / "mie.toml").write_text("version = '9'\n", "utf-8")
    (home / "regles" / "connexions.toml").write_text("[[[", "utf-8")
    for code, dit in (
        ("mie", "Règles incomplètes"),
        ("mie_registre", "Règles incomplètes"),
        ("connexions", "Règles illisibles"),
    ):
        app = ouvrir(home, monkeypatch, code)
        assert not app.exception
        assert [titre.value for titre in app.subheader] == [dit], code


def test_mie_par_population_et_la_liste_de_cette_population(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "mie")
    assert "31 décembre 2028, d’après " in lues(app), "ce que l’on prévoit, et sur quoi cela repose"
    assert "hance" not in lues(app).split("Qui équiper")[0].split("Chance avant")[0], (
        "six livraisons n’en gagnent aucune"
    )
    assert "Infirmiers des services de soins" in lues(app)
    app.selectbox(key="mie_axe").set_value("service").run()
    app.selectbox(key="mie_pour").set_value("infirmiers").run()
    app.selectbox(key="mie_vague").set_value("Vague 2").run()
    assert not app.exception
    assert "des utilisateurs de Vague 2" in lues(app)
    app.selectbox(key="mie_population").set_value("infirmiers")
    app.text_input(key="mie_motif").set_value("commande des clés")
    envoyer(app, "Afficher les personnes")
    assert not app.exception
    derniere = journal(home)[-1]
    assert (derniere["mart"], derniere["filtres"]) == ("mart.mie_personne", ["alerte", "profil"])
    lus = ouvrir_porte(home, "essai", "essais").nominatif(
        "mart.mie_personne", alerte="a_commander", profession_code="60"
    )
    assert 0 < derniere["lignes"] <= lus.height


@pytest.mark.parametrize(
    ("code", "raison", "bouton", "mart"),
    [
        ("mie", "porteurs_motif", "Afficher les porteurs", "mart.mie_porteur_personne"),
        ("connexions", "mots_de_passe_motif", "Afficher les comptes", "mart.connexion_compte"),
        ("connexions", "deux_methodes_motif", "Afficher les personnes", "mart.connexion_personne"),
    ],
)
def test_les_listes_sont_motivees_et_journalisees(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    raison: str,
    bouton: str,
    mart: str,
):
    app = ouvrir(home, monkeypatch, code)
    app.text_input(key=raison).set_value("préparer le comité")
    envoyer(app, bouton)
    assert not app.exception
    derniere = journal(home)[-1]
    assert (derniere["mart"], derniere["motif"]) == (mart, "préparer le comité")
    assert derniere["lignes"] > 0


def test_les_non_conformes_sont_ceux_de_la_liste(home: Path, monkeypatch: pytest.MonkeyPatch):
    comptes = ouvrir_porte(home, "essai", "essais").nominatif(
        "mart.connexion_compte", application="dpi", mode_auth="mot_de_passe"
    )
    dite = lues(ouvrir(home, monkeypatch, "connexions"))
    assert f"<dt>✕ Non conformes au RIE</dt><dd>{comptes.height}<small>" in dite
    assert f"depuis le {jour(dt.date(2026, 1, 1))}".replace("\xa0", " ") in dite


def test_la_page_comptes_renvoie_aux_modes(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "comptes")
    liens = [lien.proto.page for lien in app.get("page_link")]
    assert any("connexions" in lien for lien in liens)


def test_les_essais_et_le_pilote_se_lisent_sur_leur_page(home: Path, monkeypatch: pytest.MonkeyPatch):
    with duckdb.connect(str(published_path(home)), read_only=True) as base:
        dates = base.sql("SELECT DISTINCT le FROM mart.service_suivi ORDER BY le").fetchall()
        [(etablissement, service, equipes, utilisateurs)] = base.sql(
            "SELECT etablissement, service, equipes, utilisateurs FROM mart.service_suivi"
            " WHERE le = (SELECT max(le) FROM mart.service_suivi) ORDER BY utilisateurs DESC LIMIT 1"
        ).fetchall()
        [remis] = base.execute(
            "SELECT sum(remis), sum(besoin) FROM mart.mie_entonnoir WHERE etablissement = ? AND service = ?",
            [etablissement, service],
        ).fetchall()
    jours = [le for (le,) in dates]
    assert (equipes, utilisateurs) == remis, "le suivi d’un service dit ce que dit l’entonnoir"
    registre = Registre(home)
    essai = {"moyen": "ecps", "usage": "dpi", "le": jours[-1], "ou": "Urgences", "resultat": "echec"}
    changer(registre, "essai_mie", [essai | {"constat": "QR code expiré"}], "alice", "premiers essais")
    pilote = {
        "etablissement": etablissement,
        "service": service,
        "debut": jours[0],
        "raison": "tous les métiers",
    }
    changer(registre, "pilote", [pilote], "alice", "choisi en comité")
    registre_lu = lues(ouvrir(home, monkeypatch, "mie_registre"))
    assert f"✕ échec le {jours[-1]:%d/%m/%Y} (Urgences)" in registre_lu
    assert "1 échec," in registre_lu
    app = ouvrir(home, monkeypatch, "mie")
    assert not app.exception
    lue = lues(app)
    assert "Ressemble à l’ensemble" in lue
    assert "tous les métiers" in lue
    if len(jours) > 1:
        assert f"{equipes} sur {utilisateurs} (" in lue
    else:
        assert "Rien à comparer" in lue
