"""Audits before publication: one SQL file each, every returned row is a fault, the header is what people read."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

import duckdb

from workbench.socle.erreurs import ErreurWorkbench

EXEMPLES = 5


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


def run_audits(connection: duckdb.DuckDBPyConnection) -> None:
    """Run them all on the version being built.

    Raises:
        AuditEchoue: at least one returned rows; every one is named, with its first keys.
    """
    failures = []
    for audit in audits():
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
