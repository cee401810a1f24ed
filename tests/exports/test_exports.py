"""Exports as hospitals' products write them, a sample: the same, said, or stopped with its remedy.

`benchmarks/exports.py` plays them all.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from tests.ecritures.conftest import demo_200
from tests.envois import epreuve as envois
from tests.exports import epreuve
from tests.exports.cas import Export
from tests.exports.tous import TOUS

__all__ = ["demo_200"]
PAS = 31


@pytest.fixture(scope="module")
def temoins(demo_200: Path, tmp_path_factory: pytest.TempPathFactory) -> epreuve.Temoins:
    """What the right deliveries publish."""
    return envois.temoins(demo_200, tmp_path_factory.mktemp("temoins") / "de")


def test_every_export_has_a_name_of_its_own() -> None:
    assert [code for code, count in Counter(one.code for one in TOUS).items() if count > 1] == []


@pytest.mark.parametrize("export", TOUS[::PAS], ids=lambda one: one.code)
def test_an_export_is_never_wrong_in_silence(
    export: Export, demo_200: Path, temoins: epreuve.Temoins, tmp_path: Path
) -> None:
    verdict = epreuve.play(export, demo_200, temoins, tmp_path / "home")
    assert verdict.etat not in ("faux", "sans objet"), verdict.message
