"""A file of another time, delivered as this one's: an earlier delivery's bytes, an older date in its name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from workbench.looks.formats import jour
from workbench.sources.ecarts import Ecart, Row
from workbench.sources.modeles import Lecture

# Year in front, day in front, year and month alone: a name dates its extraction in one of these ways.
_DATES = (
    re.compile(r"(?<!\d)(?P<a>20\d\d)(?P<s>[-_. ]?)(?P<m>0[1-9]|1[0-2])(?P=s)(?P<j>0[1-9]|[12]\d|3[01])"),
    re.compile(
        r"(?<!\d)(?P<j>0[1-9]|[12]\d|3[01])(?P<s>[-_. ]?)(?P<m>0[1-9]|1[0-2])(?P=s)(?P<a>20\d\d)(?!\d)"
    ),
    re.compile(r"(?<!\d)(?P<a>20\d\d)[-_. ]?(?P<m>0[1-9]|1[0-2])(?!\d)"),
)


def name_date(names: str) -> dt.date | None:
    """The latest date these file names hold; the last day of a month named alone; None without any."""
    found = []
    for pattern in _DATES:
        for seen in pattern.finditer(names):
            year, month, day = int(seen["a"]), int(seen["m"]), int(seen.groupdict().get("j") or 0)
            try:
                found.append(dt.date(year, month, day) if day else _month_end(year, month))
            except ValueError:
                continue
        if found:
            return max(found)
    return None


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


def stale(
    lecture: Lecture, former: Row | None, seen: pl.DataFrame | None, rule: Mapping[str, Any]
) -> Iterator[Ecart]:
    """What makes one think that this delivery is an older one.

    Args:
        former: what the last published delivery of the source weighed.
        seen: `meta.fichier`, every file ever read.
    """
    if former is None or lecture.fichiers[0].livraison <= former["livraison"]:
        return
    if seen is not None:
        here = {file.sha256 for file in lecture.fichiers}
        before = seen.filter(
            (pl.col("source") == lecture.source.code)
            & pl.col("sha256").is_in(list(here))
            & (pl.col("livraison") < former["livraison"])
        )
        last = seen.filter(
            (pl.col("source") == lecture.source.code) & (pl.col("livraison") == former["livraison"])
        )
        if before["sha256"].n_unique() == len(here) and not here <= set(last["sha256"]):
            day = jour(before["livraison"].max())  # type: ignore[arg-type]
            told = (
                f"le fichier est, au caractère près, celui du {day}, alors qu'un autre a été lu le"
                f" {jour(former['livraison'])} : un ancien fichier redéposé ? déposez celui de ce mois"
            )
            yield Ecart("ancien_fichier", told, True)
            return
    named, was = name_date(", ".join(file.nom for file in lecture.fichiers)), name_date(former["fichiers"])
    if named and was and named < was:
        told = (
            f"le nom du fichier porte le {jour(named)}, celui d'avant portait le {jour(was)} : un"
            " ancien fichier ? déposez celui de ce mois"
        )
        yield Ecart("nom_ancien", told, True)
    elif named and (gap := (lecture.fichiers[0].livraison - named).days) > rule["dates"]["retard_nom_jours"]:
        told = (
            f"le nom du fichier porte le {jour(named)}, {gap} jours avant la livraison : vérifiez que"
            " c'est bien l'export de ce mois"
        )
        yield Ecart("nom_en_retard", told, False)
