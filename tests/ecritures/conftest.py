"""The delivery that the other hands write again."""

from __future__ import annotations

from pathlib import Path

import pytest
from filelock import FileLock
from tests.outils.commandes import commande


@pytest.fixture(scope="session")
def demo_200(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The six deliveries of a fictional GHT of 200 agents, not run. Read only."""
    base = tmp_path_factory.getbasetemp()
    racine = base if worker_id == "master" else base.parent
    home = racine / "demo_200"
    with FileLock(racine / "demo_200.lock"):
        if not (home / "pret").exists():
            home.mkdir(exist_ok=True)
            resultat = commande("demo", "--agents", "200", "--rpps", "3000", home=home)
            assert resultat.returncode == 0, resultat.stderr
            (home / "pret").touch()
    return home
