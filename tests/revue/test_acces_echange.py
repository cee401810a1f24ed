"""Access reviews from the command line: lists out, answers back, on a toy home."""

from __future__ import annotations

import datetime as dt
import getpass
import hashlib
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.jouet import JOUR, compte, personne, publier
from tests.outils.commandes import commande
from tests.outils.demo import copier

from workbench.access import AccesRefuse, ouvrir
from workbench.decisions import Registre
from workbench.documents import produits
from workbench.exchange.acces import echange as acces_echange
from workbench.exchange.contrat import contrat
from workbench.exchange.revue import echange
from workbench.pilotage.comptes import campagnes
from workbench.socle.erreurs import ErreurWorkbench

FEUILLE = contrat("acces").feuille("acces")


@pytest.fixture(scope="module")
def publie(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("publie")
    publier(
        home,
        identite=[
            personne(1, etablissement="CHA", service="Bloc"),
            personne(2, etablissement="CHA", service="Urgences"),
        ],
        compte=[compte("a", 1), compte("b", 2)],
        structure=[
            {"service_code": "B", "service": "Bloc", "etablissement": "CHA", "responsable": "Mme Roy"}
        ],
    )
    return home


@pytest.fixture
def home(publie: Path, tmp_path: Path) -> Path:
    return copier(publie, tmp_path / "home")


def ouvrir_campagne(home: Path, le: dt.date = JOUR) -> str:
    registre, acces = Registre(home), ouvrir(home, "essai", "essais")
    entree = campagnes.opening(
        acces.nominatif("mart.revue_acces_compte"),
        campagnes.Ouverture("Revue 2026", {}, le + dt.timedelta(days=30)),
        "chef",
        campagnes.campaigns(registre.en_vigueur()),
        le,
        acces.version,
    )
    registre.enregistrer([entree])
    return entree.objet


def test_les_listes_partent_et_reviennent(home: Path, tmp_path: Path):
    code = ouvrir_campagne(home)
    dossier = tmp_path / "listes"
    chemins = acces_echange.export(home, dossier, None)
    assert sorted(chemin.name for chemin in chemins) == [f"{code}_mme_roy.xlsx", f"{code}_urgences_cha.xlsx"]
    histoire = produits.histoire(home)
    assert set(histoire["fichier"]) == {chemin.name for chemin in chemins}
    assert set(histoire["genre"]) == {"acces"}
    prints = {hashlib.sha256(chemin.read_bytes()).hexdigest() for chemin in chemins}
    assert set(histoire["sha256"]) == prints, "ce qui est inscrit est ce qui est écrit"
    assert all(chemin.stat().st_mode & 0o077 == 0 for chemin in chemins)
    with pytest.raises(ErreurWorkbench, match="contient déjà"):
        acces_echange.export(home, dossier, code)
    classeur = load_workbook(dossier / f"{code}_mme_roy.xlsx")
    colonne = [item.code for item in FEUILLE.colonnes].index("decision") + 1
    cellule = classeur[FEUILLE.titre].cell(4, colonne)
    cellule.value = "N’importe quoi"
    classeur.save(dossier / "rendue.xlsx")
    resultat = commande("review", "access-import", dossier / "rendue.xlsx", home=home)
    assert resultat.returncode == 2
    assert "ligne 4, Décision" in resultat.stdout
    cellule.value = "Garder"
    classeur.save(dossier / "rendue.xlsx")
    resultat = commande("review", "access-import", dossier / "rendue.xlsx", "--auteur", "rssi", home=home)
    assert resultat.returncode == 0, resultat.stdout + resultat.stderr
    [campagne] = campagnes.campaigns(Registre(home).en_vigueur())
    assert {cle: entree.auteur for cle, entree in campagne.reponses.items()} == {"dpi:a": "rssi"}


def test_une_liste_ne_sort_que_pour_un_role_qui_exporte(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    ouvrir_campagne(home)
    monkeypatch.setenv("WORKBENCH_ROLE", "dsi")
    with pytest.raises(AccesRefuse, match="ne produit pas"):
        acces_echange.export(home, tmp_path / "listes", None)
    assert not (tmp_path / "listes").exists()
    assert produits.histoire(home).is_empty()


@pytest.mark.parametrize("role", ["sponsor", "lecteur"])
def test_reprendre_demande_le_role_du_vrai_compte(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: str
):
    ouvrir_campagne(home)
    acces_echange.export(home, tmp_path / "listes", None)
    fichier = next((tmp_path / "listes").iterdir())
    moi = getpass.getuser()
    (home / "workbench.toml").write_text(
        'version = 1\n[etablissement]\nnom = "x"\n[acces]\nrole_defaut ='
        f' "equipe"\n[acces.utilisateurs]\n"{moi}" = "{role}"\n',
        "utf-8",
    )
    monkeypatch.delenv("WORKBENCH_ROLE", raising=False)
    for lire in (
        lambda: acces_echange.lire(home, fichier, None, "rssi"),
        lambda: echange.lire(home, fichier, "rssi", False),
    ):
        with pytest.raises(AccesRefuse, match="n’enregistre rien") as refus:
            lire()
        assert moi in refus.value.message


def test_une_reprise_se_lit_au_nom_du_vrai_compte(home: Path, tmp_path: Path):
    ouvrir_campagne(home)
    acces_echange.export(home, tmp_path / "listes", None)
    with pytest.raises(ErreurWorkbench, match="classeur de revue"):
        echange.lire(home, next((tmp_path / "listes").iterdir()), "rssi", False)
    lignes = (home / "data/curated/journal_acces.jsonl").read_text("utf-8").splitlines()
    qui = {json.loads(ligne)["utilisateur"] for ligne in lignes if "retour d" in json.loads(ligne)["motif"]}
    assert qui == {getpass.getuser()}


def test_la_campagne_se_devine_seulement_quand_elle_est_seule(home: Path):
    registre = Registre(home)
    with pytest.raises(ErreurWorkbench, match="aucune"):
        acces_echange.find(registre, None)
    un, deux = ouvrir_campagne(home), ouvrir_campagne(home)
    assert un != deux
    with pytest.raises(ErreurWorkbench, match="préciser"):
        acces_echange.find(registre, None)
    assert acces_echange.find(registre, deux).code == deux
    with pytest.raises(ErreurWorkbench, match="introuvable"):
        acces_echange.find(registre, "RA-x")
    with pytest.raises(ErreurWorkbench, match="n'existe pas"):
        acces_echange.lire(home, home / "rien.xlsx", un, None)
