"""Stock and flow: cases counted by hand, and what always holds."""

from __future__ import annotations

import datetime as dt
import itertools

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.pilotage.stock import But, attentes, scenarios

LE = dt.date(2026, 11, 1)
FIN = dt.date(2027, 11, 1)
COMPTEES = (
    *("arrives", "arrives_rattaches", "arrives_sans_numero", "arrives_jamais"),
    *("attendaient", "rattaches", "ouverts", "partis"),
)
RIEN = dict.fromkeys(COMPTEES, 0)


def flux(mois: int = 6, **nombres: int) -> pl.DataFrame:
    jours = [
        LE.replace(year=2026 - (10 - rang) // 12 if rang > 10 else 2026, month=11 - rang)
        for rang in range(mois + 1)
    ]
    strate = {"autorite": "ordre", "court": False, "age_mois": 1}
    return pl.DataFrame(
        [strate | RIEN | nombres | {"debut": a, "fin": b} for b, a in itertools.pairwise(jours)]
    )


def comptes(nombre: int, connus: int, jamais: int = 0, sans_numero: int = 0) -> pl.DataFrame:
    strate = {"autorite": "ordre", "court": False, "age_mois": 1}
    attente = nombre - connus - jamais - sans_numero
    return pl.DataFrame(
        [strate | {"connus": connus, "jamais": jamais, "sans_numero": sans_numero, "attente": attente}]
    )


def trois(flux: pl.DataFrame, comptes: pl.DataFrame, cible: float = 1.0, dossiers: float = 0.0):
    return scenarios(flux, comptes, But(["ordre"], cible, FIN), LE, dossiers)


def test_rien_ne_bouge_si_rien_n_a_bouge():
    sans, *_ = trois(flux(ouverts=100_000, attendaient=50_000), comptes(100_000, 50_000))
    assert sans.low == pytest.approx(0.5, abs=0.005)
    assert sans.high == pytest.approx(0.5, abs=0.005)
    assert sans.manque == pytest.approx(50_000, rel=0.01)


def test_un_dixieme_rattache_chaque_mois_laisse_e_puissance_moins_douze_dixiemes():
    un = flux(ouverts=100_000, attendaient=50_000, rattaches=5_000)
    tous_ages = pl.concat([un.with_columns(age_mois=pl.lit(age, pl.Int64)) for age in (1, 6, 20)])
    _, rythme, _ = trois(tous_ages, comptes(100_000, 50_000))
    juste = 1 - 0.5 * 2.718281828 ** (-1.2 * 30.4375 / 30.67)
    assert rythme.low < juste < rythme.high
    assert rythme.median == pytest.approx(juste, abs=0.02)


def test_qui_n_a_pas_de_numero_n_en_trouve_que_par_la_capacite_saisie():
    vus = comptes(1000, 500, sans_numero=500)
    mouvement = flux(ouverts=1000, attendaient=0)
    sans, rythme, capacite = trois(mouvement, vus, dossiers=20)
    assert sans.high < 0.53
    assert rythme.high < 0.53
    assert capacite.low > 0.65
    assert capacite.manque < sans.manque


def test_un_compte_qui_ne_peut_jamais_compter_n_est_pas_dans_ce_qui_manque():
    sans, *_ = trois(flux(ouverts=1000), comptes(1000, 900, jamais=100))
    assert sans.low > 0.98, "cent comptes au numéro non requis sont du total, jamais du taux (mart.jalon)"
    assert sans.manque == 0


def test_la_saison_demande_un_an():
    assert not trois(flux(6, ouverts=100), comptes(100, 50))[0].saison
    long = pl.concat(
        [
            flux(10, ouverts=100, arrives=5),
            flux(10, ouverts=100, arrives=5).with_columns(pl.col("debut", "fin").dt.offset_by("-10mo")),
        ]
    )
    assert trois(long, comptes(100, 50))[0].saison


def test_sans_recul_ni_comptes_rien_n_est_dit():
    assert trois(flux(1, ouverts=10), comptes(10, 5)) == []
    assert trois(flux(6, ouverts=10), comptes(10, 5).clear()) == []
    assert scenarios(flux(6), comptes(10, 5), But(["ordre"], 1.0, LE), LE) == []
    assert scenarios(flux(6), comptes(10, 5), But(["ars"], 1.0, FIN), LE) == []


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 400),
    st.floats(0, 1),
    st.floats(0, 1),
    st.integers(0, 40),
    st.integers(0, 40),
    st.integers(0, 40),
)
def test_une_part_reste_une_part_et_plus_d_effort_ne_fait_jamais_moins(
    nombre: int, connus: float, sans: float, arrives: int, partis: int, dossiers: int
):
    lies = round(nombre * connus)
    bloques = round((nombre - lies) * sans)
    vus = comptes(nombre, lies, sans_numero=bloques)
    attente = nombre - lies - bloques
    mouvement = flux(
        ouverts=nombre,
        attendaient=attente,
        rattaches=attente // 5,
        arrives=arrives,
        partis=min(partis, nombre),
    )
    rien, rythme, capacite = trois(mouvement, vus, dossiers=dossiers)
    for un in (rien, rythme, capacite):
        assert 0 <= un.low <= un.median <= un.high <= 1
        assert un.manque >= 0
    assert rythme.median >= rien.median - 0.08
    assert capacite.median >= rythme.median - 0.08


def test_l_attente_par_anciennete_recomptee_a_la_main():
    jeunes = flux(ouverts=40, attendaient=30, rattaches=6)
    vieux = flux(ouverts=20, attendaient=20, rattaches=1).with_columns(age_mois=pl.lit(20, pl.Int64))
    vus = pl.concat(
        [comptes(50, 20, jamais=2, sans_numero=8), comptes(9, 0).with_columns(age_mois=pl.lit(24, pl.Int64))]
    )
    jeune, moyen, ancien = attentes(pl.concat([jeunes, vieux]), vus, ["ordre"])
    assert (jeune.attendent, jeune.sans_numero) == (20, 8)
    assert jeune.par_mois == pytest.approx(0.2, rel=0.02)
    assert (moyen.attendent, moyen.par_mois) == (0, None)
    assert ancien.attendent == 9
    assert ancien.par_mois == pytest.approx(0.05, rel=0.02)


def test_un_metier_qui_n_avance_pas_ne_profite_pas_de_l_autre():
    """Two jobs of 10,000 waiting accounts, one linked by halves each month, the other never: half in the end;
    together, whatever moves would go on to the last file of both.
    """
    un = flux(ouverts=10_000, attendaient=10_000, rattaches=5_000)
    autre = flux(ouverts=10_000, attendaient=10_000)
    tenus = comptes(10_000, 0)
    metiers = [pl.lit("Médecin"), pl.lit("Infirmier")]
    separes = [
        pl.concat([vu.with_columns(profession=nom) for vu, nom in zip(deux, metiers, strict=True)])
        for deux in ((un, autre), (tenus, tenus))
    ]
    _, rythme, _ = trois(*separes)
    assert rythme.high < 0.55
    assert rythme.suppose.endswith("2\u00a0métiers suivis à part, les autres ensemble")


def test_les_petits_metiers_sont_projetes_ensemble():
    """Fewer accounts than asked: the job is not followed alone, and nothing says that it is."""
    peu = (flux(ouverts=50), comptes(50, 20))
    sans, *_ = trois(*(frame.with_columns(profession=pl.lit("Orthoptiste")) for frame in peu))
    assert "métier" not in sans.suppose
