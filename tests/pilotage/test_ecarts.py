"""Levels against targets: measured by bounds, declared by people, one establishment or the whole group."""

from __future__ import annotations

import datetime as dt

import pytest

from workbench.access import ouvrir
from workbench.decisions import Decision
from workbench.pilotage.objectifs.ecarts import by_family, definitions, gaps, subject

LE = dt.date(2026, 11, 1)


def niveau(code: str, valeur: int, entite: str = "ensemble") -> Decision:
    details = {"reference": "CR-1", "date_preuve": "2026-10-01"}
    return Decision(
        "niveau_declare",
        "alice",
        "entretien",
        verdict=str(valeur),
        objet=subject(code, entite),
        valeur=details,
    )


def trouver(code: str, series=None, decisions=(), entite: str = "ensemble"):
    return next(item for item in gaps(series or {}, decisions, entite) if item.code == code)


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [(0.0, 0), (0.49, 0), (0.5, 1), (0.8, 2), (0.95, 3), (0.989, 3), (0.99, 4), (1.0, 4)],
)
def test_le_niveau_mesure_suit_les_bornes(valeur: float, attendu: int):
    trouve = trouver("rie27_rh", {"vertu_compte_avec_rh": [(LE, 1, 2, valeur)]})
    assert (trouve.niveau, trouve.ecart) == (attendu, 4 - attendu)


def test_ce_que_rien_ne_mesure_est_dit_inconnu():
    assert trouver("rie27_rh").niveau is None
    assert trouver("iam_sso").niveau is None
    assert trouver("iam_sso").ecart == 3


def test_un_etablissement_peut_differer_du_groupe():
    decisions = [niveau("iam_sso", 1), niveau("iam_sso", 3, "CHA")]
    assert trouver("iam_sso", decisions=decisions).niveau == 1
    assert trouver("iam_sso", decisions=decisions, entite="CHA").niveau == 3
    assert trouver("iam_sso", decisions=decisions, entite="CHB").niveau == 1


def test_depasser_la_cible_n_est_pas_un_ecart_negatif():
    assert trouver("iam_federation", decisions=[niveau("iam_federation", 4)]).ecart == 0


def test_les_familles_font_la_moyenne_et_comptent_les_inconnus():
    familles = {
        nom: (moyenne, inconnus) for nom, moyenne, _, inconnus in by_family(gaps({}, [niveau("iam_sso", 3)]))
    }
    nombre = sum(item["famille"] == "Briques GIA / IAM" for item in definitions()["exigences"])
    assert familles["Briques GIA / IAM"] == (3 / nombre, nombre - 1)


def test_les_indicateurs_existent_et_les_bornes_montent(petite_demo):
    connus = set(ouvrir(petite_demo, "essai", "essais").agregat("mart.historique")["indicateur"])
    for item in definitions()["exigences"]:
        assert 0 <= item["cible"] <= 4
        if item["nature"] == "mesure":
            assert item["indicateur"] in connus
            assert item["bornes"] == sorted(item["bornes"])
            assert len(item["bornes"]) == 4
