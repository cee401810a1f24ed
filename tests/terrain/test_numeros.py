"""Field cases about numbers: 07, 09, 10, and what goes with them."""

from __future__ import annotations

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
            "select cle_source, rpps, motif from curated.lien_rpps join curated.identite_fiche using (id_unique)"
            " where source = 'sirh_chr' and cle_source in ('96001', '96002')"
        )
    }
    assert liens["96001"][0] is None and liens["96002"][0] is None
    assert "ADELI" in liens["96002"][1] and "chercher le RPPS" in liens["96002"][1]
    assert joue.valeur("select count(*) from curated.rpps_candidat where rpps like '%299301234'") == 0
    assert joue.valeur("select count(*) from curated.rpps_personne where length(rpps) <> 11") == 0
    assert joue.lignes("select count(*) from meta.rejet where code = 'ADELI_ETEINT'") == [(1,)]
