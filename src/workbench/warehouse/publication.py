"""Where published versions live: pointer, read-only opening, run lock, tidying."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from workbench.socle.erreurs import ErreurWorkbench

POINTEUR = "publie.json"
VERROU = "execution.lock"
PREFIXE = "entrepot-"
PREFIXE_CANDIDAT = "candidat-"  # written and audited, not published
CANDIDAT = "candidat.json"
PLANCHER = "dernier_identifiant"  # of the pointer: numbers up to this one were published once
EN_CONSTRUCTION = ".construction-"
RESTAURATION = ".restauration-"
LECTURE_SEULE: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "lock_configuration": "true",
}
_ESSAIS = 40
_ouvertures: dict[Path, duckdb.DuckDBPyConnection] = {}
_garde = threading.Lock()


class AucunePublication(ErreurWorkbench):
    """No run has been published in this home yet."""


class PointeurIllisible(ErreurWorkbench):
    """The pointer is there and says nothing that can be used."""


class ExecutionEnCours(ErreurWorkbench):
    """Another run holds the lock."""


def curated_folder(home: Path) -> Path:
    """The folder of published versions, created private (0700)."""
    folder = home / "data" / "curated"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    private(folder)
    return folder


def private(path: Path) -> None:
    """0700 on a folder, 0600 on a file; without effect where the system has no such rights."""
    with suppress(OSError):
        path.chmod(0o700 if path.is_dir() else 0o600)


def pointer(home: Path) -> dict[str, str] | None:
    """What the pointer says: `fichier`, `version`, `date_execution`; None before the first publication."""
    path = home / "data" / "curated" / POINTEUR
    for attempt in range(_ESSAIS):
        try:
            content = json.loads(path.read_text("utf-8"))
            told = {key: str(content[key]) for key in ("fichier", "version", "date_execution")}
            return told | ({PLANCHER: str(int(content[PLANCHER]))} if PLANCHER in content else {})
        except FileNotFoundError:
            return None
        except PermissionError:  # Windows: the pointer is being replaced at this very moment
            if attempt == _ESSAIS - 1:
                raise
            time.sleep(0.05)
            continue
        except (ValueError, KeyError, TypeError) as error:
            raise PointeurIllisible(
                "Pointeur de publication illisible",
                f"{path} ne se lit pas (détail technique : {error}).",
                "Revenez à une version présente (workbench revenir VERSION), ou restaurez une sauvegarde"
                " (workbench restore).",
            ) from error
    return None


def published_path(home: Path) -> Path:
    """The DuckDB file currently published.

    Raises:
        AucunePublication: nothing was published, or the file named by the pointer is gone.
    """
    current = pointer(home)
    path = home / "data" / "curated" / Path(current["fichier"]).name if current else None
    if path is None or not path.is_file():
        raise AucunePublication(
            "Aucune version publiée",
            f"Aucun entrepôt n'est publié dans {home / 'data' / 'curated'}.",
            "Lancez « workbench run ».",
        )
    return path


def published_date(home: Path) -> dt.date | None:
    """The run's date of the published version, None before the first one."""
    current = pointer(home)
    return dt.date.fromisoformat(current["date_execution"]) if current else None


def open_published(home: Path) -> duckdb.DuckDBPyConnection:
    """A fresh cursor on the published version: read-only, without access to any other file."""
    return open_version(published_path(home))


def open_version(path: Path) -> duckdb.DuckDBPyConnection:
    """A fresh cursor on one version; its connection is kept, with that of one other version of the same
    home.
    """
    path = path.resolve()
    with _garde:
        connection = _ouvertures.pop(path, None)
        if connection is None:
            connection = duckdb.connect(str(path), read_only=True, config=LECTURE_SEULE)
        kept = [known for known in _ouvertures if known.parent == path.parent]
        for old in kept[:-1]:
            del _ouvertures[old]
        _ouvertures[path] = connection
        return connection.cursor()


def kept_versions(home: Path) -> list[tuple[dt.date, Path]]:
    """The versions still kept, by date of their run, oldest first; of the same date, the last published."""
    return sorted(dict(all_versions(home)).items())


def all_versions(home: Path) -> list[tuple[dt.date, Path]]:
    """Every version still kept, oldest first: several of one date when deliveries were played again."""
    files = sorted((home / "data" / "curated").glob(f"{PREFIXE}*.duckdb"), key=lambda path: path.name)
    return [(dt.date.fromisoformat(version_of(path)[:10]), path) for path in files]


