"""Homes shared by every room: the toy one, and one small demonstration, run over its six deliveries, built
once for all workers.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings
from tests.jouet import personne, publier
from tests.outils.commandes import REGLAGES, processus
from tests.outils.demo import copier

from workbench.warehouse import close_published

AGENTS, RPPS, GRAINE = 300, 3_000, 7
PRINCIPAL = sys.modules["__main__"]
settings.register_profile("sans_chrono", deadline=None)  # how long an example takes says nothing of the code
settings.load_profile("sans_chrono")


@pytest.fixture(autouse=True)
def principal_rendu() -> Iterator[None]:
    """A page tried by Streamlit's engine leaves the application as the main module, which the next process a
    test spawns would run.
    """
    yield
    sys.modules["__main__"] = PRINCIPAL


@pytest.fixture(scope="session")
def jouet_publie(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy home of `home`, published once: copy it."""
    dossier = tmp_path_factory.mktemp("jouet")
    (dossier / "workbench.toml").write_text(REGLAGES, "utf-8")
    publier(dossier, identite=[personne(1, service="Bloc", etablissement="CHA")])
    close_published(dossier)
    return dossier


@pytest.fixture
def home(tmp_path: Path, jouet_publie: Path) -> Path:
    """The toy home: settings, and one published version with one person in it."""
    return Path(shutil.copytree(jouet_publie, tmp_path / "home"))


@pytest.fixture(scope="session")
def petite_demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Path]:
    """A home with a tiny fictional GHT, its six deliveries run. Read it; copy it (`demo_copiee`) before
    changing it.
    """
    base = tmp_path_factory.getbasetemp()
    racine = base if worker_id == "master" else base.parent
    home, pret = racine / "petite_demo", racine / "petite_demo.pret"
    with FileLock(racine / "petite_demo.lock"):
        if not pret.exists():
            home.mkdir(exist_ok=True)
            for etape in (
                ("demo", "--agents", str(AGENTS), "--rpps", str(RPPS), "--graine", str(GRAINE)),
                ("run", "--tout"),
            ):
                resultat = processus(*etape, home=home)
                assert resultat.returncode == 0, resultat.stdout[-3000:] + resultat.stderr[-3000:]
            pret.touch()
    yield home


@pytest.fixture
def demo_copiee(petite_demo: Path, tmp_path: Path) -> Path:
    """A copy of the small demonstration that a test may decide on: no decision yet, nothing exported."""
    return copier(petite_demo, tmp_path / "home")
