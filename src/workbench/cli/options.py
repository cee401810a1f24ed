"""Options that several commands take, written once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ICI = Path()
EXPORTS = Path("exports")
Home = Annotated[
    Path, typer.Option("--home", help="Dossier qui contient workbench.toml et data/.", show_default="ici")
]
Jour = Annotated[
    str | None, typer.Option("--date", help="Date de l'exécution, AAAA-MM-JJ.", show_default="dernière")
]


def export_folder(home: Path, out: Path) -> Path:
    """Where files are written: the folder asked for, as it is said; else `exports/` of the home."""
    return out if out != EXPORTS else home / out