def version_of(path: Path) -> str:
    """The version named by a published file."""
    return path.stem.removeprefix(PREFIXE).removeprefix(PREFIXE_CANDIDAT)


def calculated_at(version: str) -> dt.datetime | None:
    """When the run of a version (`version_of`) began, by its machine's clock; None when no name says it."""
    stamp = re.fullmatch(r"\d{4}-\d{2}-\d{2}-(\d{14})-\w+", version)
    return dt.datetime.strptime(stamp[1], "%Y%m%d%H%M%S") if stamp else None


def close_version(path: Path) -> None:
    """Let go of the kept connection of one version, before its file is moved or removed."""
    with _garde:
        connection = _ouvertures.pop(path.resolve(), None)
    if connection is not None:
        connection.close()


def close_published(home: Path) -> None:
    """Let go of every kept connection of this home (before a restoration)."""
    folder = (home / "data" / "curated").resolve()
    with _garde:
        for path in [known for known in _ouvertures if known.parent == folder]:
            _ouvertures.pop(path).close()


@contextmanager
def run_lock(home: Path) -> Iterator[None]:
    """One run at a time; whatever an interrupted run left half-built is removed on entry.

    Raises:
        ExecutionEnCours: another run holds the lock.
    """
    folder = curated_folder(home)
    lock = FileLock(folder / VERROU, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise ExecutionEnCours(
            "Une exécution est déjà en cours",
            f"Le verrou {folder / VERROU} est pris.",
            "Attendez sa fin, puis relancez. Le verrou se libère seul si l'exécution s'arrête.",
        ) from None
    try:
        remove_leftovers(folder)
        yield
    finally:
        lock.release()


def remove_leftovers(folder: Path) -> None:
    """Delete what an interrupted run or restoration left, folders included; only called while the lock is
    held.
    """
    for path in [*folder.glob(f"{EN_CONSTRUCTION}*"), *folder.glob(f"{RESTAURATION}*")]:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
            continue
        with suppress(OSError):
            path.unlink()


def replace_durably(temporary: Path, final: Path) -> None:
    """Flush, then rename over: a crash leaves either the old file or the new one, whole."""
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())
    for attempt in range(_ESSAIS):
        try:
            temporary.replace(final)
            break
        except PermissionError:  # Windows: a reader has it open for an instant
            if attempt == _ESSAIS - 1:
                raise
            time.sleep(0.05)
    if sys.platform != "win32":
        descriptor = os.open(final.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def publish(home: Path, built: Path, date: dt.date, version: str) -> Path:
    """Give the built file its versioned name, then move the pointer to it."""
    folder = curated_folder(home)
    final = folder / f"{PREFIXE}{date.isoformat()}-{version}.duckdb"
    private(built)
    replace_durably(built, final)
    point(home, final, date, version)
    return final


def point(home: Path, final: Path, date: dt.date, version: str, floor: int = 0) -> None:
    """Move the pointer; the highest identifier ever published stays known, whatever version is current.

    Args:
        floor: number of the last identifier of the versions left behind, on a return to an earlier one.
    """
    folder = curated_folder(home)
    content = {"fichier": final.name, "version": version, "date_execution": date.isoformat()}
    if kept := max(_known_floor(home), floor):
        content[PLANCHER] = str(kept)
    temporary = folder / f"{EN_CONSTRUCTION}{POINTEUR}"
    temporary.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")
    private(temporary)
    replace_durably(temporary, folder / POINTEUR)


def _known_floor(home: Path) -> int:
    """`last_identifier`, 0 when the pointer is being put back because it cannot be read."""
    try:
        return last_identifier(home)
    except PointeurIllisible:
        return 0


def last_identifier(home: Path) -> int:
    """The number below which every identifier was given once, by a version that is no longer current."""
    return int((pointer(home) or {}).get(PLANCHER, 0))


def version_files(home: Path) -> list[Path]:
    """The files of every version still kept, oldest first."""
    files = (home / "data" / "curated").glob(f"{PREFIXE}*.duckdb")
    return sorted(files, key=lambda path: (path.stat().st_mtime_ns, path.name))


def keep_last(home: Path, count: int) -> None:
    """Delete the oldest versions beyond `count`; one still open elsewhere waits for the next run."""
    current = published_path(home).resolve()
    others = [path for path in version_files(home) if path.resolve() != current]
    for path in others[: max(0, len(others) - (count - 1))]:
        with suppress(OSError):
            path.unlink()
