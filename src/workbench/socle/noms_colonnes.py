"""The keys of `noms`, as polars expressions: national files hold more than a million rows.

Same results as `glued(letters(…))` and `given_keys(…)[0]` on French directory writing (a test holds them
together).
"""

from __future__ import annotations

import polars as pl

from workbench.socle.noms import APOSTROPHES, rules

_LIGATURES = {"œ|Œ": "OE", "æ|Æ": "AE", "ß": "SS", "ł|Ł": "L", "ø|Ø": "O", "ı": "I"}


def _capitals(text: pl.Expr) -> pl.Expr:
    for pattern, plain in _LIGATURES.items():
        text = text.str.replace_all(pattern, plain)
    return text.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_uppercase()


def surname_key(column: str) -> pl.Expr:
    """A surname as capitals only, particles kept, « ST » in full: « St-Léger » → « SAINTLEGER »."""
    text = _capitals(pl.col(column))
    for short, whole in rules()["abreviations"].items():
        text = text.str.replace_all(rf"(^|[^A-Z]){short}([^A-Z]+[A-Z])", f"${{1}}{whole}${{2}}")
    text = text.str.replace_all(r"(^|[^A-Z])ST([BCDFGJLMNPQSTVZ][A-Z]{3,})", "${1}SAINT${2}")
    return text.str.replace_all(r"[^A-Z]", "")


def first_given_key(column: str, *, separes: bool) -> pl.Expr:
    """First given name as capitals only: « M'Hamed Ali » → « MHAMED ».

    Args:
        separes: an apostrophe ends it (the restricted national extraction); otherwise it is inside.
    """
    opened = "".join(rules()["prenoms"]["elisions"])
    inside = "" if separes else r"(?:'[^\s,'\-]+)*"
    text = _capitals(pl.col(column).str.replace_all(f"[{APOSTROPHES}]", "'"))
    first = rf"^\s*((?:[{opened}][\s'\-]+)?[^\s,'\-]+{inside})"
    return text.str.extract(first, 1).str.replace_all(r"[^A-Z]", "")


def with_keys(rows: pl.DataFrame, nom: str, prenom: str, *, separes: bool = False) -> pl.DataFrame:
    """Add `_nom` and `_prenom`, the keys of these columns; each distinct text is keyed once, a national file
    holds few.

    Args:
        separes: as `first_given_key`.
    """
    surnames = rows.select(nom).unique().with_columns(_nom=surname_key(nom))
    given = rows.select(prenom).unique().with_columns(_prenom=first_given_key(prenom, separes=separes))
    return rows.join(surnames, on=nom, how="left").join(given, on=prenom, how="left")


def named(rows: pl.DataFrame, nom: str, prenom: str, *aussi: str, separes: bool = False) -> pl.DataFrame:
    """These columns, then the keys of the surname and of the first given name (`with_keys`): rows that have
    them all, once each.
    """
    read = with_keys(rows.select([*dict.fromkeys((nom, prenom, *aussi))]), nom, prenom, separes=separes)
    return read.select(*aussi, "_nom", "_prenom").drop_nulls().unique()
