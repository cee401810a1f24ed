"""The bill of materials says every locked library, once, with its prints."""

from __future__ import annotations

import runpy
from pathlib import Path

RACINE = Path(__file__).parents[2]


def test_chaque_bibliotheque_figee_une_fois_avec_ses_empreintes():
    verrou = (RACINE / "requirements.lock").read_text("utf-8")
    lus = runpy.run_path(str(RACINE / "deploiement/sbom.py"))["composants"](verrou)
    assert len(lus) == sum("==" in ligne and not ligne.startswith(" ") for ligne in verrou.splitlines())
    assert all(un["hashes"] for un in lus)
    assert sum(len(un["hashes"]) for un in lus) == verrou.count("--hash=sha256:")
    assert {"duckdb", "streamlit", "authlib"} <= {un["name"] for un in lus}
