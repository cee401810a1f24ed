"""Contrats courts and ARS, étudiants, activités: what a person does on them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.jouet import lien, personne, publier
from tests.outils.arrivees import hopital
from tests.outils.pages import envoyer, journal, ouvrir, textes

from workbench.access import ouvrir as porte


def test_la_reponse_est_dite_et_le_tableau_change_d_axe(home: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(home, monkeypatch, "contrats_courts")
    avant = textes(app)
    assert "le jour de l’arrivée, le numéro est prouvé pour" in avant
    assert "aucune n’est officielle" in avant
    app.selectbox(key="courts_axe").set_value("agence").run()
    assert not app.exception
    assert "Agence d’intérim" not in avant
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


@pytest.mark.parametrize("role", ["dsi", "sponsor"])
def test_un_role_qui_n_exporte_pas_ne_recoit_pas_le_fichier(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: str
):
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


def test_les_arrivees_de_la_demo_sont_toutes_comptees_une_fois(home: Path):
    acces = porte(home, "essai", "essais")
    personnes = acces.nominatif("mart.arrivee_personne")
    assert not personnes["id_unique"].is_duplicated().any()
    assert acces.agregat("mart.arrivee")["nombre"].sum() == personnes.height > 0
    assert (personnes["delai"].is_not_null() == (personnes["statut"] == "confirme")).all()


def test_les_quatre_sujets_sont_dits_avec_leurs_limites(home: Path, monkeypatch: pytest.MonkeyPatch):
    page = textes(ouvrir(home, monkeypatch, "ars_activites"))
    assert "Non comparé : les dates de début et de fin" in page
    assert "? à confirmer" in page
    assert "aucun mode de calcul officiel" in page
    assert "de livraison en livraison" in page, "six deliveries: the trend is drawn"


@pytest.mark.parametrize(
    ("raison", "mart"),
    [
        ("activites_motif", "mart.activite_personne"),
        ("ars_motif", "mart.ars_personne"),
        ("cas_motif", "mart.cas_particulier_personne"),
    ],
)
def test_chaque_liste_demande_sa_raison(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raison: str, mart: str
):
    cas_de_tout(tmp_path)
    app = ouvrir(tmp_path, monkeypatch, "ars_activites")
    assert not app.exception
    place = ["activites_motif", "ars_motif", "cas_motif"].index(raison)
    boutons = [b for b in app.button if b.label == "Afficher les personnes"]
    assert len(boutons) == 3
    boutons[place].click().run()
    assert "pourquoi" in app.warning[0].value
    app.text_input(key=raison).set_value("préparer le comité")
    [b for b in app.button if b.label == "Afficher les personnes"][place].click().run()
    assert not app.exception
    [lue] = [ligne for ligne in journal(tmp_path) if ligne["mart"].startswith("mart.")]
    assert (lue["mart"], lue["motif"], lue["lignes"]) == (mart, "préparer le comité", 1)


def cas_de_tout(racine: Path) -> None:
    """One psychologist waiting for the ARS, one nurse published elsewhere, one PADHUE."""
    publier(
        racine,
        meta_entite=[{"etablissement": "A", "finess_ej": "010000001", "finess_et": ["010000019"],
                      "region_ars": "ARS-75"}],
        identite=[
            personne(1, "ars", profession="Psychologue", etablissement="A"),
            personne(2, profession_code="60", profession="Infirmier"),
            personne(3, "role", role_code="364"),
        ],
        identite_fiche=[{"source": "rh", "cle_source": "M2", "id_unique": "ID00000002"}],
        contrat=[{"source": "rh", "cle_source": "M2", "etablissement": "A",
                  "date_debut": dt.date(2020, 1, 1), "type_contrat": "cdi"}],
        lien_rpps=[lien(1, "absent"), lien(2, "confirme", "2", "p"), lien(3, "absent")],
        rpps_activite=[{"rpps": "2", "finess_site": "930000001", "profession_code": "60",
                        "raison_sociale": "Ailleurs"}],
        meta_demarche=[
            {"id_unique": "ID00000001", "autorite": "ars", "verdict": "demandee", "ouverte": True,
             "date_demande": dt.date(2026, 5, 1)}
        ],
    )  # fmt: skip


def test_une_demande_en_cours_a_son_attente(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    cas_de_tout(tmp_path)
    page = textes(ouvrir(tmp_path, monkeypatch, "ars_activites"))
    attendue = "<tr><td>ARS Nouvelle-Aquitaine</td>" + "".join(
        f'<td class="n">{n}</td>' for n in (1, 0, 0, 1, 31)
    )
    assert attendue in page
    assert "Aucune demande à l’ARS n’est enregistrée" not in page


def test_sans_annuaire_la_page_dit_quoi_faire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    publier(tmp_path, identite=[personne(1)])
    app = ouvrir(tmp_path, monkeypatch, "ars_activites")
    assert not app.exception
    assert "il faut l’extraction publique de l’Annuaire Santé" in textes(app)
    assert "Aucun professionnel présent ne relève de l’ARS" in textes(app)
    vide = ouvrir(tmp_path, monkeypatch, "contrats_courts")
    assert not vide.exception
    assert "déclarez les listes d’agences" in textes(vide)


def test_la_demo_juge_toutes_les_personnes_reliees(home: Path):
    acces = porte(home, "essai", "essais")
    lus = acces.nominatif("mart.activite_personne")
    assert not lus.select("id_unique", "etablissement").is_duplicated().any()
    assert acces.agregat("mart.activite")["nombre"].sum() == lus.height > 0
    points = acces.agregat("mart.historique", indicateur="activites_concordent")
    assert points.height == 6
    assert points["valeur"].is_between(0, 1).all()
    assert acces.agregat("mart.etudiant")["personnes"].sum() > 0
