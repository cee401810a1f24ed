"""Accounts to correct and the rollout of means of identification, on a hand-made hospital."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.jouet import JOUR, compte, lien, personne, publier

from workbench.access import ouvrir

IL_Y_A = {jours: JOUR - dt.timedelta(days=jours) for jours in (10, 40, 100, 200, 400)}


@pytest.fixture(scope="module")
def acces(tmp_path_factory: pytest.TempPathFactory):
    home = tmp_path_factory.mktemp("publie")
    publier(
        home,
        identite=[
            personne(1, utilisateur_dpi=True, etablissement="CHA", service="URGENCES", service_code=None),
            personne(2, utilisateur_dpi=True, etablissement="CHA", service_code="S2"),
            personne(3, presente=False, date_depart=IL_Y_A[40]),
            personne(4, utilisateur_dpi=True),
            personne(5, utilisateur_dpi=True),
            personne(6, utilisateur_dpi=False),
        ],
        compte=[
            compte("a", 1, mode_auth="mot_de_passe", date_derniere_connexion=IL_Y_A[10],
                   date_creation=IL_Y_A[400], rpps_connu="10000000001"),
            compte("b", 2, mode_auth="cps", date_derniere_connexion=IL_Y_A[200], date_creation=IL_Y_A[400]),
            compte("b2", 2, mode_auth="cps", date_creation=IL_Y_A[40]),
            compte("c", 3, mode_auth="sso", date_derniere_connexion=IL_Y_A[100], date_creation=IL_Y_A[400]),
            compte("d", None, date_creation=IL_Y_A[10]),
            compte("e", 4, actif=False, mode_auth="mot_de_passe"),
            compte("g", None, nature="generique", situation="generique"),
            compte("x", None, nature="generique", situation="exclue"),
        ],
        lien_rpps=[lien(1, "confirme", "10000000001", "p"), lien(2, "confirme", "10000000002", "p"),
                   lien(4, "confirme", "10000000004", "p")],
        mie=[
            {"id_unique": "ID00000001", "type_mie": "fido2", "statut": "commande",
             "date_commande": IL_Y_A[40]},
            {"id_unique": "ID00000002", "type_mie": "cps", "statut": "remis",
             "date_fin_validite": JOUR + dt.timedelta(days=60)},
            {"id_unique": "ID00000002", "type_mie": "fido2", "statut": "appaire",
             "date_fin_validite": JOUR + dt.timedelta(days=900)},
            {"id_unique": "ID00000004", "type_mie": "ecps", "statut": "opposition"},
            {"id_unique": "ID00000006", "type_mie": "cps", "statut": "remis"},
        ],
        structure=[
            {"service_code": "S1", "service": "Urgences", "etablissement": "CHA", "vague": "Vague 1",
             "pilote": True, "date_deploiement": IL_Y_A[100]},
            {"service_code": "S2", "service": "Bloc", "etablissement": "CHA", "vague": "Vague 2",
             "pilote": False, "date_deploiement": IL_Y_A[10]},
        ],
    )  # fmt: skip
    return ouvrir(home, "essai", "essais")


ATTENDUS = {
    "partant_ouvert": {"c"},
    "sans_identite": {"d"},
    "dormant": {"b"},
    "jamais_utilise": {"b2"},
    "doublon": {"b", "b2"},
    "partage": {"g"},
    "mot_de_passe": {"a"},
    "rpps_a_reporter": {"b", "b2"},
}


@pytest.mark.parametrize("probleme", ATTENDUS)
def test_chaque_probleme_sur_un_cas_compte_a_la_main(acces, probleme: str):
    lus = acces.nominatif("mart.compte_probleme", probleme=probleme)
    assert set(lus["login"]) == ATTENDUS[probleme]
    assert acces.agregat("mart.compte_tableau", probleme=probleme)["nombre"].sum() == len(ATTENDUS[probleme])


def test_les_jours_depuis_le_depart(acces):
    [ligne] = acces.nominatif("mart.compte_probleme", probleme="partant_ouvert").to_dicts()
    assert ligne["jours"] == 40


def test_chacun_n_est_compte_qu_une_fois_par_son_moyen_le_plus_avance(acces):
    lignes = {ligne["id_unique"]: ligne for ligne in acces.nominatif("mart.mie_personne").to_dicts()}
    assert {ident: (ligne["etape"], ligne["alerte"]) for ident, ligne in lignes.items()} == {
        "ID00000001": (1, "bloque"),
        "ID00000002": (6, "expire_bientot"),
        "ID00000004": (0, "perdu"),
        "ID00000005": (0, "a_commander"),
    }
    assert (lignes["ID00000001"]["service"], lignes["ID00000001"]["vague"]) == (
        "Urgences",
        "Vague 1",
    ), "par le libellé, sans casse ni accent"
    assert lignes["ID00000002"]["vague"] == "Vague 2", "par le code du service"
    assert lignes["ID00000002"]["type_mie"] == "cps", (
        "le moyen qui sert passe avant le moyen seulement appairé"
    )


def test_l_entonnoir_ne_remonte_jamais(acces):
    for ligne in acces.agregat("mart.mie_entonnoir").to_dicts():
        etapes = [
            ligne[nom] for nom in ("besoin", "commande", "recu", "remis", "active", "appaire", "utilise")
        ]
        assert etapes == sorted(etapes, reverse=True)
    assert acces.agregat("mart.mie_entonnoir")["besoin"].sum() == 4


def test_le_registre_montre_tous_les_types_meme_sans_moyen(acces):
    types = {ligne["type_mie"]: ligne["moyens"] for ligne in acces.agregat("mart.mie_type").to_dicts()}
    assert types["cps"] == 2
    assert types["cpe"] == 0


def test_l_historique_garde_chaque_probleme_meme_a_zero(acces):
    indicateurs = set(acces.agregat("mart.historique")["indicateur"])
    assert {f"compte_{probleme}" for probleme in ATTENDUS} <= indicateurs
    assert {"mie_remis_dpi", "mie_appaires_dpi"} <= indicateurs
