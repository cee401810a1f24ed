"""What a run tells afterwards, and how its steps are timed."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from workbench.access import ouvrir_version

COMPAREES = ("curated.identite", "curated.redirection", "curated.lien_rpps")  # what `movements` compares


class Mesure:
    """A stopwatch: `with mesure("lecture", "Lecture des livraisons"):` times a step and announces it."""

    def __init__(self, progress: Callable[[str], None] | None = None) -> None:
        self.commencee_le = dt.datetime.now().replace(microsecond=0)
        self.etapes: dict[str, float] = {}
        self._progress = progress

    @contextmanager
    def __call__(self, code: str, libelle: str) -> Iterator[None]:
        """Announce a step, then keep its seconds."""
        if self._progress:
            self._progress(libelle)
        started = time.perf_counter()
        yield
        self.etapes[code] = round(time.perf_counter() - started, 3)

    def closing(self) -> dict[str, object]:
        """Last columns of `meta.execution`."""
        return {"terminee_le": dt.datetime.now().replace(microsecond=0), "memoire_mo": peak_memory()}


def peak_memory() -> int | None:
    """Peak resident memory of this process in MiB, None where the system does not say."""
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak / 1024**2 if sys.platform == "darwin" else peak / 1024)


@dataclass(frozen=True)
class Mouvements:
    """What moved since the version published before: people and confirmed numbers, counted."""

    personnes_creees: int
    personnes_fusionnees: int
    liens_gagnes: int
    liens_perdus: int


def movements(
    before: Mapping[str, pl.DataFrame | None], after: Mapping[str, pl.DataFrame]
) -> Mouvements | None:
    """Compare `curated.identite`, `redirection` and `lien_rpps`; None on a first run, where everything is
    new.
    """
    if before.get("curated.identite") is None:
        return None
    ids = [_keys(frames, "curated.identite", "id_unique") for frames in (before, after)]
    towards, confirmed = (
        pl.col("id_nouveau").is_not_null(),
        pl.col("statut") == "confirme",
    )  # no target: retired
    merged = [_keys(frames, "curated.redirection", "id_ancien", where=towards) for frames in (before, after)]
    links = [
        _keys(frames, "curated.lien_rpps", "id_unique", "rpps", where=confirmed) for frames in (before, after)
    ]
    return Mouvements(
        len(ids[1] - ids[0]), len(merged[1] - merged[0]), len(links[1] - links[0]), len(links[0] - links[1])
    )


def _keys(
    frames: Mapping[str, pl.DataFrame | None], table: str, *columns: str, where: pl.Expr | None = None
) -> set[tuple[Any, ...]]:
    frame = frames.get(table)
    if frame is None or not frame.height:
        return set()
    rows = frame if where is None else frame.filter(where)
    return set(rows.select(columns).iter_rows())


@dataclass(frozen=True)
class Bilan:
    """A run, published or kept as a candidate."""

    date: dt.date
    chemin: Path
    etapes: dict[str, float]
    memoire_mo: int | None
    synthese: dict[str, Any]
    jalons: pl.DataFrame
    transition: pl.DataFrame
    situations: pl.DataFrame
    mouvements: Mouvements | None = None
    constats: tuple[str, ...] = ()


def summarise(
    home: Path, written: Path, date: dt.date, mesure: Mesure, mouvements: Mouvements | None = None
) -> Bilan:
    """Read back, through the gate, the version just written."""
    acces = ouvrir_version(home, "workbench run", "bilan de l'exécution", written)
    return Bilan(
        date=date,
        chemin=written,
        etapes=dict(mesure.etapes),
        memoire_mo=peak_memory(),
        synthese=acces.agregat("mart.synthese").row(0, named=True),
        jalons=acces.agregat("mart.jalon"),
        transition=acces.agregat("mart.transition"),
        situations=acces.agregat("mart.compte_situation"),
        mouvements=mouvements,
    )
