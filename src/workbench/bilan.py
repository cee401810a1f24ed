"""What a run tells afterwards, and how its steps are timed."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from workbench.access import ouvrir
from workbench.warehouse import published_path


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
class Bilan:
    """A published run."""

    date: dt.date
    chemin: Path
    etapes: dict[str, float]
    memoire_mo: int | None
    synthese: dict[str, Any]
    jalons: pl.DataFrame
    transition: pl.DataFrame
    situations: pl.DataFrame


def summarise(home: Path, date: dt.date, mesure: Mesure) -> Bilan:
    """Read back, through the gate, what was just published."""
    acces = ouvrir(home, "workbench run", "bilan de l'exécution")
    return Bilan(
        date=date,
        chemin=published_path(home),
        etapes=dict(mesure.etapes),
        memoire_mo=peak_memory(),
        synthese=acces.agregat("mart.synthese").row(0, named=True),
        jalons=acces.agregat("mart.jalon"),
        transition=acces.agregat("mart.transition"),
        situations=acces.agregat("mart.compte_situation"),
    )
