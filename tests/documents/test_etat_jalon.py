"""A milestone's state follows from value, pace and deadline."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from workbench.pilotage.objectifs.etat import etat_jalon

DEPART = date(2026, 6, 1)
FIN_2027 = date(2027, 12, 31)


def serie(*valeurs: float) -> list[tuple[date, None, None, float]]:
    return [(DEPART + timedelta(days=30 * rang), None, None, valeur) for rang, valeur in enumerate(valeurs)]


def code(taux, points, le=date(2026, 11, 1), echeance=FIN_2027):
    return etat_jalon(taux, 1.0, echeance, le, points).code


def test_les_etats():
    assert code(1.0, serie(0.9, 1.0)) == "atteint"
    assert code(0.8, serie(0.5, 0.65, 0.8)) == "sans_recul", "trois livraisons ne disent rien de 2027"
    assert code(0.9, serie(0.6, 0.7, 0.8, 0.9)) == "incertain"
    assert code(0.053, serie(0.05, 0.051, 0.052, 0.053)) == "a_risque"
    assert code(0.8, serie(0.7, 0.8), le=date(2028, 1, 1)) == "en_retard"
    assert code(None, []) == "non_mesurable"
    assert code(0.8, serie(0.8)) == "sans_recul"


def test_un_plafond_sous_la_cible_l_emporte_sur_la_tendance():
    assert etat_jalon(0.8, 1.0, FIN_2027, date(2026, 11, 1), serie(0.7, 0.8), 0.9).code == "a_risque"


@given(st.floats(0, 0.99), st.floats(0, 0.05))
def test_un_lien_de_plus_ne_degrade_jamais_l_etat(depart, gain):
    rang = {"a_risque": 0, "sans_recul": 0, "incertain": 1, "en_bonne_voie": 2, "atteint": 3}
    avant = serie(*[depart] * 4)
    mieux = serie(*[depart] * 3, min(1.0, depart + gain))
    assert rang[code(mieux[-1][-1], mieux)] >= rang[code(depart, avant)]
