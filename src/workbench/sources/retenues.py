"""A file that did not change is not parsed twice: its reading is kept in the memory of the home."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from workbench.socle.settings import Limites, Source
from workbench.sources.lecture.titres import header_key
from workbench.sources.porte.dates import same_all_year
from workbench.warehouse.memoire import Memoire, code_print, key_of

GENRE = "lecture"
CODE = ("sources", "socle")
# Rows of one file, how many it held and of which columns, what was refused or said.
Lue = tuple[pl.DataFrame, tuple[int, tuple[str, ...]], list[dict[str, object]]]


@dataclass(frozen=True)
class Passage:
    """What a reading hangs on besides its source and its files; `memoire`: the readings already known."""

    date: dt.date
    limites: Limites
    memoire: Memoire | None = None


def same_every_day(frame: pl.DataFrame, titles: Sequence[Sequence[str]]) -> bool:
    """No date of this file is read differently on two days of one year.

    Args:
        titles: of each date column, the titles it may be read from; several leave it unknown, so False.
    """
    if any(len(several) > 1 for several in titles):
        return False
    wanted = {header_key(title) for one in titles for title in one}
    return all(same_all_year(frame[name]) for name in frame.columns if header_key(name) in wanted)


def remembered(
    source: Source,
    path: Path,
    digest: str,
    passage: Passage,
    read: Callable[[Source, Path, Passage], tuple[Lue, bool]],
) -> Lue:
    """What `read` gives, or gave when this file was last read with the same settings, code and date.

    Args:
        digest: SHA-256 of the file. read: gives a reading, and whether every day of the year gives the same.
    """
    memoire, date = passage.memoire, passage.date
    if memoire is None:
        return read(source, path, passage)[0]
    said = (source.model_dump(), passage.limites.model_dump())
    cle = key_of(digest, path.name, said, code_print(*CODE))
    known = memoire.find(GENRE, cle)
    if known and _holds(known.dit, date):
        held, columns = known.dit["tenu"]
        return known.frame("lignes"), (held, tuple(columns)), known.dit["rejets"]
    (rows, counted, rejets), steady = read(source, path, passage)
    said_with = {"jour": date.isoformat(), "annee": steady, "tenu": counted, "rejets": rejets}
    memoire.keep(GENRE, cle, {"lignes": rows}, said_with)
    return rows, counted, rejets


def _holds(said: dict[str, Any], date: dt.date) -> bool:
    """The reading is that of this day: the same, or a later one of its year when every day reads alike (what
    was not too far ahead then is not now).
    """
    read = dt.date.fromisoformat(said["jour"])
    return date == read or (said["annee"] and date > read and date.year == read.year)
