"""Write a version beside the published one, audit it, publish it: all or nothing."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import polars as pl

from workbench.socle.tables import conform, ddl
from workbench.warehouse.audits import run_audits
from workbench.warehouse.candidat import forget, hold
from workbench.warehouse.publication import (
    EN_CONSTRUCTION,
    PREFIXE,
    curated_folder,
    keep_last,
    open_version,
    private,
    publish,
)
from workbench.warehouse.reprise import carry_over, register_previous

Mart = tuple[str, str, bool]  # full name (`mart.couverture`), query, materialised


@dataclass(frozen=True)
class Fondation:
    """A DuckDB file a version is built upon: tables that only change with the national directory.

    `lignes`: its tables and their rows. `controlee`: a version built upon it passed the audits.
    """

    fichier: Path
    lignes: Mapping[str, int] = field(default_factory=dict)
    controlee: bool = False


@dataclass(frozen=True)
class Requetes:
    """What a version holds besides the frames it is given.

    `marts`: in order of creation. `mesures`: queries giving rows of `meta.historique` but for the date.
    `fondation`: tables already written.
    """

    marts: Sequence[Mart] = ()
    mesures: Sequence[str] = ()
    fondation: Fondation | None = None


SANS_REQUETES = Requetes()

# A figure whose source is missing has no value: the sentence takes its place, even where its query gave none.
NON_MESURABLES = """
MERGE INTO meta.historique AS h
USING (
    SELECT
        coalesce(k.indicateur, n.indicateur) AS indicateur,
        any_value(k.libelle) AS libelle,
        min(n.motif) AS motif
    FROM meta.non_mesurable AS n
    LEFT JOIN (SELECT DISTINCT indicateur, libelle FROM meta.historique) AS k
        ON k.indicateur GLOB n.indicateur
    WHERE k.indicateur IS NOT NULL OR n.indicateur NOT LIKE '%*%'
    GROUP BY 1
) AS n
ON h.indicateur = n.indicateur AND h.date_execution = $1::DATE
WHEN MATCHED THEN UPDATE SET numerateur = NULL, denominateur = NULL, valeur = NULL, motif = n.motif
WHEN NOT MATCHED THEN INSERT (date_execution, indicateur, libelle, motif)
    VALUES ($1::DATE, n.indicateur, coalesce(n.libelle, n.indicateur), n.motif)
"""


def new_version() -> str:
    """A version's name: the clock and a few random digits."""
    return f"{dt.datetime.now():%Y%m%d%H%M%S}-{secrets.token_hex(2)}"


def write_version(
    home: Path,
    tables: Mapping[str, pl.DataFrame],
    date: dt.date,
    *,
    version: str | None = None,
    requetes: Requetes = SANS_REQUETES,
    conserver: int = 12,
    cloture: Callable[[], Mapping[str, object]] | None = None,
    publier: bool = True,
) -> Path:
    """Build, audit and publish a version; called while `run_lock` is held.

    Args:
        home: the home folder.
        tables: frames by table name (`curated.fiche`, `meta.rejet`…); missing columns are null.
        date: the run's date.
        version: its name, made up when absent.
        requetes: marts and measures.
        conserver: how many published versions stay.
        cloture: last columns of `meta.execution`, asked just before publishing.
        publier: False keeps the audited version beside, as the candidate (`warehouse.candidat`).

    Returns:
        The published file, or the candidate's.

    Raises:
        TableInconnue: a table or a column that is not described, or of another type.
        AuditEchoue: a rule is broken; nothing is published, the previous version stays.
    """
    version = version or new_version()
    folder = curated_folder(home)
    built = folder / f"{EN_CONSTRUCTION}{version}.duckdb"
    started = time.perf_counter()
    base = requetes.fondation
    try:
        if base:
            shutil.copyfile(base.fichier, built)
        with duckdb.connect(str(built)) as connection:
            private(built)
            connection.begin()  # one write to the disk, not one a table
            _fill(connection, home, tables, date, requetes)
            connection.commit()
            run_audits(connection, base.lignes if base and base.controlee else ())
            _close_execution(connection, version, time.perf_counter() - started, cloture() if cloture else {})
            connection.execute("CHECKPOINT")
        final = (publish if publier else hold)(home, built, date, version)
    except BaseException:
        for leftover in (built, built.with_name(built.name + ".wal")):
            with suppress(OSError):
                leftover.unlink(missing_ok=True)
        raise
    if publier:
        forget(home)  # a candidate compared with the version before says nothing any more
        keep_last(home, conserver)
    return final


