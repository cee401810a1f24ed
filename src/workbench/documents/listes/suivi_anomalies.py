"""What became of a source's anomalies since the version before: those still there, the new ones, the gone."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import polars as pl

from workbench.access import Acces, VersionAncienne, ouvrir_version
from workbench.looks.formats import jour
from workbench.warehouse.publication import kept_versions, published_date

NOUVELLE = "nouvelle"
NOMBRE = re.compile(r"\d+")  # a fault told once for a file says how many lines it touches
TRI = ("fichier", "ligne", "code")
Cle = tuple[str, str | None, str | None]


@dataclass(frozen=True)
class Suivi:
    """`le`: date of the version compared with, None when none can be; `dits`: what each line of today is, in
    its order; `parties`: the lines of then that are no longer there.
    """

    le: dt.date | None
    dits: list[str]
    parties: list[dict[str, Any]]


def follow(acces: Acces, source: str, lines: pl.DataFrame) -> Suivi:
    """Compare today's lines with those of the last version kept from before (read through the gate)."""
    le, former = _before(acces, source)
    if le is None:
        return Suivi(None, ["première mesure"] * lines.height, [])
    restent = Counter(map(_key, former))
    dits = []
    for row in lines.iter_rows(named=True):
        connue = restent[_key(row)] > 0
        restent[_key(row)] -= connue
        dits.append(f"déjà là le {jour(le)}" if connue else NOUVELLE)
    parties = []
    for row in former:
        if restent[_key(row)] > 0:
            restent[_key(row)] -= 1
            parties.append(row)
    return Suivi(le, dits, parties)


def _key(row: dict[str, Any]) -> Cle:
    """The same fault of the same record: a file is written again each month, its line numbers move."""
    cle = row["cle_source"]
    return row["code"], cle, None if cle else row["recu"] or NOMBRE.sub("", row["motif"] or "")


def _before(acces: Acces, source: str) -> tuple[dt.date | None, list[dict[str, Any]]]:
    current = published_date(acces.home)
    kept = [(day, path) for day, path in kept_versions(acces.home) if current and day < current]
    if not kept:
        return None, []
    day, path = kept[-1]
    then = ouvrir_version(acces.home, acces.utilisateur, "évolution des anomalies", path)
    try:
        lines = then.nominatif("mart.anomalie_detail", source=source)
    except VersionAncienne:
        return None, []
    return day, lines.sort(*TRI, nulls_last=True).to_dicts()
