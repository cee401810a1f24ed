"""Access reviews from the command line: lists out, answers back, on a toy home."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.conftest import commande
from tests.jouet import JOUR, compte, personne, publier

from workbench.access import ouvrir
from workbench.decisions import Registre
from workbench.erreurs import ErreurWorkbench
from workbench.indicators import campagnes
from workbench.revue import acces_classeur, acces_echange


@pytest.fixture
def home(tmp_path: Path) -> Path:
    publier(
        tmp_path,
        identite=[
            personne(1, etablissement="CHA", service="Bloc"),
            personne(2, etablissement="CHA", service="Urgences"),
        ],
        compte=[compte("a", 1), compte("b", 2)],
        structure=[{"service_code": "B", "service": "Bloc", "etablissement": "CHA", "responsable": "Mme Roy"}],
    )
    return tmp_path


def ouvrir_campagne(home: Path, le: dt.date = JOUR) -> str:
    registre, acces = Registre(home), ouvrir(home, "essai", "essais")
    entree = campagnes.opening(
        acces.nominatif("mart.revue_acces_compte"),
        {},
        "Revue 2026",
        le + dt.timedelta(days=30),
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
    assert all(chemin.stat().st_mode & 0o077 == 0 for chemin in chemins)
    with pytest.raises(ErreurWorkbench, match="contient déjà"):
        acces_echange.export(home, dossier, code)
    classeur = load_workbook(dossier / f"{code}_mme_roy.xlsx")
    colonne = list(acces_classeur.COLONNES).index("Décision") + 1
    cellule = classeur[acces_classeur.FEUILLE].cell(4, colonne)
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
