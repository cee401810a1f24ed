"""The doctor compares what is installed to what is locked."""

from __future__ import annotations

import datetime as dt
from importlib.metadata import version

from workbench.run.docteur import examine


def test_une_bibliotheque_figee_avec_ses_extras_est_reconnue(tmp_path):
    (tmp_path / "requirements.lock").write_text(
        f"polars=={version('polars')} \\\n    --hash=sha256:{'0' * 64}\n"
        f"psycopg[binary]=={version('psycopg')} \\\n    --hash=sha256:{'0' * 64}\n"
        f"rapidfuzz==0.0.1 \\\n    --hash=sha256:{'0' * 64}\n"
        "absente==1.0 \\\n",
        "utf-8",
    )
    premier = examine(tmp_path / "pas-de-dossier", dt.date(2026, 11, 27), tmp_path)[0]
    assert f"rapidfuzz {version('rapidfuzz')} au lieu de 0.0.1" in premier.dit
    assert "absente absente au lieu de 1.0" in premier.dit
    assert "psycopg" not in premier.dit and "polars" not in premier.dit
