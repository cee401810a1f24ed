"""What-if dates: hand-made cases and what always holds."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from workbench.pilotage.hypotheses import files_per_month, needed, project

LE = dt.date(2026, 11, 1)


def test_cas_comptes_a_la_main():
    assert files_per_month(10, 30) == 20
    assert project("x", 120, 10, LE, LE).fini_le == LE + dt.timedelta(days=366)
    assert project("x", 0, 0, LE, LE).fini_le == LE
    assert project("x", 5, 0, LE, LE).fini_le is None
    assert needed(100, LE, LE) is None


@given(st.integers(1, 5000), st.floats(0.5, 500), st.floats(1.01, 3))
def test_aller_plus_vite_ne_finit_jamais_plus_tard(reste: int, rythme: float, facteur: float):
    lent, rapide = project("x", reste, rythme, LE, LE), project("x", reste, rythme * facteur, LE, LE)
    assert lent.fini_le is None or (rapide.fini_le is not None and rapide.fini_le <= lent.fini_le)


@given(st.integers(1, 5000), st.integers(30, 2000))
def test_le_rythme_necessaire_tient_l_echeance(reste: int, jours: int):
    echeance = LE + dt.timedelta(days=jours)
    rythme = needed(reste, LE, echeance)
    assert rythme is not None
    fini = project("x", reste, rythme, LE, LE).fini_le
    assert fini is not None
    assert fini <= echeance + dt.timedelta(days=1)


def test_chaque_chantier_a_son_echeance():
    assert project("x", 120, 10, LE, LE + dt.timedelta(days=366)).tenu
    assert not project("x", 120, 10, LE, LE + dt.timedelta(days=365)).tenu
