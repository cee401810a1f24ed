"""What became of a source's anomalies since the version before: those still there, the new ones, the gone."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import polars as pl

from workbench.access import Acces, VersionAncienne, ouvrir_version
from workbench.documents.listes.anomalies_dites import kept
from workbench.warehouse.publication import kept_versions, published_date

NOUVELLE, DEJA_LA = "nouvelle", "déjà là"
NOMBRE = re.compile(r"\d+|\(s\)|(?<=\w)s\b")  # a fault of a whole file says how many lines, one or several
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


def follow(acces: Acces, source: str, lines: pl.DataFrame, key: str = "") -> Suivi:
    """Compare today's lines with those of the last version kept from before (read through the gate).

    Args:
        key: the column a record of the source is known by, in what was received of it.
    """
    le, former = _before(acces, source)
    if le is None:
        return Suivi(None, ["première mesure"] * lines.height, [])
    # a version from before the key was kept knows its faults by their values alone: so they are compared
    sans = {row["code"] for row in former} - {row["code"] for row in former if _record(row, key)}

    def told(row: dict[str, Any]) -> Cle:
        return _key(row, None if row["code"] in sans else _record(row, key), key)

    restent = Counter(map(told, former))
    dits = []
    for row in lines.iter_rows(named=True):
        connue = restent[told(row)] > 0
        restent[told(row)] -= connue
        dits.append(DEJA_LA if connue else NOUVELLE)
    parties = []
    for row in former:
        if restent[told(row)] > 0:
            restent[told(row)] -= 1
            parties.append(row)
    return Suivi(le, dits, parties)


def _record(row: dict[str, Any], key: str) -> str | None:
    """How the record of a line is known; None of a fault told of a whole file, or of nobody."""
    return row["cle_source"] or (kept(row["recu"]) or {}).get(key)


def _key(row: dict[str, Any], cle: str | None, key: str) -> Cle:
    """The same fault of the same record: a file is written again each month, its line numbers move."""
    lues = kept(row["recu"])
    sans = {name: value for name, value in lues.items() if name != key} if lues else row["recu"]
    return row["code"], cle, None if cle else str(sans or NOMBRE.sub("", row["motif"] or ""))


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
