"""Other handwritings, the same hospital: the same figures, identities and links, or a refusal that says what
to do.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ecritures import epreuve
from tests.ecritures.transformations import TOUTES, Transformation

FICHIERS = [
    "SIRH_RIVEMONT_20261101.csv",
    "AD_rivemont_20261101.csv",
    "DPI_UTILISATEURS_20261101.csv",
    "export_agents_valbrune_20261101.txt",
    "Extraction_restreinte_202611010830.txt",
    "PS_LibreAcces_Personne_activite_202611010830.txt",
    "structure_20261101.csv",
]
FAMILLES = sorted({transformation.famille for transformation in TOUTES})
Temoin = tuple[Path, Path, dict[str, pl.DataFrame], dict[str, object]]


@pytest.fixture(scope="module")
def temoin(demo_200: Path, tmp_path_factory: pytest.TempPathFactory) -> Temoin:
    """The delivery in its own hand: what is read of it, what it publishes."""
    home = epreuve.atelier(demo_200, tmp_path_factory.mktemp("temoin"))
    lue = epreuve.lecture(home)
    epreuve.run(home, epreuve.JOUR)
    return demo_200, home, lue, epreuve.publication(home)


def juger(temoin: Temoin, dossier: Path, fichier: str, gestes: list[Transformation]) -> epreuve.Verdict:
    """One file in another hand, everything else as it was."""
    modele, deja, lue, publie = temoin
    home = epreuve.atelier(modele, dossier, deja)
    if not epreuve.poser(home, fichier, gestes):
        return epreuve.Verdict("sans objet")
    return epreuve.essayer(home, lue, publie)


def essayes(rang: int) -> list[str]:
    """The files in the order tried here, until one can be written that way: `benchmarks/ecritures.py` tries
    them all.
    """
    return [FICHIERS[(rang + 2 * pas) % len(FICHIERS)] for pas in range(len(FICHIERS))]


@pytest.mark.parametrize(("rang", "transformation"), enumerate(TOUTES), ids=[t.code for t in TOUTES])
def test_une_autre_main_ne_change_rien_ou_est_refusee(
    temoin: Temoin, tmp_path: Path, rang: int, transformation: Transformation
):
    for numero, fichier in enumerate(essayes(rang)):
        verdict = juger(temoin, tmp_path / str(numero), fichier, [transformation])
        assert verdict.etat != "faux", f"{fichier} : {verdict.message}"
        assert not transformation.abime or verdict.etat in ("refusé", "sans objet"), fichier
        if verdict.etat != "sans objet":
            return
    pytest.fail("rien n'a été essayé")


@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    # a date is written one way at a time: written in two, the second reads the first in its own order
    paire=st.lists(
        st.sampled_from([t for t in TOUTES if t.famille != "format"]),
        min_size=2,
        max_size=2,
        unique_by=lambda t: t.famille if t.famille == "dates" else t.code,
    ),
    fichier=st.sampled_from(FICHIERS[:4]),
)
def test_deux_mains_a_la_fois(
    temoin: Temoin, tmp_path_factory: pytest.TempPathFactory, paire: list[Transformation], fichier: str
):
    verdict = juger(temoin, tmp_path_factory.mktemp("paire") / "home", fichier, paire)
    assert verdict.etat != "faux", verdict.message
