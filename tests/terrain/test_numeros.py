"""Field cases about numbers: 07, 09, 10, and what goes with them."""

from __future__ import annotations

import re

import pytest
from tests.terrain.conftest import Joue, Terrain


def test_identification_nationale_choisie_pour_rpps(terrain: Terrain, reference: Joue) -> None:
    joue = terrain("07-restreint-identification-nationale")
    assert joue.code == 0, joue.sortie
    liens = "select id_unique, rpps, statut, preuve from curated.lien_rpps order by all"
    assert joue.lignes(liens) == reference.lignes(liens)


def test_matricule_deforme(terrain: Terrain) -> None:
    joue = terrain("09-matricule-deforme")
    assert joue.code == 0, joue.sortie
    comptes = dict(
        joue.lignes(
            "select login, situation from curated.compte where source = 'ad_chr'"
            " and login in ('rptzero', 'sapostro', 'tespaceux', 'uinvisible')"
        )
    )
    assert comptes == dict.fromkeys(("rptzero", "sapostro", "tespaceux", "uinvisible"), "liee")


def test_adeli_jamais_propose(terrain: Terrain) -> None:
    joue = terrain("10-adeli-pour-rpps")
    assert joue.code == 0, joue.sortie
    liens = {
        matricule: (rpps, motif)
        for matricule, rpps, motif in joue.lignes(
            "select cle_source, rpps, motif from curated.lien_rpps join curated.identite_fiche using"
            " (id_unique) where source = 'sirh_chr' and cle_source in ('96001', '96002')"
        )
    }
    assert liens["96001"][0] is None and liens["96002"][0] is None
    assert "ADELI" in liens["96002"][1] and "chercher le RPPS" in liens["96002"][1]
    assert joue.valeur("select count(*) from curated.rpps_candidat where rpps like '%299301234'") == 0
    assert joue.valeur("select count(*) from curated.rpps_personne where length(rpps) <> 11") == 0
    assert joue.lignes("select count(*) from meta.rejet where code = 'ADELI_ETEINT'") == [(1,)]


def test_numeros_du_dpi_avec_le_huit(copie: Joue, reference: Joue) -> None:
    def prefixer(texte: str) -> str:
        return re.sub(r"(?<![0-9])(19[0-9]{9})(?![0-9])", r"8\1", texte)

    copie.remplacer("DPI_UTILISATEURS_20261101.csv", prefixer).lancer()
    assert copie.code == 0, copie.sortie
    for table in ("curated.lien_rpps", "curated.compte", "curated.identite_fiche"):
        assert copie.lignes(f"from {table} order by all") == reference.lignes(f"from {table} order by all")


@pytest.mark.parametrize(
    ("fichier", "avant", "apres", "dit"),
    [
        ("DPI_UTILISATEURS_20261101.csv", r"(19[0-9]{9})(?![0-9])", r"\g<1>999", "onze chiffres"),
        ("DPI_UTILISATEURS_20261101.csv", r"(?m)^(?!CODE_USER)[^;,\r\n]+", "DPI", "Une seule valeur"),
        ("SIRH_RIVEMONT_20261101.csv", r"99000002[0-9]", "Rivemont", "FINESS"),
        ("SIRH_RIVEMONT_20261101.csv", r"(?m)^[0-9]{7};", "1,00E+10;", "arrondi"),
    ],
)
def test_colonne_sans_la_forme_voulue(copie: Joue, fichier: str, avant: str, apres: str, dit: str) -> None:
    copie.remplacer(fichier, lambda texte: re.sub(avant, apres, texte)).lancer()
    assert copie.code != 0
    assert dit in " ".join(copie.sortie.replace("│", " ").split()), copie.sortie