def open_empty(requetes: Requetes) -> Path:
    """A version with every table and mart, and no row: open, and never published.

    Its file is removed once open, and read through the connection kept: nothing is left behind, however the
    process ends (but on Windows, where an open file stays in the temporary folder).
    """
    with tempfile.TemporaryDirectory(prefix="workbench-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / f"{PREFIXE}vide.duckdb"
        with duckdb.connect(str(path)) as connection:
            private(path)
            connection.execute(ddl())
            create_marts(connection, requetes.marts)
        open_version(path).close()
    return path


def _fill(
    connection: duckdb.DuckDBPyConnection,
    home: Path,
    tables: Mapping[str, pl.DataFrame],
    date: dt.date,
    requetes: Requetes,
) -> None:
    """Tables of the run, those the previous version hands down, then marts and measures."""
    connection.execute(ddl(sauf=requetes.fondation.lignes if requetes.fondation else ()))
    for name, frame in tables.items():
        insert(connection, name, frame)
    register_previous(connection, home)
    carry_over(connection, date)
    create_marts(connection, requetes.marts)
    for query in requetes.mesures:
        connection.execute(
            "INSERT INTO meta.historique BY NAME"
            f" SELECT $1::DATE AS date_execution, * FROM ({query}) ORDER BY ALL",
            [date],
        )
    connection.execute(NON_MESURABLES, [date])


def lay_foundation(home: Path, tables: Mapping[str, pl.DataFrame]) -> Fondation:
    """Write these tables alone in a file beside the versions; called while `run_lock` is held."""
    path = curated_folder(home) / f"{EN_CONSTRUCTION}fondation.duckdb"
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        private(path)
        connection.execute(ddl(seules=tables))
        for name, rows in tables.items():
            insert(connection, name, rows)
        connection.execute("CHECKPOINT")
    return Fondation(path, {name: rows.height for name, rows in tables.items()})


def insert(connection: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> None:
    """Insert a frame by column names; those it lacks are null.

    Raises:
        TableInconnue: the table, or one of the columns, is not described, or a value is of another type.
    """
    if not frame.width:
        return
    view = f"_{name.replace('.', '_')}"
    connection.register(view, conform(name, frame))
    try:
        connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM {view}")
    finally:
        connection.unregister(view)


def create_marts(connection: duckdb.DuckDBPyConnection, marts: Sequence[Mart]) -> None:
    """Create each mart as a table (heavy) or a view, in the given order."""
    for name, query, materialised in marts:
        try:
            connection.execute(f"CREATE {'TABLE' if materialised else 'VIEW'} {name} AS {query}")
        except duckdb.Error as error:
            error.add_note(f"while creating {name}")  # the engine's message does not say which query it was
            raise


def _close_execution(
    connection: duckdb.DuckDBPyConnection, version: str, seconds: float, closing: Mapping[str, object]
) -> None:
    row = connection.execute("SELECT etapes FROM meta.execution WHERE version = $1", [version]).fetchone()
    if row is None:
        return
    steps = {**json.loads(row[0] or "{}"), "entrepot": round(seconds, 3)}
    values = {"etapes": json.dumps(steps, ensure_ascii=False), **closing}
    columns = ", ".join(f"{column} = ${rank}" for rank, column in enumerate(values, 2))
    connection.execute(f"UPDATE meta.execution SET {columns} WHERE version = $1", [version, *values.values()])
