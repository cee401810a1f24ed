"""Bounds, rules read in a text, composition held constant, the age of data: counted by hand."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from tests.jouet import JOUR, compte, lien, personne, publier

from workbench.access import ouvrir
from workbench.looks.formats import age
from workbench.pilotage.arrivees import a_composition_constante
from workbench.pilotage.objectifs.critere import rule
from workbench.pilotage.objectifs.jalons import objectives
from workbench.socle.regles import RegleIllisible
from workbench.ui.qualite import vieillir

HIER, LOIN = JOUR - dt.timedelta(days=1), JOUR - dt.timedelta(days=40)


def suivi(login: str, n: int, **reste) -> dict:
    commun = {
        "source": "dpi",
        "application": "dpi",
        "nature": "nominatif",
        "situation": "liee",
        "present": True,
    }
    return (
        commun
        | {"login": login, "id_unique": f"ID{n:08}", "premiere_vue": LOIN - dt.timedelta(days=300)}
        | reste
    )


@pytest.fixture(scope="module")
def acces(tmp_path_factory: pytest.TempPathFactory):
    """Gone yesterday and open; gone forty days ago: one open, one closed between two deliveries; one
    student.
    """
    home = tmp_path_factory.mktemp("publie")
    partis = [personne(n, presente=False, date_depart=le) for n, le in ((2, HIER), (3, LOIN), (4, LOIN))]
    encadre = {"actif_vu_le": LOIN, "inactif_vu_le": LOIN + dt.timedelta(days=20)}
    publier(
        home,
        identite=[personne(1), *partis, personne(5, "etudiant")],
        compte=[compte("a", 1), compte("b", 2), compte("c", 3), compte("d", 4, actif=False), compte("e", 5)],
        compte_suivi=[suivi("a", 1), suivi("b", 2), suivi("c", 3), suivi("d", 4, **encadre), suivi("e", 5)],
        lien_rpps=[lien(1, "absent"), lien(5, "non_requis")],
    )
    return ouvrir(home, "essai", "essai")


def test_un_compte_encore_dans_le_delai_est_dit_a_part(acces):
    assert acces.nominatif("mart.compte_probleme", probleme="partant_ouvert")["login"].to_list() == ["c"]
    lus = dict(acces.agregat("mart.historique").select("indicateur", "valeur").iter_rows())
    assert (lus["compte_partant_ouvert"], lus["comptes_partis_delai"], lus["partants_comptes_ouverts"]) == (
        1,
        1,
        2,
    )


def test_un_depart_encadre_ne_compte_que_dans_la_borne_haute(acces):
    [ligne] = acces.agregat("mart.vertu", mesure="depart_ferme", axe="ensemble").to_dicts()
    assert (ligne["numerateur"], ligne["possibles"], ligne["denominateur"], ligne["reparables"]) == (
        0,
        1,
        2,
        1,
    )


def test_un_numero_non_requis_est_du_total_hors_du_taux(acces):
    jalons = {ligne["annee"]: ligne for ligne in acces.agregat("mart.jalon").to_dicts()}
    lignes = {annee: (j["total"], j["denominateur"], j["jamais"]) for annee, j in jalons.items()}
    assert lignes == {2027: (3, 3, 0), 2028: (4, 3, 1)}


def test_le_reste_est_ce_qui_se_repare_et_la_borne_se_dit():
    def point(valeur: float, num: int | None = None, den: int | None = None):
        return [(JOUR, num, den, valeur)]

    series = {
        "vertu_depart_ferme": point(0.05, 5, 100),
        "possible_depart_ferme": point(0.5, 50, 100),
        "compte_partant_ouvert": point(22),
    }
    trouves = [c for o in objectives(series, [], JOUR) for c in o.criteres if c.code == "departs_suivis"]
    assert [c.restant for c in trouves] == [22]
    assert "au plus 50,0" in trouves[0].explication


def test_une_regle_lue_dans_un_texte_se_dit_et_une_date_fausse_se_refuse():
    regle = {
        "code": "x",
        "texte": "arrêté du 27 janvier 2026, annexe 2",
        "controle_le": dt.date(2027, 12, 31),
    }
    assert rule(regle) == "Texte : arrêté du 27 janvier 2026, annexe 2. Contrôle le 31 décembre 2027."
    assert not rule({"code": "x"})
    with pytest.raises(RegleIllisible):
        rule({"code": "x", "controle_le": "fin 2027"})


def test_la_composition_tenue_constante_retire_l_effet_de_qui_arrive():
    avant, apres = (
        {"cdd": (5, 10), "interim": (1, 10)},
        {"cdd": (5, 10), "interim": (1, 10), "interne": (20, 20)},
    )
    assert a_composition_constante(avant, apres) == (0.3, 0.3), "seuls les internes ont fait monter la part"
    assert a_composition_constante({}, apres) is None


def test_l_age_est_celui_du_jour_d_ouverture():
    sources = pl.DataFrame(
        {
            "livraison": [JOUR, JOUR, None],
            "age_jours": [0, 0, None],
            "frequence_jours": [7, 60, 7],
            "etat": ["a_jour", "a_jour", "absente"],
        },
        schema_overrides={"livraison": pl.Date},
    )
    vieux = vieillir(sources, JOUR + dt.timedelta(days=24))
    assert vieux["age_jours"].to_list() == [24, 24, None]
    assert vieux["etat"].to_list() == ["en_retard", "a_jour", "absente"]
    assert [age(0), age(1), age(24)] == ["aujourd’hui", "hier", "il y a 24\u00a0jours"]
