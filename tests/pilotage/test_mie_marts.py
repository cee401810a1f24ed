"""Marts of the rollout and of sign-in modes, on a hospital of eight people counted by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from tests.jouet import JOUR, compte, lien, personne, publier

from workbench.access import Acces, ouvrir
from workbench.rpps.mie import card_holders


def avant(jours: int) -> dt.date:
    return JOUR - dt.timedelta(days=jours)


def apres(jours: int) -> dt.date:
    return JOUR + dt.timedelta(days=jours)


def moyen(numero: int, type_mie: str, statut: str, **autres: object) -> dict[str, object]:
    return {"id_unique": f"ID{numero:08d}", "type_mie": type_mie, "statut": statut, **autres}


STRUCTURE = [
    {"service_code": "S1", "service": "Urgences", "etablissement": "CHA",
     "vague": "Vague 1 (pilote)", "pilote": True, "date_deploiement": avant(30)},
    {"service_code": "S2", "service": "Bloc", "etablissement": "CHA", "vague": "Vague 2",
     "pilote": False, "date_deploiement": apres(30)},
]  # fmt: skip


PORTEURS = [
    {"rpps": "11", "numero_carte": "C1", "type_carte": "CPS", "date_fin_validite": apres(20)},
    {"rpps": "13", "numero_carte": "C3", "type_carte": "CPS", "date_fin_validite": apres(900)},
    {"rpps": "16", "numero_carte": "C6", "type_carte": "CPS", "date_fin_validite": avant(5)},
]  # fmt: skip


@pytest.fixture(scope="module")
def acces(tmp_path_factory: pytest.TempPathFactory) -> Acces:
    home = tmp_path_factory.mktemp("publie")
    dpi = {"utilisateur_dpi": True, "etablissement": "CHA", "type_contrat": "titulaire"}
    publier(
        home,
        identite=[
            personne(1, profession_code="60", service="Urgences", **dpi),
            personne(2, profession_code="60", service="Urgences", **dpi),
            personne(3, profession_code="10", service="Bloc", **dpi),
            personne(4, "role", profession_code="313", service="Bloc", **dpi),
            personne(5, "role", profession_code="331", service="Bloc", **dpi),
            personne(6, profession_code="10", service="Bloc", **dpi),
            personne(7, profession_code="10", presente=False),
        ],
        compte=[
            compte("a", 1, mode_auth="cps"),
            compte("b", 2, mode_auth="mot_de_passe", service="URGENCES"),
            compte("c", 3, mode_auth="ecps"),
            compte("d", 4, mode_auth="carte_etablissement"),
            compte("e", 5, mode_auth="sso"),
            compte("f", 6, mode_auth="mot_de_passe"),
            compte("a2", 1, application="gam", source="gam", mode_auth="mot_de_passe"),
            compte("b2", 2, application="gam", source="gam", mode_auth="mot_de_passe"),
            compte("c2", 3, application="ad_cha", source="ad_cha"),
            compte("x", 3, actif=False, mode_auth="mot_de_passe"),
            compte("p", 7, mode_auth="fido2"),
        ],
        lien_rpps=[
            lien(1, "confirme", "11", "p"),
            lien(2, "confirme", "12", "p"),
            lien(3, "a_confirmer", "13"),
            lien(5, "non_requis"),
            lien(6, "confirme", "16", "p"),
            lien(7, "confirme", "17", "p"),
        ],
        mie=[
            moyen(1, "cps", "remis", numero_serie="C1", date_fin_validite=apres(20)),
            moyen(2, "fido2", "recu", date_reception=avant(40), date_fin_validite=apres(900)),
            moyen(4, "carte_etablissement", "active", date_activation=avant(10),
                  date_fin_validite=apres(900)),
            moyen(5, "fido2", "appaire", date_activation=avant(100)),
            moyen(6, "cps", "expire", numero_serie="C6", date_fin_validite=avant(5)),
            moyen(7, "cps", "remis"),
        ],
        porteur_cps=PORTEURS,
        structure=STRUCTURE,
        meta_source=[{"source": "porteurs", "nature": "porteurs_cps"}],
    )  # fmt: skip
    return ouvrir(home, "essai", "essais")


def test_l_usage_prouve_l_appairage_et_rien_d_autre(acces: Acces):
    gens = {ligne["id_unique"][-1]: ligne for ligne in acces.nominatif("mart.mie_personne").to_dicts()}
    assert {cle: (ligne["etape"], ligne["alerte"], ligne["appaire_rpps"]) for cle, ligne in gens.items()} == {
        "1": (6, "expire_bientot", True),
        "2": (2, "bloque", False),
        "3": (0, "hors_parc", False),
        "4": (6, "suivi", False),
        "5": (5, "suivi", True),
        "6": (0, "expire", False),
    }
    assert gens["1"]["profil"] == "ordre|60|titulaire|Urgences"
    assert gens["6"]["jours_etape"] == 5


def test_l_entonnoir_compte_comme_la_main(acces: Acces):
    sommes = acces.agregat("mart.mie_entonnoir").select(
        pl.col("besoin", "commande", "recu", "remis", "active", "appaire", "appaire_rpps", "utilise").sum()
    )
    assert sommes.row(0) == (6, 4, 4, 3, 3, 3, 2, 2)
    assert acces.nominatif("mart.mie_personne", profil=["role|313|titulaire|Bloc"])[
        "id_unique"
    ].to_list() == ["ID00000004"]


def test_les_attentes_a_chaque_etape(acces: Acces):
    lignes = {
        (ligne["etape"], ligne["tranche"]): ligne for ligne in acces.agregat("mart.mie_delai").to_dicts()
    }
    assert {cle: ligne["nombre"] for cle, ligne in lignes.items()} == {(2, "31_60"): 1, (5, "plus_90"): 1}
    assert (lignes[2, "31_60"]["jours_median"], lignes[2, "31_60"]["jours_p90"]) == (40, 40)


def test_les_fins_de_validite_des_presents(acces: Acces):
    lignes = acces.agregat("mart.mie_validite")
    assert {(ligne["type_mie"], ligne["tranche"]): ligne["nombre"] for ligne in lignes.to_dicts()} == {
        ("cps", "30"): 1,
        ("cps", "expire"): 1,
        ("carte_etablissement", "au_dela"): 1,
        ("fido2", "sans_date"): 1,
    }


def test_le_fichier_des_porteurs_croise_les_liens(acces: Acces):
    lignes = acces.nominatif("mart.mie_porteur_personne").to_dicts()
    assert {ligne["id_unique"][-1]: ligne["croisement"] for ligne in lignes} == {
        "1": "carte_connue",
        "2": "lien_sans_carte",
        "3": "porteur_sans_lien",
        "6": "carte_expiree",
    }
    assert acces.agregat("mart.mie_porteur")["nombre"].sum() == 4


def test_sans_fichier_de_porteurs_rien_n_est_dit(tmp_path: Path):
    publier(tmp_path, identite=[personne(1)], lien_rpps=[lien(1, "confirme", "11", "p")])
    assert ouvrir(tmp_path, "essai", "essais").agregat("mart.mie_porteur").is_empty()


def test_une_carte_n_est_rattachee_que_par_un_numero_prouve():
    fichier = pl.DataFrame(
        [{"rpps": numero, "numero_carte": f"C{numero}", "type_carte": "CPS"} for numero in ("11", "13", "99")]
    ).with_columns(
        nom=pl.lit("N"), prenom=pl.lit("P"), profession_code=pl.lit("60"),
        date_fin_validite=pl.lit(None, pl.Date), date_opposition=pl.lit(None, pl.Date),
    )  # fmt: skip
    cartes = card_holders(fichier, {"11": "ID1"}, ["13", None, "11"])
    assert dict(cartes.select("rpps", "id_unique").iter_rows()) == {"11": "ID1", "13": None}
    assert card_holders(fichier, {}).is_empty()
    assert card_holders(None, {"11": "ID1"}, ["13"]).is_empty()


def test_les_modes_par_systeme_et_les_deux_methodes(acces: Acces):
    modes = {
        (m["application"], m["service"], m["mode_auth"]): m["nombre"]
        for m in acces.agregat("mart.mode_auth").to_dicts()
    }
    assert modes["dpi", "Urgences", "mot_de_passe"] == 1, "le libellé du fichier de structure"
    assert modes["gam", "Urgences", "mot_de_passe"] == 2, "sans service au compte, celui de la personne"
    assert modes["ad_cha", "Bloc", "inconnu"] == 1
    assert sum(modes.values()) == 10, "le compte fermé n’est pas compté"
    [deux] = acces.nominatif("mart.connexion_personne", methodes=2).to_dicts()
    assert (deux["id_unique"], deux["modes"], deux["applications"]) == ("ID00000001", "cps + mot_de_passe", 2)
    methodes = acces.agregat("mart.connexion_methode")
    assert (methodes["personnes"].sum(), methodes.filter(pl.col("methodes") > 1)["personnes"].sum()) == (6, 1)


def test_l_historique_garde_les_etapes_les_vagues_et_les_modes(acces: Acces):
    lus = {
        ligne["indicateur"]: (ligne["numerateur"], ligne["denominateur"])
        for ligne in acces.agregat("mart.historique").to_dicts()
    }
    assert lus["mie_utilises_dpi"] == (2, 6)
    assert lus["mie_appaires_rpps_dpi"] == (2, 6)
    assert lus["mie_vague_vague_1_pilote_"] == (1, 2)
    assert lus["mie_alerte_hors_parc"] == (1, None)
    assert lus["mie_alerte_perdu"] == (0, None)
    assert lus["connexion_mot_de_passe_dpi"] == (2, 7)
    assert lus["connexion_mot_de_passe_gam"] == (2, 2)
    assert lus["connexion_plusieurs_methodes"] == (1, 6)
    assert "connexion_mot_de_passe_ad_cha" not in lus, "un système qui ne dit rien n’est pas mesuré"


def test_un_moyen_sans_etat_prend_sa_derniere_date_et_un_moyen_perime_n_equipe_plus():
    from workbench.rpps.mie import means

    vide = pl.DataFrame(schema={"source": pl.String, "cle_source": pl.String, "cle_brute": pl.String})
    fiche = vide.with_columns(nature=pl.lit("sirh"), matricule=pl.lit("1"), login=pl.lit("l"))
    parc = pl.DataFrame(
        [
            {"numero_serie": "1", "date_commande": avant(9)},
            {"numero_serie": "2", "date_remise": avant(9)},
            {"numero_serie": "3", "statut": "appaire", "date_fin_validite": avant(1)},
            {"numero_serie": "4", "statut": "appaire", "date_fin_validite": JOUR},
            {"numero_serie": "5", "statut": "active", "date_opposition": avant(1)},
            {"numero_serie": "6", "statut": "restitue", "date_fin_validite": avant(1)},
            {"numero_serie": "7", "statut": "commande", "date_fin_validite": avant(1)},
        ],
        infer_schema_length=None,
    ).with_columns(
        pl.lit("fido2").alias("type_mie"),
        pl.lit(None, pl.String).alias("matricule"),
        pl.lit(None, pl.String).alias("login"),
        pl.lit(None, pl.String).alias("rpps"),
    )
    lus = means(parc, None, fiche, vide.with_columns(id_unique=pl.lit("ID1")), {}, JOUR)
    etats = dict(lus.select("numero_serie", "statut").iter_rows())
    assert etats == dict(
        zip(
            "1234567",
            ("commande", "remis", "expire", "appaire", "opposition", "restitue", "commande"),
            strict=True,
        )
    )
