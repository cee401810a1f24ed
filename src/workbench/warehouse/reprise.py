"""What a new version takes over from the one before: its history, and what audits compare with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Set as AbstractSet
from pathlib import Path

import duckdb
import polars as pl

from workbench.socle.tables import frame, shape, tables
from workbench.warehouse.publication import AucunePublication, all_versions, open_version, published_path

REPRISES = (
    "meta.execution",
    "meta.fichier",
    "meta.transition",
    "meta.historique",
    "curated.redirection",
    "curated.identite_histoire",
)


def read_table(home: Path, name: str) -> pl.DataFrame | None:
    """A table of the published version, None when there is no version or no such table.

    A described table comes with today's columns: a version of an older tool may have had others, or fewer
    (null).
    """
    try:
        return read_version(published_path(home), name)
    except AucunePublication:
        return None


def read_version(path: Path, name: str) -> pl.DataFrame | None:
    """A table of that version, None when it has no such table."""
    cursor = open_version(path)
    try:
        found: pl.DataFrame = cursor.sql(f"SELECT * FROM {name}").pl()
    except duckdb.CatalogException:
        return None
    return shape(name, found) if name in tables() else found


def membership_held(
    home: Path, annulees: AbstractSet[str], published: pl.DataFrame | None
) -> pl.DataFrame | None:
    """`curated.identite_fiche` of the last version, the published one or before, that played none of these
    decisions; `published`, that of the version in force, when it did not or when no version kept is that.
    """
    if published is None or not annulees:
        return published
    current = published_path(home)
    for _, path in reversed(all_versions(home)):
        played = read_version(path, "meta.decision") if path.name <= current.name else None
        if played is not None and annulees.isdisjoint(played["id"]):
            return published if path == current else read_version(path, "curated.identite_fiche")
    return published


def last_number(path: Path) -> int:
    """The highest number of an identifier in that version, those redirected included; 0 when it has none."""
    found = (
        open_version(path)
        .execute(
            "SELECT max(CAST(substr(nom, 3) AS BIGINT)) FROM (SELECT id_unique AS nom FROM curated.identite"
            " UNION ALL SELECT id_ancien FROM curated.redirection)"
        )
        .fetchone()
    )
    return (found[0] if found else None) or 0


def register_previous(connection: duckdb.DuckDBPyConnection, home: Path) -> None:
    """Give the version being built, as temporary tables, what it needs of the published one."""
    previous = {f"precedent_{name.replace('.', '_')}": _previous(home, name) for name in REPRISES}
    previous["precedent_identite_fiche"] = _previous(home, "curated.identite_fiche")
    previous["precedent_fiche"] = _previous(home, "curated.fiche").select(
        "source", "cle_source", "nom_naissance", "prenoms", "date_naissance"
    )
    for view, rows in previous.items():
        connection.register("_reprise", rows)
        connection.execute(f"CREATE TEMP TABLE {view} AS SELECT * FROM _reprise")
        connection.unregister("_reprise")


def _previous(home: Path, name: str) -> pl.DataFrame:
    found = read_table(home, name)
    return frame(name) if found is None else found


def carry_over(connection: duckdb.DuckDBPyConnection, date: dt.date) -> None:
    """Earlier dates stay; the same date is replaced by this run."""
    earlier = {
        "meta.execution": "date_execution < $1",
        "meta.historique": "date_execution < $1",
        "meta.transition": "date_execution < $1",
    }
    for name, condition in earlier.items():
        source = f"precedent_{name.replace('.', '_')}"
        connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM {source} WHERE {condition}", [date])
    connection.execute(
        "INSERT INTO meta.fichier BY NAME SELECT * FROM precedent_meta_fichier WHERE id_execution IN"
        " (SELECT id_execution FROM precedent_meta_execution WHERE date_execution < $1)",
        [date],
    )
    _keep_transitions_of_a_replay(connection, date)
    connection.execute(
        "INSERT INTO curated.identite_histoire BY NAME SELECT * FROM precedent_curated_identite_histoire"
    )
    connection.execute(
        "INSERT INTO curated.redirection BY NAME SELECT * FROM precedent_curated_redirection"
        " WHERE id_ancien NOT IN (SELECT id_ancien FROM curated.redirection)"
    )


def _keep_transitions_of_a_replay(connection: duckdb.DuckDBPyConnection, date: dt.date) -> None:
    """A replay compares the date with itself and moves nothing: what the first run of that date told
    stays.
    """
    moved = connection.execute(
        "SELECT count(*) FROM meta.transition WHERE date_execution = $1 AND avant <> apres", [date]
    ).fetchone()
    told = connection.execute(
        "SELECT count(*) FROM precedent_meta_transition WHERE date_execution = $1", [date]
    ).fetchone()
    if moved and told and not moved[0] and told[0]:
        connection.execute("DELETE FROM meta.transition WHERE date_execution = $1", [date])
        connection.execute(
            "INSERT INTO meta.transition BY NAME SELECT * FROM precedent_meta_transition WHERE date_execution"
            " = $1",
            [date],
        )
