"""Column titles, said once: `titres.toml`, column code → what a reader sees above the column."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from workbench.socle import regles


@dataclass(frozen=True)
class Titre:
    """A column as a reader meets it; `format`: how its numbers are written when the page says nothing."""

    titre: str
    aide: str = ""
    format: str = ""


@cache
def catalogue() -> dict[str, Titre]:
    """Every known column, by code."""
    lus = regles.lire("workbench.looks", "titres.toml")["titres"]
    return {code: Titre(dit) if isinstance(dit, str) else Titre(**dit) for code, dit in lus.items()}


def de(codes: str = "", **autres: str) -> dict[str, str]:
    """Column code → title, in that order, for a table.

    Args:
        codes: column codes of `titres.toml`, separated by spaces.
        autres: titles of this table alone: they replace the usual one where `codes` names it, else come
        after.

    Raises:
        KeyError: a code that has no title, neither in the file nor here.
    """
    return {code: autres.get(code) or catalogue()[code].titre for code in codes.split()} | autres


def aide(code: str, titre: str) -> str:
    """The help of a column shown under its usual title; empty otherwise."""
    connu = catalogue().get(code)
    return connu.aide if connu and connu.titre == titre else ""


def format_de(code: str) -> str:
    """How the numbers of a column are written by default; empty when as any number."""
    connu = catalogue().get(code)
    return connu.format if connu else ""
