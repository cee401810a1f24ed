"""The DuckDB file: schema, build, audit, publish, open."""

from workbench.warehouse.audits import AuditEchoue
from workbench.warehouse.ecriture import (
    Fondation,
    Requetes,
    lay_foundation,
    new_version,
    open_empty,
    write_version,
)
from workbench.warehouse.memoire import Memoire
from workbench.warehouse.publication import (
    AucunePublication,
    ExecutionEnCours,
    close_published,
    open_published,
    published_date,
    published_path,
    run_lock,
)
from workbench.warehouse.reprise import read_table

__all__ = [
    "AucunePublication",
    "AuditEchoue",
    "ExecutionEnCours",
    "Fondation",
    "Memoire",
    "Requetes",
    "close_published",
    "lay_foundation",
    "new_version",
    "open_empty",
    "open_published",
    "published_date",
    "published_path",
    "read_table",
    "run_lock",
    "write_version",
]
