"""What an indicator says of a risk: better, worse, or no longer moving."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.projet import signaux


def historique(
    *valeurs: float | None, indicateur: str = "compte_partage", denominateur: int | None = None
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "date_execution": [dt.date(2026, 1 + rang, 1) for rang in range(len(valeurs))],
            "indicateur": [indicateur] * len(valeurs),
            "libelle": ["Comptes partagés actifs"] * len(valeurs),
            "numerateur": [None if v is None else round(v * (denominateur or 1)) for v in valeurs],
            "denominateur": pl.Series([denominateur] * len(valeurs), dtype=pl.Int64),
            "valeur": pl.Series(valeurs, dtype=pl.Float64),
        }
    )


@pytest.mark.parametrize(
    ("valeurs", "etat"),
    [
        ((10, 12), "aggrave"),
        ((12, 10), "ameliore"),
        ((10, 10), "stable"),
        ((1000, 1005), "stable"),
        ((12, 10, 10, 10, 10), "immobile"),
        ((0, 0, 0, 0), "stable"),
        ((10,), "sans_recul"),
        ((None,), "non_mesure"),
        ((5, None, 8), "aggrave"),
    ],
)
def test_le_signal_d_un_nombre_a_reduire(valeurs: tuple[float | None, ...], etat: str):
    assert signaux.lire(historique(*valeurs), "compte_partage").etat == etat


def test_le_signal_d_une_part_a_augmenter():
    suite = historique(0.5, 0.6, indicateur="rpps_confirme_role", denominateur=10)
    signal = signaux.lire(suite, "rpps_confirme_role")
    assert (signal.etat, signal.taux, signal.numerateur, signal.precedente) == ("ameliore", True, 6, 0.5)
    assert signaux.lire(suite, "presents").etat == "non_mesure"
    assert signaux.lire(suite, None).etat == "non_mesure"
    pleine = historique(1.0, 1.0, 1.0, 1.0, indicateur="vertu_rpps_recent", denominateur=10)
    assert signaux.lire(pleine, "vertu_rpps_recent").etat == "stable", "une cible tenue n’est pas un blocage"


def test_une_contradiction_qu_aucune_execution_n_ecrit_vaut_zero():
    suite = historique(3, 2)
    assert signaux.lire(suite, "collision_rpps_sur_deux_personnes").valeur == 0
    assert signaux.lire(suite.clear(), "collision_rpps_sur_deux_personnes").etat == "non_mesure"
    une = pl.concat([suite, historique(1, indicateur="collision_x")])
    assert signaux.lire(une, "collision_x").etat == "ameliore"


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=8), st.booleans())
def test_un_signal_s_inverse_avec_le_sens(valeurs: list[float], part: bool):
    rules = {"tolerance": 0.01, "tolerance_part": 0.005, "immobile": 3}
    baisse, hausse = (signaux._etat(valeurs, sens, part, rules) for sens in ("baisse", "hausse"))
    assert (baisse == "aggrave") == (hausse == "ameliore")
    assert (baisse == "ameliore") == (hausse == "aggrave")
