"""Deliveries a hospital would really send, a sample of them: the same, said, or stopped with its remedy.

`benchmarks/envois.py` plays them all.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.envois import epreuve
from tests.envois.cas import ARRET, ENVOIS, Envoi
from tests.envois.cas_vecus import VECUS
from tests.envois.cas_vecus_2 import VECUS_2
from tests.envois.cas_vecus_3 import VECUS_3

PAS = 12
SEULS = [one for one in ENVOIS if one.moment == "seul" and one.permis == ARRET][::PAS]
SUIVANTS = [one for one in ENVOIS if one.moment == "suivant" and one.permis == ARRET][:: 2 * PAS]
ECRITS = [one for one in (*VECUS, *VECUS_2, *VECUS_3) if one.moment == "seul" and one.permis == ARRET][
    :: PAS // 2
]
Temoins = dict[str, tuple[Path, epreuve.Publie]]


@pytest.fixture(scope="module")
def temoins(demo_200: Path, tmp_path_factory: pytest.TempPathFactory) -> Temoins:
    """What the right deliveries publish."""
    return epreuve.temoins(demo_200, tmp_path_factory.mktemp("temoins") / "de")


@pytest.mark.parametrize("envoi", [*SEULS, *SUIVANTS, *ECRITS], ids=lambda one: one.code)
def test_a_damaged_delivery_is_never_wrong_in_silence(
    envoi: Envoi, demo_200: Path, temoins: Temoins, tmp_path: Path
) -> None:
    verdict = epreuve.play(envoi, demo_200, temoins, tmp_path / "home")
    assert verdict.etat in envoi.permis, verdict.message
