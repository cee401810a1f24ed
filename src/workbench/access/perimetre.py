"""What a person's scope lets through of a mart: rows of their own establishments and services, no others.

A row that also points at somebody else is theirs only when both people are.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from workbench.socle.settings import Perimetre


@cache
def listed(kind: str) -> frozenset[str]:
    """What `perimetre.toml` lists: marts about the whole group (`ensemble`, `vides`), columns that point at
    somebody else (`autrui`).
    """
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

    def within(self, other: Portee | None) -> Portee:
        """What both let through; None lets everything through."""
        if other is None:
            return self
        both = [
            Perimetre(etablissement=mine.etablissement, services=services)
            for mine in self.parts
            for theirs in other.parts
            if mine.etablissement == theirs.etablissement
            and (services := _common(mine.services, theirs.services)) is not None
        ]
        return Portee(tuple(both))

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
            mine = f"IN (SELECT id_unique FROM mart.identite WHERE {rows})"
            others = [
                f' AND ("{name}" IS NULL OR "{name}" {mine})'
                for name in sorted(listed("autrui") & {*columns})
            ]
            return f"id_unique {mine}" + "".join(others), values
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


def chosen(dans: Mapping[str, str], columns: Collection[str]) -> dict[str, str]:
    """What narrows a mart of these columns to the scope somebody chose to read in (axis → value).

    Nothing when one axis is no column of it: half a scope would be a third figure, neither the service's nor
    the group's.
    """
    return dict(dans) if follows(dans, columns) else {}


def follows(dans: Mapping[str, str], columns: Collection[str]) -> bool:
    """Whether a mart of these columns holds every axis of that scope."""
    return {*dans} <= {*columns}


def _common(some: list[str], others: list[str]) -> list[str] | None:
    """Services of both; an empty list names them all, None is no service at all."""
    if not some or not others:
        return some or others
    return [one for one in some if one in others] or None
