"""Fixtures shared by every room: one small demonstration, run over its six deliveries, built once for all workers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

AGENTS, RPPS, GRAINE = 300, 3_000, 7


def commande(*arguments: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Run `workbench …` in its own process, as a user would."""
    lancer = "import sys; from workbench.cli import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", lancer, *map(str, arguments), "--home", str(home)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )


@pytest.fixture(scope="session")
def petite_demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Path]:
    """A home with a tiny fictional GHT, its six deliveries run. Read it; copy it before changing it."""
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
                resultat = commande(*etape, home=home)
                assert resultat.returncode == 0, resultat.stdout[-3000:] + resultat.stderr[-3000:]
            pret.touch()
    yield home
