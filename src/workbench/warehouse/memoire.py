"""What a run leaves for the next one: results that hang on unchanged files only, beside the versions.

An entry is believed when its key (contents, settings, code, libraries) is the one asked for and each of its
files has the digest its manifest gives; whatever else is found is made again, and damage is said. Entries
hold personal data (0700, 0600), never leave in a backup, and go as soon as a run has not asked for them.
Trials leave theirs there too (`leave`), until the next run.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from workbench.warehouse.publication import EN_CONSTRUCTION, curated_folder, private

T = TypeVar("T")
DOSSIER = "memoire"
MANIFESTE = "manifeste.json"
CODE = (".py", ".toml", ".csv")
BIBLIOTHEQUES = ("polars", "duckdb", "splink", "rapidfuzz", "anyascii")


@cache
def code_print(*rooms: str) -> str:
    """A digest of the code and rules of these rooms (`sources`, `socle`…) and of the libraries they use."""
    digest = hashlib.sha256("".join(f"{name} {version(name)};" for name in BIBLIOTHEQUES).encode())
    for room in sorted(rooms):
        for name, content in sorted(_contents(files("workbench").joinpath(room), room)):
            digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return digest.hexdigest()


def _contents(entry: Traversable, name: str) -> list[tuple[str, bytes]]:
    if entry.is_dir():
        return [pair for one in entry.iterdir() for pair in _contents(one, f"{name}/{one.name}")]
    return [(name, entry.read_bytes())] if name.endswith(CODE) else []


def key_of(*parts: object) -> str:
    """One key for all that a result hangs on; `parts` are what JSON can write."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def keep_recent(known: dict[str, T], cle: str, value: T, most: int) -> None:
    """Keep a value among the last ones a process made, the oldest given up first."""
    known[cle] = value
    while len(known) > most:
        known.pop(next(iter(known)))


def sha256(path: Path) -> str:
    """SHA-256 of a file, read by blocks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True)
class Entree:
    """One result kept: its folder, and what was said with it."""

    dossier: Path
    dit: dict[str, Any]

    def frame(self, name: str) -> pl.DataFrame:
        """One of its tables."""
        return pl.read_parquet(self.dossier / f"{name}.parquet", use_statistics=False)


@dataclass
class Memoire:
    """The entries of a home; used under `run_lock`, or `seule`: read only, whatever a run is doing.

    `dire` is told, in French, of one that is damaged.
    """

    home: Path
    dire: Callable[[str], None] | None = None
    seule: bool = False
    _asked: set[str] = field(default_factory=set)

    @property
    def folder(self) -> Path:
        """Where entries are, created private."""
        path = curated_folder(self.home) / DOSSIER
        if self.seule:
            return path
        path.mkdir(exist_ok=True, mode=0o700)
        private(path)
        return path

    def find(self, genre: str, cle: str) -> Entree | None:
        """The entry of this kind and key, or None: never made, or damaged (then removed)."""
        self._asked.add(_name(genre, cle))
        return self._sound(self.folder / _name(genre, cle), genre, cle)

    def only(self, genre: str) -> Entree | None:
        """The entry of this kind when there is one, whatever its key: what it holds says what it hangs on."""
        places = [*self.folder.glob(f"{genre}-*")] if self.folder.is_dir() else []
        return self._sound(places[0], genre) if len(places) == 1 else None

    def _sound(self, place: Path, genre: str, cle: str | None = None) -> Entree | None:
        if not place.is_dir():
            return None
        try:
            manifest = json.loads((place / MANIFESTE).read_text("utf-8"))
            known = manifest["cle"] == cle if cle else place.name == _name(genre, manifest["cle"])
            sound = known and all(
                sha256(place / name) == digest for name, digest in manifest["fichiers"].items()
            )
            said = dict(manifest["dit"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            sound = False
        if sound:
            return Entree(place, said)
        if self.seule:
            return None
        if self.dire:
            self.dire(f"Mémoire de travail abîmée ({place.name}) : refaite.")
        shutil.rmtree(place, ignore_errors=True)
        return None

    def keep(
        self,
        genre: str,
        cle: str,
        tables: Mapping[str, pl.DataFrame],
        dit: Mapping[str, Any],
        others: Mapping[str, Path] | None = None,
    ) -> None:
        """Keep a result: `tables` as Parquet, `others` (name → a file moved in), `dit` as JSON.

        A disk that refuses costs the next run its time, never this one its end.
        """
        if self.seule:
            return
        self._asked.add(_name(genre, cle))
        place = self.folder / _name(genre, cle)
        built = place.with_name(EN_CONSTRUCTION + place.name)
        try:
            shutil.rmtree(built, ignore_errors=True)
            built.mkdir(mode=0o700)
            for name, frame in tables.items():
                frame.write_parquet(built / f"{name}.parquet", compression_level=1, statistics=False)
            for name, path in (others or {}).items():
                path.replace(built / name)
            prints = {}
            for path in sorted(built.iterdir()):
                private(path)
                prints[path.name] = sha256(path)
            said = {"cle": cle, "fichiers": prints, "dit": dict(dit)}
            (built / MANIFESTE).write_text(json.dumps(said, ensure_ascii=False), "utf-8")
            private(built / MANIFESTE)
            shutil.rmtree(place, ignore_errors=True)
            built.replace(place)
        except OSError:
            shutil.rmtree(built, ignore_errors=True)

    def leave(
        self, genre: str, cle: str, tables: Mapping[str, pl.DataFrame], dit: Mapping[str, Any], most: int
    ) -> None:
        """Keep what a trial gave, without the run's lock: it is put in place whole, and a run takes it away.

        Args:
            most: how many of this kind stay, the last ones.
        """
        with suppress(OSError):  # somebody else's folder: the next trial takes its time
            self.keep(genre, cle, tables, dit)
            places = sorted(self.folder.glob(f"{genre}-*"), key=lambda place: place.stat().st_mtime_ns)
            for place in places[:-most]:
                shutil.rmtree(place, ignore_errors=True)

    def clear(self) -> None:
        """Remove every entry: what was erased elsewhere stays nowhere. The next run makes them again."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def tidy(self) -> None:
        """Remove every entry this run did not ask for, and what an interrupted one left."""
        for path in self.folder.iterdir():
            if path.name not in self._asked:
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    with suppress(OSError):
                        path.unlink()


def _name(genre: str, cle: str) -> str:
    return f"{genre}-{cle[:32]}"
