"""`python -m workbench.marts > docs/marts.md`: the page of every mart and of what they are made of."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import groupby

import duckdb

from workbench.marts.catalogue import Mart, creation
from workbench.socle.tables import ddl
from workbench.warehouse.ecriture import create_marts

TETE = """# Marts

Page fabriquée par `python -m workbench.marts > docs/marts.md` ; elle dit ce que disent les requêtes de
`src/workbench/marts/` : leur en-tête, et les colonnes qu'elles rendent. Un essai refuse une page qui n'est
plus à jour. Tables dont elles partent : [tables.md](tables.md). Définition de chaque chiffre : page
Indicateurs.
"""
MARTS = """## Ce qui se lit : `mart.*`
Des nombres, sauf les marts nominatifs (N), lus seulement par `Acces.nominatif`.
"""
STAGING = """## Ce dont les marts sont faits : `staging.*`
Une population, un compte, un service n'y sont définis qu'une fois ; les marts les lisent, personne d'autre.
"""


def page() -> str:
    """The page, in Markdown: marts by domain, then staging."""
    columns = _columns(creation())
    marts = sorted(
        (mart for mart in creation() if mart.espace == "mart"), key=lambda mart: (mart.domaine, mart.nom)
    )
    staging = sorted((mart for mart in creation() if mart.espace == "staging"), key=lambda mart: mart.nom)
    parts = [TETE, MARTS]
    for domain, found in groupby(marts, key=lambda mart: mart.domaine):
        parts.append(_section(f"### {domain}\n\n", found, columns))
    return "\n".join([*parts, _section(STAGING + "\n", staging, columns)])


def _columns(queries: Iterable[Mart]) -> dict[str, list[str]]:
    """Full name → its columns, in order: what the engine says of the queries over empty tables."""
    with duckdb.connect() as connection:
        connection.execute(ddl())
        create_marts(connection, [(mart.table, mart.sql, mart.materialise) for mart in queries])
        found = connection.execute(
            "SELECT table_schema || '.' || table_name, list(column_name ORDER BY ordinal_position)"
            " FROM information_schema.columns GROUP BY ALL"
        ).fetchall()
    return dict(found)


def _section(head: str, marts: Iterable[Mart], columns: dict[str, list[str]]) -> str:
    rows = [
        f"| `{mart.nom}`{' N' if mart.nominatif else ''} | {mart.description} | {mart.grain} |"
        f" {', '.join(f'`{name}`' for name in columns[mart.table])} |"
        for mart in marts
    ]
    title = "| nom | à quoi il sert | une ligne | colonnes |\n| --- | --- | --- | --- |\n"
    return f"{head}{title}" + "\n".join(rows) + "\n"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdout.write(page())
