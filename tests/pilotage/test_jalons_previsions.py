"""Forecasts and objectives: hand-made cases, and the promises that hold whatever the figures."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.decisions import Decision
from workbench.pilotage.jalons import definitions, first_actions, objectives, valid_until
from workbench.pilotage.prevision import backtest, forecast

LE = dt.date(2026, 11, 1)
ECHEANCE = dt.date(2027, 12, 31)


def mois(*valeurs: float) -> list[tuple[dt.date, float]]:
    debut = 11 - len(valeurs) + 1
    return [(dt.date(2026, debut + rang, 1), valeur) for rang, valeur in enumerate(valeurs)]


def serie(*valeurs: float, effectif: int = 1000):
    return [(le, round(valeur * effectif), effectif, valeur) for le, valeur in mois(*valeurs)]


def preuve(code: str, niveau: str, le: str = "2026-09-01") -> Decision:
    return Decision(
        "preuve_declaree",
        "alice",
        "vue en comité",
        verdict=niveau,
        objet=code,
        valeur={"reference": "PRO-1", "date_preuve": le},
    )


def test_sous_quatre_points_rien_n_est_prevu():
    assert forecast(mois(0.5, 0.6, 0.7), ECHEANCE, 1.0) is None
    assert forecast([(LE, 0.5)] * 6, ECHEANCE, 1.0) is None


def test_une_droite_est_prolongee_et_un_point_faux_ne_la_casse_pas():
    droite = forecast(mois(0.50, 0.52, 0.54, 0.56, 0.58, 0.60), ECHEANCE, 1.0)
    assert droite is not None
    assert droite.valeur == pytest.approx(0.60 + 0.02 * (ECHEANCE - LE).days / 30.5, abs=0.02)
    assert droite.probabilite == 0.0
    faux = forecast(mois(0.50, 0.52, 0.10, 0.56, 0.58, 0.60), ECHEANCE, 1.0)
    assert faux is not None
    assert faux.valeur == pytest.approx(droite.valeur, abs=0.05)
    assert faux.basse <= faux.valeur <= faux.haute


def test_une_mesure_qui_recule_n_atteint_jamais_la_cible():
    recul = forecast(mois(0.9, 0.88, 0.86, 0.84), ECHEANCE, 0.95)
    assert recul is not None
    assert (recul.atteinte_le, recul.probabilite) == (None, 0.0)


def test_le_retour_sur_les_previsions_compare_a_ce_qui_est_venu():
    [premier, second] = backtest(mois(0.50, 0.52, 0.54, 0.56, 0.58, 0.60))
    assert premier.constatee == second.constatee == 0.60
    assert premier.prevue == pytest.approx(0.60, abs=0.01)
    assert premier.faite_le < second.faite_le < premier.pour_le


def objectif(code: str, series, decisions=(), le: dt.date = LE):
    return next(item for item in objectives(series, decisions, le) if item.code == code)


def test_un_objectif_mesure_se_lit_dans_l_historique():
    trouve = objectif("1.1-2027", {"1.1-2027": serie(0.5, 0.6, 0.7, 0.8)})
    critere, flux = trouve.criteres
    assert (flux.poids, flux.etat) == (0, "non_mesurable"), "suivi, hors du score et de l'état"
    assert (trouve.score, critere.restant, trouve.etat) == (0.8, 200, "en_bonne_voie")
    assert objectif("1.1-2027", {"1.1-2027": serie(0.5, 0.501, 0.502, 0.503)}).etat == "a_risque"
    assert objectif("1.1-2027", {"1.1-2027": serie(0.9, 1.0)}).etat == "atteint"
    assert objectif("1.1-2027", {"1.1-2027": serie(0.9, 0.95)}).etat == "sans_recul"
    assert objectif("1.1-2027", {}).etat == "non_mesurable"
    assert objectif("1.1-2027", {"1.1-2027": serie(0.9, 0.95)}, le=dt.date(2028, 1, 1)).etat == "en_retard"


def test_une_preuve_declaree_vaut_selon_son_niveau_et_son_age():
    codes = [item["code"] for item in definitions()["criteres"] if item["objectif"] == "1.2-2028"]
    codes.remove("activites_rpps")  # measured, not declared
    activites = {"activites_a_jour": serie(0.96, 0.96)}
    rien = objectif("1.2-2028", {})
    assert (rien.score, rien.etat) == (0.0, "a_risque"), "rien de déclaré n'est pas en bonne voie"
    assert objectif("mfa", {}).etat == "non_mesurable", "texte officiel inconnu"
    mouvements = [procedure(code, "automatique") for code in ("arrivee", "depart", "mouvement")]
    complet = objectif("1.2-2028", activites, [*mouvements, *(preuve(code, "automatique") for code in codes)])
    assert (complet.score, complet.etat) == (1.0, "atteint")
    moitie = objectif("1.2-2028", {}, [preuve("revue_automatique", "operationnelle")])
    assert next(c for c in moitie.criteres if c.code == "revue_automatique").score == 0.5
    perimee = objectif("1.2-2028", {}, [preuve("revue_automatique", "automatique", "2025-10-01")])
    assert next(c for c in perimee.criteres if c.code == "revue_automatique").score == 0.0
    assert objectif("1.2-2028", activites).criteres[2].etat == "atteint"
    proche = objectif("1.2-2028", {}, le=dt.date(2028, 9, 1))
    assert proche.etat == "a_risque"


def test_la_validite_compte_les_mois():
    assert valid_until(preuve("x", "decrite", "2026-11-30"), 12) == dt.date(2027, 11, 28)
    assert valid_until(preuve("x", "decrite", "2026-12-15"), 1) == dt.date(2027, 1, 15)


def test_les_actions_sont_celles_qui_rapportent_le_plus():
    actions = first_actions(objectives({"1.1-2027": serie(0.2, 0.3, 0.4, 0.5)}, [], LE))
    gains = [gain for _, _, gain in actions]
    assert gains == sorted(gains, reverse=True)
    assert len(actions) == 3
    assert actions[0][1].code == "rpps_connu_2027"


def test_chaque_objectif_porte_le_texte_officiel_et_chaque_critere_existe_dans_l_historique(petite_demo):
    from workbench.access import ouvrir

    connus = set(ouvrir(petite_demo, "essai", "essais").agregat("mart.historique")["indicateur"])
    mesures = [item for item in definitions()["criteres"] if item["nature"] == "mesure"]
    assert {item["indicateur"] for item in mesures} <= connus
    connus_mot_pour_mot = [item for item in definitions()["objectifs"] if not item.get("texte_a_confirmer")]
    assert [item["code"] for item in connus_mot_pour_mot] == ["1.1-2027", "1.1-2028", "1.2-2027", "1.2-2028"]
    assert all(len(item["libelle_officiel"]) > 80 for item in connus_mot_pour_mot)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 500), st.data())
def test_un_lien_confirme_de_plus_ne_baisse_jamais_un_score(effectif: int, data):
    comptes = [data.draw(st.integers(0, effectif)) for _ in range(5)]
    suivant = min(effectif, comptes[-1] + 1)
    avant, apres = ([*comptes[:-1], dernier] for dernier in (comptes[-1], suivant))
    scores = [
        objectif(
            "1.1-2027",
            {
                "1.1-2027": [
                    (le, n, effectif, n / effectif)
                    for (le, _), n in zip(mois(*[0.0] * 5), nombres, strict=True)
                ]
            },
        )
        for nombres in (avant, apres)
    ]
    assert scores[1].score >= scores[0].score
    assert scores[1].criteres[0].restant <= scores[0].criteres[0].restant


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=4, max_size=12), st.floats(0.1, 1))
def test_une_prevision_reste_entre_zero_et_un_et_dans_son_intervalle(valeurs, cible):
    points = [(LE + dt.timedelta(days=30 * rang), valeur) for rang, valeur in enumerate(valeurs)]
    prevue = forecast(points, dt.date(2028, 12, 31), cible)
    assert prevue is not None
    assert 0 <= prevue.basse <= prevue.haute <= 1
    assert 0 <= prevue.valeur <= 1
    assert 0 <= prevue.probabilite <= 1


def procedure(code: str, niveau: str, le: str = "2026-09-01") -> Decision:
    valeur = {"reference": f"PRO-{code}", "date_preuve": le, "responsable": "DSI", "dernier_essai": le}
    return Decision("procedure", "alice", "vue en comité", verdict=niveau, objet=code, valeur=valeur)


def test_le_registre_des_procedures_prouve_l_objectif_1_2():
    toutes = [procedure(code, "operationnelle") for code in ("arrivee", "depart", "mouvement")]
    criteres = {c.code: c for c in objectif("1.2-2027", {}, toutes).criteres}
    assert {criteres[f"procedure_{code}"].etat for code in ("arrivee", "depart", "mouvement")} == {"atteint"}
    assert criteres["revue_annuelle"].etat != "atteint", "aucune campagne n'a été ouverte"
    en_2028 = {c.code: c.score for c in objectif("1.2-2028", {}, toutes).criteres}
    assert en_2028["mouvements_automatiques"] == 0.5, "opérationnelle, pas encore automatique"


def test_le_registre_l_emporte_sur_une_preuve_declaree_a_la_main():
    decisions = [preuve("procedure_depart", "automatique"), procedure("depart", "decrite")]
    critere = next(c for c in objectif("1.2-2027", {}, decisions).criteres if c.code == "procedure_depart")
    assert (critere.score, critere.preuve.valeur["reference"]) == (0.5, "PRO-depart")


def test_une_serie_qui_s_arrete_n_est_plus_une_mesure():
    a_jour, arretee = serie(0.5, 0.6, 0.7, 0.8), [(dt.date(2026, 3, 1), 10, 10, 1.0)]
    trouve = objectif("1.1-2028", {"1.1-2027": a_jour, "1.1-2028": arretee})
    assert (trouve.score, trouve.etat) == (None, "non_mesurable"), "1,0 en mars ne dit rien de novembre"
    assert "01/03/2026" in trouve.criteres[0].explication
