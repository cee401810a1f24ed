"""Pages are tried on a copy of the small demonstration."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.outils.jumeaux import envoi


@pytest.fixture
def home(demo_copiee: Path) -> Path:
    """A demonstration that a page may write to."""
    return demo_copiee


@pytest.fixture
def avec_envois(home: Path) -> Path:
    depot = home / "data" / "region"
    depot.mkdir()
    for rang, finess in enumerate(("380000018", "380000026", "690000013", "730000015", "740000013")):
        envoi(depot, finess, {"1.1-2027": (10 + 10 * rang, 60), "mie_remis": (None, 60)})
    (depot / "casse.zip").write_bytes(b"rien")
    (depot / "attendus.csv").write_text("finess_ej,nom\n010000024,CH absent\n", "utf-8")
    return home
