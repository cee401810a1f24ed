"""What a person's scope lets through of a mart: rows of their own establishments and services, no others."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from workbench.socle.settings import Perimetre


@cache
def listed(kind: str) -> frozenset[str]:
    """Marts about the whole group, as `perimetre.toml` lists them: `ensemble` or `vides`."""
    text = files("workbench.access").joinpath("perimetre.toml").read_text("utf-8")
    return frozenset(tomllib.loads(text)[kind])


@dataclass(frozen=True)
class Portee:
    """The scope of one person; no part at all: nothing is theirs."""

    parts: tuple[Perimetre, ...]

    def dite(self) -> str:
        """In words."""
        return " ; ".join(
            part.etablissement + (f" ({', '.join(part.services)})" if part.services else "")
            for part in self.parts
        )

    def condition(self, name: str, columns: Collection[str], first: int) -> tuple[str, list[Any]] | None:
        """The SQL condition on that mart of these columns and its values, numbered from `first`.

        None when nothing in the mart says whose its rows are: it may not be read.
        """
        if name in listed("ensemble"):
            return "true", []
        if name in listed("vides"):
            return "false", []
        if "id_unique" in columns:  # a record may say another service than its person's
            rows, values = self._rows(first)
            return f"id_unique IN (SELECT id_unique FROM mart.identite WHERE {rows})", values
        if {"etablissement", "service"} <= set(columns):
            return self._rows(first)
        return None

    def _rows(self, first: int) -> tuple[str, list[Any]]:
        alternatives, values = [], []
        for part in self.parts:
            values.append(part.etablissement)
            one = f"etablissement = ${first + len(values) - 1}"
            if part.services:
                marks = ", ".join(f"${first + len(values) + rank}" for rank in range(len(part.services)))
                values += part.services
                one += f" AND service IN ({marks})"
            alternatives.append(f"({one})")
        return f"({' OR '.join(alternatives)})" if alternatives else "false", values
