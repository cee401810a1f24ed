"""The Luhn key (ISO/IEC 7812) of a text and of a column."""

from __future__ import annotations

import polars as pl
from stdnum import luhn


def luhn_valide(digits: str) -> bool:
    """Luhn (ISO/IEC 7812) over all the digits, key included."""
    return digits.isascii() and digits.isdigit() and bool(luhn.is_valid(digits))


def luhn_cle(body: str) -> str:
    """The key that makes `body + key` pass Luhn."""
    return str(luhn.calc_check_digit(body))


def luhn_expr(digits: pl.Expr, length: int) -> pl.Expr:
    """Luhn over a column of texts of exactly `length` digits; false for any other text."""
    number = pl.when(digits.str.contains(f"^[0-9]{{{length}}}$")).then(digits).cast(pl.Int64, strict=False)
    return (_somme_luhn(number, length, 1) % 10 == 0).fill_null(False)


def luhn_cle_expr(body: pl.Expr, length: int) -> pl.Expr:
    """The key of a column of whole numbers of at most `length` digits."""
    return -_somme_luhn(body, length, 2) % 10


def _somme_luhn(number: pl.Expr, length: int, first: int) -> pl.Expr:
    total = pl.lit(0, pl.Int64)
    for rank in range(length):
        digit = number // 10**rank % 10
        doubled = (rank + first) % 2 == 0
        total = total + (digit * 2 - 9 * (digit > 4).cast(pl.Int64) if doubled else digit)
    return total
