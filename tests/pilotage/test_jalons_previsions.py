"""Forecasts and objectives: hand-made cases, and the promises that hold whatever the figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.decisions import Decision
from workbench.looks.formats import pourcent
from workbench.pilotage.objectifs import perspectives
from workbench.pilotage.objectifs.critere import valid_until
from workbench.pilotage.objectifs.etat import Plafond, etat_jalon, juger, perspective
from workbench.pilotage.objectifs.jalons import definitions, first_actions, objectives
from workbench.pilotage.prevision import project

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


def test_sous_quatre_points_on_ne_peut_pas_savoir():
    for courte in (mois(0.5, 0.6, 0.7), [(LE, 0.5)] * 6):
        vue = project(courte, ECHEANCE, 1.0)
        assert (vue.connue, vue.probabilite, vue.rythme_mensuel) == (False, None, None)
        assert (vue.low, vue.high) == (0.0, 1.0)
    with pytest.raises(ValueError, match="empty"):
        project([], ECHEANCE, 1.0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        project(mois(0.5, 1.2), ECHEANCE, 1.0)


def test_une_droite_n_est_pas_prolongee_jusqu_a_la_promesse():
    droite = project(mois(0.50, 0.54, 0.58, 0.62, 0.66, 0.70), ECHEANCE, 1.0)
    assert droite.rythme_mensuel == pytest.approx(0.04, abs=0.001)
    assert droite.probabilite is None, "six points ne disent rien de treize mois"
    assert 0.6 < droite.low < droite.median < 0.99, "à ce rythme : 126 %"
    faux = project(mois(0.50, 0.54, 0.10, 0.62, 0.66, 0.70), ECHEANCE, 1.0)
    assert faux.rythme_mensuel == pytest.approx(0.04, abs=0.005)
    assert faux.median == pytest.approx(droite.median, abs=0.1), (
        "un point faux ne l’emporte pas sur les cinq autres"
    )


def test_une_mesure_qui_recule_n_atteint_pas_la_cible():
    recul = project(mois(0.9, 0.88, 0.86, 0.84), ECHEANCE, 0.95)
    assert (recul.atteinte_le, recul.probabilite) == (None, None)
    assert recul.median < 0.9


def deux_ans(*valeurs: float) -> list[tuple[dt.date, float]]:
    return [
        (LE - dt.timedelta(days=30 * (len(valeurs) - rang)), valeur) for rang, valeur in enumerate(valeurs)
    ]


def test_une_chance_se_gagne_par_un_long_historique_dont_les_essais_ont_tenu():
    calme = deux_ans(*(0.5 + 0.3 * (1 - 0.9**rang) for rang in range(24)))
    proche = LE + dt.timedelta(days=180)
    loin = project(calme, proche, 0.99)
    assert loin.probabilite is not None
    assert loin.probabilite < 0.05
    assert len(loin.essais) >= 4
    assert all(essai.faite_le < essai.pour_le <= calme[-1][0] for essai in loin.essais)
    assert all(essai.low <= essai.median <= essai.high for essai in loin.essais)
    acquise = project(calme, proche, 0.6)
    assert acquise.probabilite is not None
    assert acquise.probabilite > 0.9
    assert project(calme[-6:], proche, 0.6).probabilite is None, "six mois n'en disent pas six"
    assert project(calme, LE + dt.timedelta(days=2000), 0.6).probabilite is None, (
        "trop loin devant ce qui a été vu"
    )


def test_des_essais_manques_retirent_le_droit_de_dire_une_chance():
    heurtee = deux_ans(*([0.3] * 8 + [0.7] * 5 + [0.35] * 4 + [0.8] * 7))
    vue = project(heurtee, LE + dt.timedelta(days=180), 0.6)
    assert sum(essai.tenue for essai in vue.essais) < 0.8 * len(vue.essais)
    assert vue.probabilite is None


def test_rien_ne_passe_le_plafond_connu():
    monte = mois(0.50, 0.56, 0.62, 0.68, 0.74, 0.80)
    assert project(monte, ECHEANCE, 1.0, ceiling=0.85).high <= 0.85
    assert project(monte, ECHEANCE, 1.0, ceiling=0.7).high >= 0.79, (
        "une mesure passée au-dessus dément le plafond"
    )


def test_meme_historique_meme_projection_quel_que_soit_l_ordre_ou_la_forme():
    points = mois(0.50, 0.54, 0.58, 0.62, 0.66, 0.70)
    assert project(points, ECHEANCE, 1.0) == project(points[::-1], ECHEANCE, 1.0)
    comptes = [(le, round(100 * valeur), 100, {"arrivées": 3}) for le, valeur in points]
    assert project(comptes, ECHEANCE, 1.0) == project([ligne[:3] for ligne in comptes], ECHEANCE, 1.0)


def objectif(code: str, series, decisions=(), le: dt.date = LE):
    return next(item for item in objectives(series, decisions, le) if item.code == code)


def test_un_objectif_mesure_se_lit_dans_l_historique():
    trouve = objectif("1.1-2027", {"1.1-2027": serie(0.6, 0.7, 0.8, 0.9)})
    critere, flux = trouve.criteres
    assert (flux.poids, flux.etat) == (0, "non_mesurable"), "suivi, hors du score et de l'état"
    assert (trouve.score, critere.restant, trouve.etat) == (0.9, 100, "incertain")
    assert trouve.probabilite is None, "quatre points ne prouvent rien de treize mois"
    assert objectif("1.1-2027", {"1.1-2027": serie(0.05, 0.051, 0.052, 0.053)}).etat == "a_risque"
    assert objectif("1.1-2027", {"1.1-2027": serie(0.9, 1.0)}).etat == "atteint"
    assert objectif("1.1-2027", {"1.1-2027": serie(0.9, 0.95)}).etat == "sans_recul"
    assert objectif("1.1-2027", {}).etat == "non_mesurable"
    assert objectif("1.1-2027", {"1.1-2027": serie(0.9, 0.95)}, le=dt.date(2028, 1, 1)).etat == "en_retard"


def test_une_fourchette_trop_large_dit_pourtant_que_la_cible_est_hors_de_portee():
    trouve = objectif("1.1-2027", {"1.1-2027": serie(0.05, 0.051, 0.052, 0.053)})
    [vue] = [c.prevision for c in trouve.criteres if c.prevision is not None and c.poids > 0]
    assert trouve.etat == "a_risque" and vue.high < 1.0
    large = replace(vue, connue=False)
    etat, pourquoi = juger(0.053, 1.0, ECHEANCE, LE, large)
    assert etat == "a_risque"
    assert f"mais sous la cible (au plus {pourcent(vue.high)})" in pourquoi, pourquoi
    assert "La cible n’est pas dans la fourchette" not in pourquoi, (
        "ce qu’on ne sait pas n’est pas une fourchette"
    )
    assert juger(0.053, 1.0, ECHEANCE, LE, replace(large, points=3))[0] == "sans_recul"
    assert "sous la cible" not in perspective(replace(large, points=3), ECHEANCE, 1.0)
    assert "sous la cible" not in perspective(replace(large, high=1.0), ECHEANCE, 1.0)
    assert juger(0.053, 1.0, ECHEANCE, LE, replace(large, high=1.0))[0] == "incertain"


def test_le_score_publie_est_le_meme_pour_qui_lit_des_nombres_arrondis():
    def lus(exact: int, arrondi: int, total: int):
        def vu(n: int, seuil: int):
            points = [(LE, n, total, n / total)]
            trouves = objectives({"vertu_depart_ferme": points}, [], LE, arrondi=seuil)
            return next(un for un in trouves if un.code == "1.2-2027")

        return vu(exact, 0), vu(arrondi, 5)

    equipe, lecteur = lus(3, 5, 2000)
    assert equipe.score != lecteur.score
    assert equipe.score_dit(0) == lecteur.score_dit(0), "l'arrondi n'y change rien : un seul nombre"
    equipe, lecteur = lus(3, 5, 40)
    bas, haut = lecteur.scores or (0, 0)
    assert bas <= equipe.score <= haut and " à " in lecteur.score_dit(0), "sinon des bornes, jamais un autre"
    atteint = lus(38, 40, 40)[1]
    critere = next(c for c in atteint.criteres if c.code == "departs_suivis")
    assert "moins de 5 près" in critere.explication
    assert critere.etat == "incertain", "l'équipe, qui a le compte exact, n'y lit pas « atteint »"


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
    prevue = project(points, dt.date(2028, 12, 31), cible)
    assert 0 <= prevue.low <= prevue.median <= prevue.high <= 1
    assert prevue.probabilite is None, "douze points ne disent rien de deux ans"


def test_un_objectif_a_qui_il_manque_une_preuve_ne_porte_aucune_chance():
    a_jour = {"vertu_depart_ferme": serie(*([0.97] * 10)), "vertu_arrivee_servie": serie(*([0.97] * 10))}
    manquant = objectif("1.2-2027", a_jour)
    assert (manquant.probabilite, manquant.etat) == (None, "a_risque")
    assert perspectives.phrase(manquant).startswith("4\xa0preuves à déclarer")
    assert perspectives.courte(manquant).startswith("4\xa0preuves")
    sourd = objectif("1.1-2027", {})
    assert perspectives.phrase(sourd) == "Pas de donnée pour le calculer."
    assert perspectives.courte(sourd) == "1\xa0mesure sans donnée"


def test_un_plafond_sous_la_cible_met_l_objectif_a_risque_et_se_dit():
    plafond = Plafond(0.898, 11, 91)
    [trouve] = [
        o
        for o in objectives({"1.1-2027": serie(0.5, 0.6, 0.7, 0.8)}, [], LE, plafonds={"1.1-2027": plafond})
        if o.code == "1.1-2027"
    ]
    assert trouve.etat == "a_risque"
    assert trouve.criteres[0].prevision.high <= 0.898
    assert "lafond 89,8\u202f%" in perspectives.phrase(trouve)
    assert "91\xa0titulaires de compte sans numéro" in trouve.criteres[0].explication


def test_une_page_et_le_classeur_de_l_ars_disent_le_meme_etat():
    for valeurs in ((0.5, 0.6, 0.7, 0.8), (0.05, 0.051, 0.052, 0.053), (0.9, 1.0), (0.9, 0.95)):
        dit = etat_jalon(valeurs[-1], 1.0, ECHEANCE, LE, serie(*valeurs)).code
        assert dit == objectif("1.1-2027", {"1.1-2027": serie(*valeurs)}).etat


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
