"""What a nature of source must bring, and the titles a source's own file gives to it."""

from __future__ import annotations

from functools import cache
from typing import Any

import polars as pl
from rapidfuzz import process

from workbench.socle.settings import Source
from workbench.socle.tables import ENTREE, Table, tables
from workbench.sources.declarer.titres import libelle
from workbench.sources.lecture.titres import header_key

GENRES = {"textes": "texte", "dates": "date", "booleens": "booleen"}


@cache
def contracts() -> dict[str, Any]:
    """By nature, what a source must bring (socle/tables/entree.toml); under `defauts`, its national
    headers.
    """
    natures = {name.split(".")[1]: one for name, one in tables().items() if name.startswith(f"{ENTREE}.")}
    found: dict[str, Any] = {nature: _contract(one) for nature, one in natures.items()}
    headers = {
        nature: {c.nom: list(c.titres) for c in one.colonnes if c.titres} for nature, one in natures.items()
    }
    return {**found, "defauts": {nature: titles for nature, titles in headers.items() if titles}}


def _contract(table: Table) -> dict[str, Any]:
    def of(kind: str) -> list[str]:
        return [column.nom for column in table.colonnes if column.type == kind]

    return {
        "cle": list(table.cle),
        "obligatoires": [column.nom for column in table.colonnes if column.requis],
        "au_moins_un": list(table.au_moins_un),
        "unique": table.unique,
        **{name: of(kind) for name, kind in GENRES.items()},
    }


def column_mapping(source: Source) -> dict[str, list[str]]:
    """Canonical column → headers to look for, the source's own or the national defaults."""
    declared = source.colonnes or contracts().get("defauts", {}).get(source.nature, {})
    return {
        name: [headers] if isinstance(headers, str) else list(headers) for name, headers in declared.items()
    }


def title(source: Source, name: str) -> str:
    """A canonical column as its reader knows it: the title of the source's own file, else plain words."""
    own = source.colonnes.get(name)
    return libelle(name) if not own else own if isinstance(own, str) else own[0]


def found_columns(source: Source, frame: pl.DataFrame) -> tuple[str, ...]:
    """Canonical columns whose title is in this file."""
    present = {header_key(name) for name in frame.columns}
    return tuple(
        name
        for name, headers in column_mapping(source).items()
        if any(header_key(header) in present for header in headers)
    )


def wanted_headers(source: Source) -> set[str]:
    """Keys of every header this source's mapping may read."""
    return {header_key(header) for headers in column_mapping(source).values() for header in headers}


def say_missing(name: str, mapping: dict[str, list[str]], present: dict[str, str]) -> str:
    """What to say of a column the source maps and its file does not have."""
    headers = [header for part in name.split(" ou ") for header in mapping.get(part, [])]
    if not headers:
        return f"aucune colonne n'est rattachée à : {libelle(name)}"
    close = process.extractOne(header_key(headers[0]), list(present), score_cutoff=70)
    hint = f" (peut-être « {present[close[0]]} » ?)" if close else ""
    return f"la colonne « {headers[0]} », attendue pour : {libelle(name)}, n'est pas dans le fichier{hint}"
