"""Rules held as data: ours beside the code, the establishment's in `regles/` of its home, which win.

A file of the same name under `<home>/regles/` replaces the shipped one whole, so that what is in force is
always one file that a person can read; its `version` is shown with every figure it gives. Which ones may be
replaced is said in `regles.toml`; another one would be read by nobody: it is refused.
"""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from rapidfuzz import process

from workbench.socle.erreurs import ErreurWorkbench

DOSSIER = "regles"
ROOM = "workbench.socle"
SUFFIXES = (".toml", ".csv")
PROCHE = 80  # below, two file names are not one misspelt


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


class RegleIgnoree(ErreurWorkbench):
    """A rules file of the establishment that nothing would read."""


def refuse_unread(home: Path) -> None:
    """Every rules file of the establishment is one that is read.

    Raises:
        RegleIgnoree: each file that would be ignored, why, and what to do instead.
    """
    folder = home / DOSSIER
    given = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix.lower() in SUFFIXES
    )
    if faults := [_unread(name) for name in given if name not in replaceable()]:
        raise RegleIgnoree(
            "Règles qui seraient ignorées",
            f"{folder} : " + "\n".join(faults),
            f"Retirez ces fichiers de {DOSSIER}/ ou corrigez leur nom, puis relancez.",
        )


def replaceable() -> frozenset[str]:
    """Names of the files an establishment may hold, under `regles/`."""
    declared = _shipped(ROOM, f"{DOSSIER}.toml")
    shipped = (
        f"{prefix}{entry.name}"
        for prefix, (room, folder) in declared["familles"].items()
        for entry in files(room).joinpath(folder).iterdir()
        if entry.name.endswith(".toml")
    )
    return frozenset([*declared["remplacables"], *shipped])


def _unread(name: str) -> str:
    for pattern, instead in _shipped(ROOM, f"{DOSSIER}.toml")["autrement"].items():
        if fnmatch(name.lower(), pattern):
            return f"« {name} » n’est lu par rien : {instead}."
    close = process.extractOne(name, sorted(replaceable()), score_cutoff=PROCHE)
    hint = f"peut-être « {close[0]} » ?" if close else "ces règles-là ne se remplacent pas."
    return f"« {name} » n’est lu par rien : {hint}"


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
            f"{path} ne se lit pas (détail technique : {error}).",
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
