"""Text → canonical values, as polars expressions: dates in every shape systems write, yes/no, codes."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from importlib.resources import files

import polars as pl

from workbench.sources.porte.dates import read_distinct

OCTETS = r"^X'((?:[0-9A-Fa-f]{2})+)'$"


def in_letters(received: pl.DataFrame) -> pl.DataFrame:
    """Cells that csvde writes as bytes as soon as they hold an accent (« X'4cc3a961' ») as their text; bytes
    that are no text stay as they came.
    """
    texts = [name for name, kind in received.schema.items() if kind == pl.String]
    found = received.select(pl.col(texts).str.contains(OCTETS).any()) if texts else received
    for name in (one for one in texts if found[one][0]):
        cells = received[name].filter(received[name].str.contains(OCTETS).fill_null(False)).unique()
        received = received.with_columns(pl.col(name).replace({cell: _letters(cell) for cell in cells}))
    return received


def _letters(cell: str) -> str:
    try:
        text = bytes.fromhex(cell[2:-1]).decode("utf-8")
    except UnicodeDecodeError:
        return cell
    return text if text.isprintable() else cell


def parse_date(
    column: str, declared: str | None = None, sens: str = "", date: dt.date | None = None
) -> pl.Expr:
    """Date of a text column, its form decided from the whole column (`dates.decide`); null when it is no
    date.

    Args:
        sens, date: meaning and run's date, for bounds and two-digit years (see `dates.toml`).
    """
    return pl.col(column).map_batches(
        lambda texts: read_distinct(texts, sens, date, declared)[0]["jour"], return_dtype=pl.Date
    )


@cache
def value_dictionary(kind: str) -> dict[str, str]:
    """Received value (capitals, no accents) → canonical value, for type_contrat, sexe, mode_auth, booleen…"""
    data = tomllib.loads(files("workbench.sources.porte").joinpath("valeurs.toml").read_text("utf-8"))
    return {received: canonical for canonical, values in data.get(kind, {}).items() for received in values}


def plain(column: str) -> pl.Expr:
    """Capitals, accents off, blanks squeezed: how received values are compared."""
    return (
        pl.col(column)
        .str.normalize("NFKD")
        .str.replace_all(r"\p{M}", "")
        .str.to_uppercase()
        .str.replace_all(r"\s+", " ")
        .str.strip_chars()
    )


def map_values(column: str, kind: str, local: dict[str, str]) -> pl.Expr:
    """Canonical value of a coded column; unknown values become null (the caller reports them)."""
    from workbench.sources.lecture.lecteurs import header_key

    known = value_dictionary(kind) | {key: key for key in set(value_dictionary(kind).values())}
    known |= {value.upper(): value for value in set(value_dictionary(kind).values())}
    here = {" ".join(key.upper().split()): value for key, value in local.items()}
    here |= {header_key(key): value for key, value in local.items()}
    return plain(column).replace_strict(known | here, default=None, return_dtype=pl.String)


def parse_boolean(column: str, local: dict[str, str]) -> pl.Expr:
    """True/false from O/N, 1/0, Actif…, or from an AD userAccountControl (bit 2 set = disabled).

    An empty cell means what `local` says of "", nothing otherwise.
    """
    number = pl.col(column).str.extract(r"^(\d{3,})(?:[.,]0+)?$", 1).cast(pl.Int64, strict=False)
    word = map_values(column, "booleen", local)
    from_uac = (number // 2) % 2 == 0
    read = pl.when(word.is_not_null()).then(word == "oui").when(number.is_not_null()).then(from_uac)
    if "" not in local:
        return read
    return pl.when(pl.col(column).is_null()).then(pl.lit(local[""] == "oui")).otherwise(read)
