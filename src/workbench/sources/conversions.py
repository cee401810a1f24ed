"""Text → canonical values, as polars expressions: dates in every shape systems write, yes/no, codes."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

import polars as pl

_FORMATS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d")
_FILETIME_EPOCH_DAYS = 134_774  # days between 1601-01-01 and 1970-01-01
_JAMAIS = 2_900  # a year from here on means « no end »


def parse_date(column: str, declared: str | None = None) -> pl.Expr:
    """Date of a text column; null when empty, unreadable, or a sentinel (01/01/1900, 31/12/9999, FILETIME 0 or max).

    Reads dd/mm/yyyy, ISO (time dropped), yyyymmdd, yyyyMMddHHmmss.0Z, Excel serials, Windows FILETIME.
    """
    text = pl.col(column).str.strip_chars()
    day = text.str.extract(r"^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(?:[ T].*)?$", 1)
    compact = text.str.extract(r"^(\d{8})(?:\d{6}(?:\.\d+)?Z?)?$", 1)
    serial = text.str.extract(r"^(\d{5})(?:\.\d+)?$", 1).cast(pl.Int32, strict=False)
    ticks = text.str.extract(r"^(\d{17,19})$", 1).cast(pl.Int64, strict=False)
    short = text.str.extract(r"^(\d{1,2}/\d{1,2}/\d{2})$", 1)
    attempts = [] if declared is None else [text.str.to_date(declared, strict=False)]
    attempts += [day.str.to_date(fmt, strict=False) for fmt in _FORMATS]
    attempts += [
        compact.str.to_date("%Y%m%d", strict=False),
        (pl.lit(0).cast(pl.Date) + pl.duration(days=serial - 25_569)).cast(pl.Date),
        pl.when(ticks < 9_000_000_000_000_000_000).then(
            (
                pl.lit(0).cast(pl.Date) + pl.duration(days=ticks // 864_000_000_000 - _FILETIME_EPOCH_DAYS)
            ).cast(pl.Date)
        ),
        short.str.to_date("%d/%m/%y", strict=False),
    ]
    found = pl.coalesce(attempts)
    real = (found.dt.year() < _JAMAIS) & (found > pl.date(1900, 1, 1))
    return pl.when(real).then(found)


def is_blank_date(column: str) -> pl.Expr:
    """True where the text says « no date » rather than an unreadable one."""
    text = pl.col(column).str.strip_chars()
    never = text.str.contains(
        r"(9999|2999|^01/01/1900|^1900-?01-?01|^1601-01-01|^00/00/0000|^00000000$|^0$|^922337\d+$)"
    )
    return text.is_null() | (text == "") | never


@cache
def value_dictionary(kind: str) -> dict[str, str]:
    """Received value (capitals, no accents) → canonical value, for type_contrat, sexe, mode_auth, booleen…"""
    data = tomllib.loads(files("workbench.sources").joinpath("valeurs.toml").read_text("utf-8"))
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
    from workbench.sources.lecteurs import header_key

    known = value_dictionary(kind) | {key: key for key in set(value_dictionary(kind).values())}
    known |= {value.upper(): value for value in set(value_dictionary(kind).values())}
    here = {" ".join(key.upper().split()): value for key, value in local.items()}
    here |= {header_key(key): value for key, value in local.items()}
    return plain(column).replace_strict(known | here, default=None, return_dtype=pl.String)


def parse_boolean(column: str, local: dict[str, str]) -> pl.Expr:
    """True/false from O/N, 1/0, Actif…, or from an AD userAccountControl (bit 2 set = disabled)."""
    number = pl.col(column).str.extract(r"^(\d{3,})$", 1).cast(pl.Int64, strict=False)
    word = map_values(column, "booleen", local)
    from_uac = (number // 2) % 2 == 0
    return pl.when(word.is_not_null()).then(word == "oui").when(number.is_not_null()).then(from_uac)
