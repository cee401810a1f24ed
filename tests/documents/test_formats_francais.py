"""French numbers and dates."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from workbench.looks import formats as f

FINE = "\u202f"


def test_nombre():
    assert f.nombre(1234567) == f"1{FINE}234{FINE}567"
    assert f.nombre(3.14159, 2) == "3,14"
    assert f.nombre(None) == "–"


@pytest.mark.parametrize(
    ("taux", "attendu"),
    [(0.875, "87,5"), (1.0, "100,0"), (0.99999, "99,9"), (0.0, "0,0"), (0.28999999999999998, "29,0")],
)
def test_pourcent_n_arrondit_jamais_a_la_hausse(taux, attendu):
    assert f.pourcent(taux) == f"{attendu}{FINE}%"


def test_dates():
    assert f.jour(date(2026, 11, 1)) == "1er novembre 2026"
    assert f.jour_court(date(2026, 11, 1)) == "01/11/2026"
    assert f.jour(date(2026, 11, 11)) == "11 novembre 2026"
    assert f.instant(datetime(2026, 11, 1, 8, 5)) == "1er novembre 2026 à 08:05"
    assert f.jour(None) == "–"


def test_accord():
    assert f.accord(1, "personne") == "1\u00a0personne"
    assert f.accord(0, "personne") == "0\u00a0personne"
    assert f.accord(2, "personne") == "2\u00a0personnes"


def test_tailles_et_durees():
    assert f.taille(12_400) == f"12{FINE}ko"
    assert f.taille(3_400_000) == f"3,4{FINE}Mo"
    assert f.duree(0.42) == f"0,4{FINE}s"
    assert f.duree(125) == f"2{FINE}min{FINE}05{FINE}s"


def test_texte():
    assert [f.texte(v) for v in (None, "", True, 1200, "x")] == ["–", "–", "oui", f"1{FINE}200", "x"]
