"""Keys of names, as expressions fast enough for the national files."""

from __future__ import annotations

import polars as pl


def key_expr(column: str) -> pl.Expr:
    """A name as capitals only, accents and everything else off: the fast key for national-size files."""
    return (
        pl.col(column)
        .str.replace_all("œ|Œ", "OE")
        .str.replace_all("æ|Æ", "AE")
        .str.replace_all("ß", "SS")
        .str.replace_all("ł|Ł", "L")
        .str.replace_all("ø|Ø", "O")
        .str.replace_all("ı", "I")
        .str.normalize("NFKD")
        .str.to_uppercase()
        .str.replace_all(r"[^A-Z]", "")
    )


def first_given_expr(column: str) -> pl.Expr:
    """First given name as capitals only; spaces, commas, apostrophes and hyphens end it."""
    return (
        key_expr("_premier").alias(column)
        if column == "_premier"
        else (
            pl.col(column)
            .str.extract(r"^\s*([^\s,'’\-]+)", 1)
            .str.normalize("NFKD")
            .str.to_uppercase()
            .str.replace_all(r"[^A-Z]", "")
        )
    )
