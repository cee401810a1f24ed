"""Rules held as data: ours beside the code, the establishment's in `regles/` of its home, which win file by
file.

A file of the same name under `<home>/regles/` replaces the shipped one whole, so that what is in force is
always one file
that a person can read; its `version` is shown with every figure it gives.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from workbench.socle.erreurs import ErreurWorkbench

DOSSIER = "regles"


class RegleIllisible(ErreurWorkbench):
    """A rules file of the establishment cannot be read."""


def lire(room: str, name: str, home: Path | None = None) -> dict[str, Any]:
    """The rules `name` (`criteres.toml`) of the package `room`, or the establishment's own.

    Raises:
        RegleIllisible: the establishment's file is not TOML (the fault and its line are said), or says less
        than ours.
    """
    own = home / DOSSIER / name if home is not None else None
    if own is not None and own.is_file():
        return _own(own, own.stat().st_mtime_ns, room, name)
    return _shipped(room, name)


def propres(home: Path) -> list[str]:
    """The rules files this establishment holds itself."""
    return sorted(path.name for path in (home / DOSSIER).glob("*.toml"))


@lru_cache(maxsize=64)
def _shipped(room: str, name: str) -> dict[str, Any]:
    return tomllib.loads(files(room).joinpath(name).read_text("utf-8"))


@lru_cache(maxsize=64)
def _own(path: Path, _mtime: int, room: str, name: str) -> dict[str, Any]:
    try:
        rules = tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RegleIllisible(
            "Règles illisibles",
            f"{path} : {error}",
            "Corrigez la ligne indiquée, ou retirez ce fichier pour reprendre les règles livrées.",
        ) from error
    ours = _shipped(room, name) if files(room).joinpath(name).is_file() else {}
    if "version" in ours:
        rules.setdefault("version", "non dite")
    if faults := _manques(ours, rules, name):
        raise RegleIllisible(
            "Règles incomplètes",
            f"{path} : " + " ; ".join(faults) + ".",
            "Ajoutez ces lignes, ou retirez ce fichier pour reprendre les règles livrées.",
        )
    return rules


def _manques(ours: dict[str, Any], theirs: dict[str, Any], name: str) -> list[str]:
    """What a file that replaces ours does not say: a heading, or what every entry of a list of ours says."""
    faults = [f"manque « {key} »" for key in ours if key not in theirs]
    if name.startswith("semences/"):  # shipped rows of the project: a card may leave a field empty
        return faults
    for key, value in ours.items():
        if key not in theirs:
            continue
        if not isinstance(theirs[key], _sorte(value)):
            faults.append(f"« {key} » n’est pas de la même sorte que dans les règles livrées")
        elif isinstance(value, list) and value and all(isinstance(entry, dict) for entry in value):
            wanted = set.intersection(*(set(entry) for entry in value))
            for rank, entry in enumerate(theirs[key], 1):
                lost = sorted(wanted - set(entry)) if isinstance(entry, dict) else sorted(wanted)
                faults += [f"{key}, entrée {rank} : manque « {field} »" for field in lost]
    return faults


def _sorte(value: Any) -> type | tuple[type, ...]:
    """The kinds a value may have: whole numbers do for rates."""
    return (int, float) if isinstance(value, int | float) and not isinstance(value, bool) else type(value)
