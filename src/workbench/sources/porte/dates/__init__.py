"""Dates of a column: its form is decided from all its values (`forme`), each value is read once (`texte`),
what is no date is told apart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from workbench.sources.porte.dates.forme import decide
from workbench.sources.porte.dates.texte import CHIFFRES, Forme, Lue, Ordre, Reader, cleaned, regles

__all__ = [
    "Ordre",
    "decide",
    "meaning_of",
    "normal_form",
    "read_distinct",
    "regles",
    "same_all_year",
    "same_hand",
]


def meaning_of(column: str, nature: str = "") -> str:
    """The meaning (`naissance`, `debut`…) of a canonical column, "" when it has none of its own."""
    if column == "date_naissance" and nature.startswith(("rpps", "porteurs")):
        return "naissance_nationale"
    return next((sens for sens, rule in regles()["sens"].items() if column in rule["colonnes"]), "")


def normal_form(declared: str | None) -> str | None:
    """A `format_date` as people write it (jj/mm/aaaa, dd/mm/yyyy) in the language of strptime."""
    if not declared or "%" in declared:
        return declared or None
    out = declared.lower()
    for words, code in (
        (("aaaa", "yyyy"), "%Y"),
        (("jj", "dd"), "%d"),
        (("mm",), "%m"),
        (("aa", "yy"), "%y"),
    ):
        for word in words:
            out = out.replace(word, code, 1)
    return out


def same_hand(formes: Mapping[str, Forme]) -> Ordre | None:
    """The order that the proven columns of one file share, None when none is proven or they differ."""
    proven = {forme.ordre for forme in formes.values() if forme.preuve and not forme.refus}
    return proven.pop() if len(proven) == 1 else None


def read_distinct(
    texts: pl.Series,
    sens: str = "",
    today: dt.date | None = None,
    declared: str | None = None,
    voisine: Ordre | None = None,
) -> tuple[pl.DataFrame, Forme]:
    """Read a series of texts.

    Args:
        texts: String; distinct or not, each distinct text is read once.
        sens: meaning (see `dates.toml`): bounds and pivot; "" for none.
        today: the run's date; None leaves the bounds out.
        declared: the column's form if the settings give it.
        voisine: the order of the file's other date columns, for a column whose own values prove nothing.

    Returns:
        A frame aligned with `texts`: jour (Date), annee (Int32), etat (String); and the form decided.
    """
    form = normal_form(declared)
    distinct = [text for text in texts.unique().to_list() if text is not None]
    forme = decide(distinct, sens, today, form)
    if voisine and not forme.preuve and not forme.melange:
        settled = voisine == "mj"  # what looks month first is, when the other columns prove it
        forme = replace(forme, ordre=voisine, refus="" if settled else forme.refus)
    reader = Reader(forme, sens, today, form)
    read = {text: reader.read(text) for text in distinct}
    rows = [read.get(text, Lue(None, None, "vide")) for text in texts.to_list()]
    frame = pl.DataFrame(
        {
            "jour": pl.Series([one.jour for one in rows], dtype=pl.Date),
            "annee": pl.Series([one.annee for one in rows], dtype=pl.Int32),
            "etat": pl.Series([one.etat for one in rows], dtype=pl.String),
        }
    )
    return frame, forme


def same_all_year(texts: pl.Series) -> bool:
    """Whatever day of one year the run bears, these texts are read alike: bounds and centuries hang on its
    year; only a column whose day and month nothing tells apart hangs on the day itself.
    """
    told = texts.drop_nulls().unique()
    if told.str.contains(r"^(?:1[3-9]|2\d|3[01])/(?:0[1-9]|1[0-2])/\d{4}$").any():
        return True
    return not any(CHIFFRES.fullmatch(cleaned(text)) for text in told)
