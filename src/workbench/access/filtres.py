"""What is asked of a mart, as SQL: its columns, the filters a reader gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb
import polars as pl

from workbench.access.roles import AccesRefuse
from workbench.socle.erreurs import ErreurWorkbench


class VersionAncienne(ErreurWorkbench):
    """The published version was written before this mart existed: the next run brings it."""


def columns_of(cursor: duckdb.DuckDBPyConnection, name: str, wanted: set[str]) -> list[str]:
    """The columns of a mart, which has those wanted.

    Raises:
        VersionAncienne: this version has no such mart. AccesRefuse: one of those columns is unknown.
    """
    try:
        known: list[str] = cursor.sql(f"SELECT * FROM mart.{name} LIMIT 0").columns
    except duckdb.CatalogException as error:
        raise VersionAncienne(
            "Version publiée plus ancienne que l’outil",
            f"Elle n’a pas encore mart.{name}.",
            "Lancez `workbench run`, puis rechargez la page.",
        ) from error
    if unknown := sorted(wanted - set(known)):
        raise AccesRefuse(
            "Colonne inconnue",
            f"mart.{name} n'a pas : {', '.join(unknown)}.",
            f"Colonnes : {', '.join(known)}.",
        )
    return known


def filtered(rows: pl.DataFrame, filtres: Mapping[str, Any]) -> pl.DataFrame:
    """The same filters as `conditions_of`, on rows already read."""
    if unknown := sorted(set(filtres) - set(rows.columns)):
        raise AccesRefuse(
            "Colonne inconnue", f"{', '.join(unknown)}.", f"Colonnes : {', '.join(rows.columns)}."
        )
    for column, value in filtres.items():
        several = list(value) if isinstance(value, (list, tuple, set, frozenset)) else [value]
        rows = rows.filter(pl.col(column).is_in(several, nulls_equal=True))
    return rows


def conditions_of(filtres: Mapping[str, Any], first: int = 1) -> tuple[list[str], list[Any]]:
    """One condition a filter, its values as parameters numbered from `first`; None asks for rows without a
    value.
    """
    conditions: list[str] = []
    values: list[Any] = []
    for column, value in filtres.items():
        several = list(value) if isinstance(value, (list, tuple, set, frozenset)) else [value]
        given = [item for item in several if item is not None]
        parts = []
        if given:
            start = first + len(values)
            marks = ", ".join(f"${rank}" for rank in range(start, start + len(given)))
            parts.append(f'"{column}" IN ({marks})')
            values += given
        if len(given) < len(several):
            parts.append(f'"{column}" IS NULL')
        conditions.append(f"({' OR '.join(parts)})" if parts else "false")
    return conditions, values
