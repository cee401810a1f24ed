"""A milestone's state follows from value, pace and deadline."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from workbench.looks.traces import Point
from workbench.pilotage.etat_jalon import etat_jalon, rythme_mensuel, valeur_projetee

DEPART = date(2026, 6, 1)
FIN_2027 = date(2027, 12, 31)


def serie(*valeurs: float) -> list[Point]:
    return [Point(DEPART + timedelta(days=30 * rang), valeur) for rang, valeur in enumerate(valeurs)]


def code(taux, points, le=date(2026, 11, 1), echeance=FIN_2027):
    return etat_jalon(taux, 1.0, echeance, le, points).code


def test_les_etats():
    assert code(1.0, serie(0.9, 1.0)) == "atteint"
    assert code(0.8, serie(0.5, 0.65, 0.8)) == "en_bonne_voie"
    assert code(0.8, serie(0.79, 0.795, 0.8)) == "a_risque"
    assert code(0.8, serie(0.9, 0.8)) == "a_risque"
    assert code(0.8, serie(0.7, 0.8), le=date(2028, 1, 1)) == "en_retard"
    assert code(None, []) == "non_mesurable"
    assert code(0.8, serie(0.8)) == "sans_recul"


def test_le_rythme_est_median():
    assert rythme_mensuel(serie(0.1, 0.2, 0.3, 0.9)) is not None
    assert abs((rythme_mensuel(serie(0.1, 0.2, 0.3, 0.9)) or 0) - 0.1) < 1e-9


@given(st.lists(st.floats(0, 1), min_size=2, max_size=8))
def test_la_projection_reste_un_taux(valeurs):
    projection = valeur_projetee(serie(*valeurs), FIN_2027)
    assert projection is not None
    assert 0 <= projection <= 1


@given(st.floats(0, 0.99), st.floats(0, 0.05))
def test_un_lien_de_plus_ne_degrade_jamais_l_etat(depart, gain):
    rang = {"a_risque": 0, "en_bonne_voie": 1, "atteint": 2}
    avant = serie(depart, depart)
    mieux = serie(depart, min(1.0, depart + gain))
    assert rang[code(mieux[-1].valeur, mieux)] >= rang[code(depart, avant)]
