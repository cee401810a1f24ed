"""Audits before publication: one SQL file each, every returned row is a fault, the header is what people
read.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from operator import itemgetter

import duckdb

from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.nir import SOUPCON, holds_nir, likely_expected

EXEMPLES = 5
NIR_MIN = 1e12  # no number below is one
ENTRE = "|"  # between two cells read end to end: no number runs across it


class AuditEchoue(ErreurWorkbench):
    """The built version breaks a rule: nothing is published."""


@dataclass(frozen=True)
class Audit:
    """A rule: its code, its French message, the query of its offending rows."""

    code: str
    message: str
    sql: str


def audits() -> list[Audit]:
    """Every audit of `audits/*.sql`, by name."""
    folder = files("workbench.warehouse").joinpath("audits")
    found = []
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".sql"):
            sql = entry.read_text("utf-8")
            found.append(
                Audit(entry.name.removesuffix(".sql"), sql.split("\n", 1)[0].lstrip("- ").strip(), sql)
            )
    return found


def run_audits(connection: duckdb.DuckDBPyConnection, deja: Collection[str] = ()) -> None:
    """Run them all on the version being built; the tables `deja` were sieved for NIRs when they were made.

    Raises:
        AuditEchoue: at least one returned rows; every one is named, with its first keys.
    """
    failures = []
    for audit in audits():
        if "{colonne}" in audit.sql:
            if found := nir_columns_of(connection, audit.sql, deja):
                failures.append(
                    f"{audit.message} [{audit.code}] {sum(found.values())} cas, dans :"
                    f" {', '.join(sorted(found))}"
                )
            continue
        rows = connection.execute(
            f"SELECT *, count(*) OVER () FROM ({audit.sql}) ORDER BY ALL LIMIT {EXEMPLES}"
        )
        offending = rows.fetchall()
        if offending:
            examples = " ; ".join(", ".join(str(value) for value in row[:-1]) for row in offending)
            failures.append(
                f"{audit.message} [{audit.code}] {offending[0][-1]} cas, par exemple : {examples}"
            )
    if failures:
        raise AuditEchoue(
            "Contrôle avant publication refusé",
            "\n".join(failures),
            "Rien n'a été publié : la version précédente reste en place. Corrigez la cause, puis relancez.",
        )


def nir_columns_of(
    connection: duckdb.DuckDBPyConnection, sieve: str, deja: Collection[str] = ()
) -> dict[str, int]:
    """Every text column of every table that holds a NIR (`schema.table.column` → distinct values); never the
    value. One pass a table over its columns end to end, then the columns that the sieve stops.
    """
    columns = connection.execute(
        "SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns"
        " JOIN information_schema.tables USING (table_catalog, table_schema, table_name)"
        " WHERE table_type = 'BASE TABLE' AND table_catalog = current_database()"
        " AND (data_type LIKE '%VARCHAR%' OR data_type = 'JSON') ORDER BY ALL"
    ).fetchall()
    sieve = sieve.replace("{soupcon}", SOUPCON.replace("'", "''"))
    found = {}
    for (schema, table), group in groupby(columns, key=itemgetter(0, 1)):
        name = f'"{schema}"."{table}"'
        if f"{schema}.{table}" in deja or connection.execute(f"FROM {name} LIMIT 1").fetchone() is None:
            continue
        texts = {
            column: f'"{column}"' if kind == "VARCHAR" else f'CAST("{column}" AS VARCHAR)'
            for _, _, column, kind in group
        }
        whole = f"concat_ws('{ENTRE}', {', '.join(texts.values())})"
        if connection.execute(f"FROM {name} WHERE {_passing(sieve, whole)} LIMIT 1").fetchone() is None:
            continue
        tests = {column: _passing(sieve, text) for column, text in texts.items()}
        seen = connection.execute(
            f"SELECT {', '.join(f'bool_or({test})' for test in tests.values())} FROM {name}"
        ).fetchone()
        for column in [column for column, one in zip(tests, seen or (), strict=True) if one]:
            query = f"SELECT DISTINCT {texts[column]} FROM {name} WHERE {tests[column]}"
            suspects = connection.execute(query).fetchall()
            if count := sum(holds_nir(_told(text), likely_expected(column)) for (text,) in suspects):
                found[f"{schema}.{table}.{column}"] = count
    return found


def _told(text: str) -> str:
    """A JSON text without its small decimal numbers: those of a trained model are of any shape.

    Its texts, and numbers as large as a NIR, stay.
    """
    if not text.startswith(("{", "[")):
        return text
    try:  # pairs, and not a dict: a key said twice hides nothing
        lu = json.loads(text, object_pairs_hook=list, parse_float=_large)
    except (ValueError, RecursionError):
        return text
    return json.dumps(lu, ensure_ascii=False)


def _large(number: str) -> str:
    return number if abs(float(number)) >= NIR_MIN else "0"


def _passing(sieve: str, text: str) -> str:
    """The sieve on one column, its comments left out."""
    lines = [line for line in sieve.splitlines() if not line.startswith("--")]
    return " ".join(lines).replace("{colonne}", text)
