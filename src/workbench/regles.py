"""Rules held as data: ours beside the code, the establishment's in `regles/` of its home, which win file by file.

A file of the same name under `<home>/regles/` replaces the shipped one whole, so that what is in force is always one file
that a person can read; its `version` is shown with every figure it gives.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from workbench.erreurs import ErreurWorkbench

DOSSIER = "regles"


class RegleIllisible(ErreurWorkbench):
    """A rules file of the establishment cannot be read."""


def lire(room: str, name: str, home: Path | None = None) -> dict[str, Any]:
    """The rules `name` (`criteres.toml`) of the package `room`, or the establishment's own.

    Raises:
        RegleIllisible: the establishment's file is not TOML; the fault and its line are said.
    """
    own = home / DOSSIER / name if home is not None else None
    if own is not None and own.is_file():
        return _own(own, own.stat().st_mtime_ns)
    return _shipped(room, name)


def propres(home: Path) -> list[str]:
    """The rules files this establishment holds itself."""
    return sorted(path.name for path in (home / DOSSIER).glob("*.toml"))


@lru_cache(maxsize=64)
def _shipped(room: str, name: str) -> dict[str, Any]:
    return tomllib.loads(files(room).joinpath(name).read_text("utf-8"))


@lru_cache(maxsize=64)
def _own(path: Path, _mtime: int) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RegleIllisible(
            "Règles illisibles",
            f"{path} : {error}",
            "Corrigez la ligne indiquée, ou retirez ce fichier pour reprendre les règles livrées.",
        ) from error
