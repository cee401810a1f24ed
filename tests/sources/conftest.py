"""What the tests of sources start from."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.socle.settings import Settings, load_settings


@pytest.fixture
def reglages(tmp_path: Path) -> Settings:
    """The settings of an establishment that says its name and nothing else."""
    (tmp_path / "workbench.toml").write_text('version = 1\n[etablissement]\nnom = "Essai"\n', "utf-8")
    return load_settings(tmp_path)
