"""The `workbench` command: in this process, or in its own as a user would."""

from __future__ import annotations

import subprocess
import sys
import traceback
from pathlib import Path

from typer.testing import CliRunner

from workbench.cli import commandes as cli

LANCER = "import sys; from workbench.cli import main; sys.exit(main())"
REGLAGES = 'version = 1\n[etablissement]\nnom = "GHT d\'essai"\n'


def lancer(*arguments: str | Path, home: Path, saisie: str | None = None) -> tuple[int, str]:
    resultat = CliRunner().invoke(cli.app, [*map(str, arguments), "--home", str(home)], input=saisie)
    return resultat.exit_code, " ".join(resultat.output.replace("│", " ").split())


def commande(*arguments: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Run `workbench …` in this process, which has imported everything already."""
    fait = CliRunner().invoke(cli.app, [*map(str, arguments), "--home", str(home)])
    gone = "".join(traceback.format_exception(fait.exception)) if fait.exit_code and fait.exception else ""
    return subprocess.CompletedProcess(arguments, fait.exit_code, fait.stdout, fait.stderr + gone)


def processus(*arguments: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Run `workbench …` in its own process, as a user would."""
    return subprocess.run(
        [sys.executable, "-c", LANCER, *map(str, arguments), "--home", str(home)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
