"""Follow-up charts: lines that differ without colour, labels that never overlap, a burn-down that lands where
it says.
"""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from workbench.looks.figures import suivi as figures_suivi
from workbench.looks.traces import Point

JOURS = [dt.date(2026, mois, 1) for mois in (6, 7, 8)]


def test_une_ligne_par_autorite_sans_se_fier_a_la_couleur():
    series = {nom: [Point(jour, 0.5) for jour in JOURS] for nom in ("Ordre", "ARS", "Employeur")} | {
        "Vide": []
    }
    figure = figures_suivi.parts(series)
    assert [trace.name for trace in figure.data] == ["Ordre", "ARS", "Employeur"]
    assert len({trace.line.dash for trace in figure.data}) == 3
    assert len({trace.marker.symbol for trace in figure.data}) == 3
    assert {note.text.split()[0] for note in figure.layout.annotations} == {"Ordre", "ARS", "Employeur"}


@given(st.dictionaries(st.sampled_from("ABCD"), st.floats(0, 1), min_size=1))
def test_les_etiquettes_ne_se_couvrent_jamais(valeurs: dict[str, float]):
    places = sorted(figures_suivi._ecarter(valeurs).values())
    assert all(b - a >= figures_suivi.ECART for a, b in pairwise(places))
    assert places[-1] <= 1.0


def test_la_descente_va_du_dernier_point_a_l_echeance():
    echeance = dt.date(2028, 12, 31)
    figure = figures_suivi.descente(
        list(zip(JOURS, (300, 280, 260), strict=True)),
        echeance,
        {figures_suivi.CAPACITE: (dt.date(2027, 5, 1), 0.0)},
    )
    lignes = {trace.name: (trace.x, trace.y) for trace in figure.data}
    assert lignes[figures_suivi.NECESSAIRE] == ((JOURS[-1], echeance), (260, 0.0))
    assert lignes[figures_suivi.CAPACITE][1] == (260, 0.0)
    assert lignes["constaté"][1] == (300, 280, 260)
    seul = figures_suivi.descente([(JOURS[0], 12)], echeance, {})
    assert seul.data[-1].text == ("12",)
