"""Definitions, marts and measures, all held as data beside this module."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from workbench.socle.regles import lire

ROOM = "workbench.marts"
_ROOM = files(ROOM)
_ENTETE = re.compile(
    r"-- mart: (\w+) \| acces: (comptage|nominatif) \| forme: (table|vue) \| rang: (\d)\n-- (.+)\n"
)


@dataclass(frozen=True)
class Mart:
    """One question, answered: its name under `mart`, whether it names people, its query."""

    nom: str
    nominatif: bool
    materialise: bool
    rang: int
    description: str
    sql: str


def marts() -> list[Mart]:
    """Every mart of `marts/*.sql`, in order of creation."""
    found = [_mart(text) for _, text in _sql("marts")]
    return sorted(found, key=lambda mart: (mart.rang, mart.nom))


def mesures() -> list[str]:
    """Queries of the indicators kept from run to run."""
    return [text for _, text in _sql("mesures")]


def catalogue(home: Path | None = None) -> dict[str, Any]:
    """`catalogue.toml`: the note and the definitions of the milestones."""
    return lire(ROOM, "catalogue.toml", home)


def csv_table(name: str) -> pl.DataFrame:
    """A table of this room, every column text."""
    return pl.read_csv(BytesIO(_ROOM.joinpath(name).read_bytes()), infer_schema=False)


def _sql(folder: str) -> list[tuple[str, str]]:
    entries = [entry for entry in _ROOM.joinpath(folder).iterdir() if entry.name.endswith(".sql")]
    return sorted((entry.name, entry.read_text("utf-8")) for entry in entries)


def _mart(text: str) -> Mart:
    header = _ENTETE.match(text)
    if header is None:
        raise ValueError(f"a mart without its header: {text[:60]}")
    name, reading, form, rank, description = header.groups()
    traits = ",\n        ".join(f"count(nullif({trait}::VARCHAR, '')) AS {trait}" for trait in _traits())
    query = text.replace("{{comptes}}", traits)
    return Mart(name, reading == "nominatif", form == "table", int(rank), description, query)


def _traits() -> list[str]:
    return sorted(set(csv_table("traits.csv")["trait"]))
