"""What a delivery weighs, kept with the version so that the next one is compared without reading this one
again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from workbench.socle.tables import frame
from workbench.sources.modeles import Lecture
from workbench.sources.porte.contrat import contracts

COUPEE = "LIGNE_DECALEE"
GRANDS = (
    "rpps_public",
    "rpps_restreint",
    "porteurs_cps",
)  # millions of rows: whole-row duplicates are not looked for


def deliveries(lectures: Sequence[Lecture]) -> pl.DataFrame:
    """`meta.livraison`: one row a source read, without its verdict."""
    return frame("meta.livraison", (_delivery(lecture) for lecture in lectures))


def columns(lectures: Sequence[Lecture], regles: Mapping[str, Any]) -> pl.DataFrame:
    """`meta.livraison_colonne`: one row a column of the contract, mapped or not."""
    reached = float(regles["dates"]["atteinte"])
    return frame(
        "meta.livraison_colonne", (row for lecture in lectures for row in _columns(lecture, reached))
    )


def fingerprint(lecture: Lecture) -> str:
    """One fingerprint for the files of a source, whatever their order and names."""
    return hashlib.sha256("".join(sorted(file.sha256 for file in lecture.fichiers)).encode()).hexdigest()


def _delivery(lecture: Lecture) -> dict[str, object]:
    source, rows = lecture.source, lecture.lignes
    refused = lecture.rejets.filter(pl.col("gravite") == "ligne")
    keys = [name for name in contracts()[source.nature]["cle"] if name in rows.columns]
    alone = rows.drop("source", "fichier", "ligne", strict=False)
    return {
        "source": source.code,
        "nature": source.nature,
        "livraison": lecture.fichiers[0].livraison,
        "fichiers": ", ".join(file.nom for file in lecture.fichiers),
        "empreinte": fingerprint(lecture),
        "lignes": sum(file.lignes for file in lecture.fichiers),
        "retenues": rows.height,
        "refusees": refused.height,
        "doublons": 0 if source.nature in GRANDS else rows.height - alone.n_unique() if rows.height else 0,
        "personnes": rows.select(pl.coalesce(keys)).drop_nulls().n_unique() if keys else rows.height,
        "coupee": _cut(lecture, refused),
        "finie": _ended(lecture),
    }


def _cut(lecture: Lecture, refused: pl.DataFrame) -> bool:
    """The last line of a file does not have its columns: the transfer stopped there."""
    for file in lecture.fichiers:
        ragged = refused.filter((pl.col("fichier") == file.nom) & (pl.col("code") == COUPEE))["ligne"].max()
        kept = lecture.lignes.filter(pl.col("fichier") == file.nom)["ligne"].max()
        others = refused.filter((pl.col("fichier") == file.nom) & (pl.col("code") != COUPEE))["ligne"].max()
        if ragged is not None and all(ragged > other for other in (kept, others) if other is not None):  # type: ignore[operator]
            return True
    return False


def _ended(lecture: Lecture) -> bool | None:
    """Every text file ends with a line end; None when there is none."""
    told = [file.finie for file in lecture.fichiers if file.finie is not None]
    return all(told) if told else None


def _columns(lecture: Lecture, reached: float) -> list[dict[str, object]]:
    rows, contract = lecture.lignes, contracts()[lecture.source.nature]
    dates = set(contract.get("dates", []))
    names = [*contract["textes"], *contract.get("dates", []), *contract.get("booleens", [])]
    found = []
    for name in (name for name in names if name in rows.columns):
        values = rows[name]
        filled = rows.height - values.null_count()
        row: dict[str, object] = {
            "source": lecture.source.code,
            "colonne": name,
            "presente": all(name in file.colonnes for file in lecture.fichiers),
            "remplies": filled,
            "part": filled / rows.height if rows.height else None,
        }
        if name in dates and filled:
            row |= {"premiere": values.min(), "derniere": values.max(), "atteinte": _reached(values, reached)}
        found.append(row)
    return found


def _reached(dates: pl.Series, part: float) -> dt.date | None:
    ordered = dates.drop_nulls().sort()
    day = ordered[min(ordered.len() - 1, int(part * ordered.len()))]
    return day if isinstance(day, dt.date) else None
