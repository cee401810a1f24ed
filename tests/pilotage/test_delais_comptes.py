"""Delays of accounts, movers with old rights and accounts created without a number, computed by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.jouet import JOUR, compte, personne, publier

from workbench.access import ouvrir

IL_Y_A = {jours: JOUR - dt.timedelta(days=jours) for jours in (2, 10, 20, 40, 60, 90, 100, 120, 400)}
DEBUT = IL_Y_A[120]


def suivi(login: str, numero: int, **autres):
    return {
        "source": "dpi",
        "login": login,
        "application": "dpi",
        "id_unique": f"ID{numero:08d}",
        "nature": "nominatif",
        "situation": "liee",
        "premiere_vue": DEBUT,
        "derniere_vue": JOUR,
        "present": True,
        **autres,
    }


@pytest.fixture(scope="module")
def acces(tmp_path_factory: pytest.TempPathFactory):
    home = tmp_path_factory.mktemp("publie")
    publier(
        home,
        identite=[
            personne(1, date_arrivee=IL_Y_A[60], service="Bloc"),
            personne(2, date_arrivee=IL_Y_A[60], service="BLOC"),
            personne(3, date_arrivee=IL_Y_A[20], service="Bloc"),
            personne(4, presente=False, date_depart=IL_Y_A[100]),
            personne(5, presente=False, date_depart=IL_Y_A[90]),
            personne(6, presente=False, date_depart=IL_Y_A[40]),
            personne(7, presente=False, date_depart=IL_Y_A[60]),
            personne(8, service="Bloc"),
            personne(9, presente=False, date_depart=IL_Y_A[120] - dt.timedelta(days=5)),
        ],
        compte=[
            compte("a1", 1, date_creation=IL_Y_A[60] + dt.timedelta(days=3)),
            compte("a2", 2, date_creation=IL_Y_A[40], service="Urgences"),
            compte("p6", 6),
            compte("m8", 8, service="URGENCES", date_creation=IL_Y_A[400]),
            compte("r8", 8, service="Bloc", date_creation=IL_Y_A[100]),
        ],
        compte_suivi=[
            suivi("a1", 1, date_creation=IL_Y_A[60] + dt.timedelta(days=3), premiere_vue=IL_Y_A[40],
                  rpps_vu_le=IL_Y_A[40]),
            suivi("a2", 2, date_creation=IL_Y_A[40], premiere_vue=IL_Y_A[20], rpps_vu_le=IL_Y_A[10]),
            suivi("p4", 4, actif_vu_le=IL_Y_A[100], inactif_vu_le=IL_Y_A[90], present=False),
            suivi("p5", 5, actif_vu_le=IL_Y_A[90], inactif_vu_le=IL_Y_A[60]),
            suivi("p6", 6, actif_vu_le=JOUR),
            suivi("p7", 7, inactif_vu_le=IL_Y_A[40], premiere_vue=IL_Y_A[40]),
            suivi("p9", 9, actif_vu_le=IL_Y_A[40], inactif_vu_le=IL_Y_A[20]),
            suivi("m8", 8, date_creation=IL_Y_A[400], actif_vu_le=JOUR),
            suivi("r8", 8, date_creation=IL_Y_A[100], actif_vu_le=JOUR),
        ],
        affectation=[
            {"source": "sirh", "cle_source": "8", "service": "Urgences", "premiere_vue": DEBUT,
             "derniere_vue": IL_Y_A[40]},
            {"source": "sirh", "cle_source": "8", "service": "BLOC", "premiere_vue": IL_Y_A[20],
             "derniere_vue": JOUR},
            {"source": "sirh", "cle_source": "2", "service": "Urgences", "date_debut": IL_Y_A[400],
             "premiere_vue": DEBUT, "derniere_vue": JOUR},
            {"source": "sirh", "cle_source": "2", "service": "Bloc", "premiere_vue": DEBUT,
             "derniere_vue": JOUR},
        ],
        identite_fiche=[
            {"source": "sirh", "cle_source": "8", "id_unique": "ID00000008"},
            {"source": "sirh", "cle_source": "2", "id_unique": "ID00000002"},
        ],
        structure=[{"service_code": "B", "service": "Bloc", "etablissement": "CHA"}],
    )  # fmt: skip
    return ouvrir(home, "essai", "essais")


def parts(acces, evenement: str, axe: str = "ensemble") -> dict[int, dict]:
    return {
        ligne["jours"]: ligne
        for ligne in acces.agregat("mart.compte_delai_part", evenement=evenement, axe=axe).to_dicts()
    }


def test_les_arrivees(acces):
    lues = parts(acces, "arrivee")
    assert (lues[7]["numerateur"], lues[7]["denominateur"]) == (1, 2)
    assert (lues[30]["numerateur"], lues[30]["denominateur"]) == (
        2,
        2,
    ), "l’arrivé d’il y a 20 jours n’est pas jugé : trop récent"
    assert (lues[7]["restent"], lues[7]["mediane"]) == (
        1,
        20,
    ), "3 j, 20 j, encore sans compte : la médiane est 20"
    assert parts(acces, "arrivee", "service")[7]["valeur_axe"] == "Bloc", "majuscules et accents confondus"


def test_les_departs_entre_deux_livraisons(acces):
    lus = parts(acces, "depart")
    # p4 : entre 0 et 10 jours ; p5 : entre 0 et 30 ; p6 : ouvert ; p7 : inconnu ; p9 : parti avant la
    # première livraison
    assert (lus[7]["numerateur"], lus[7]["possibles"], lus[7]["denominateur"]) == (0, 2, 3)
    assert (lus[30]["numerateur"], lus[30]["possibles"], lus[30]["denominateur"]) == (2, 2, 3)
    assert (lus[7]["restent"], lus[7]["inconnus"], lus[7]["mediane"]) == (1, 1, 30)
    tranches = {
        t["tranche"]: t["nombre"] for t in acces.agregat("mart.compte_delai", evenement="depart").to_dicts()
    }
    assert tranches == {"8 à 30 jours": 2, "encore ouvert": 1, "date inconnue": 1}


def test_une_part_sure_ne_depasse_jamais_la_part_possible(acces):
    for ligne in acces.agregat("mart.compte_delai_part").to_dicts():
        assert 0 <= ligne["part"] <= ligne["part_possible"] <= 1
    for evenement in ("arrivee", "depart"):
        lues = parts(acces, evenement)
        assert lues[7]["part"] <= lues[30]["part"], "plus de temps ne fait jamais moins de monde"


def test_les_droits_de_l_ancien_service(acces):
    [ligne] = acces.nominatif("mart.compte_probleme", probleme="ancien_service").to_dicts()
    assert (ligne["login"], ligne["jours"]) == (
        "m8",
        40,
    ), "a2 travaille encore aussi aux urgences ; r8 est au bon service"
    assert "Bloc" in ligne["detail"]


def test_les_comptes_crees_sans_numero(acces):
    lus = acces.nominatif("mart.compte_probleme", probleme="cree_sans_rpps")["login"].to_list()
    assert lus == ["r8"], "a1 né avec, a2 reçu depuis, m8 antérieur à la première livraison"
    [part] = acces.agregat("mart.historique", indicateur="compte_cree_avec_rpps").to_dicts()
    assert (part["numerateur"], part["denominateur"]) == (1, 3)


def test_l_historique_garde_les_delais(acces):
    lus = {ligne["indicateur"]: ligne["valeur"] for ligne in acces.agregat("mart.historique").to_dicts()}
    assert lus["delai_depart_30j"] == pytest.approx(2 / 3)
    assert lus["delai_depart_median"] == 30
    assert lus["delai_arrivee_median"] == 20


def test_sur_la_petite_demo_les_mouvements_se_voient(petite_demo: Path):
    demo = ouvrir(petite_demo, "essai", "essais")
    assert demo.agregat("mart.compte_tableau", probleme="ancien_service")["nombre"].sum() > 0
    historique = demo.agregat("mart.historique", indicateur="delai_depart_30j")
    assert historique.height >= 3
    fermes = demo.nominatif("mart.compte_delai_ligne", evenement="depart", etat="borne")
    assert fermes.height > 0
    assert (fermes["jours_min"] <= fermes["jours_max"]).all()
