"""A toy warehouse: a handful of people and accounts, written by hand, for tests of warehouse, indicators and
access.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl

from workbench import marts as indicators
from workbench.marts.catalogue import empreinte
from workbench.run import references
from workbench.socle.settings import roles
from workbench.warehouse import new_version, run_lock, write_version
from workbench.warehouse.ecriture import SANS_REQUETES

JOUR = dt.date(2026, 6, 1)


def personne(numero: int, autorite: str = "ordre", **autres: Any) -> dict[str, Any]:
    """A present person."""
    return {
        "id_unique": f"ID{numero:08d}",
        "nom_naissance": f"NOM{numero}",
        "prenoms": "Claude",
        "autorite": autorite,
        "presente": True,
        **autres,
    }


def compte(login: str, numero: int | None, **autres: Any) -> dict[str, Any]:
    """An active nominative DPI account."""
    application = autres.get("application", "dpi")
    return {
        "application": application,
        "role": application if application in roles() else "autre",
        "source": "dpi",
        "login": login,
        "id_unique": None if numero is None else f"ID{numero:08d}",
        "nature": "nominatif",
        "situation": "sans_identite" if numero is None else "liee",
        "actif": True,
        **autres,
    }


def lien(numero: int, statut: str, rpps: str | None = None, preuve: str | None = None) -> dict[str, Any]:
    """The state of a person's national number."""
    return {"id_unique": f"ID{numero:08d}", "rpps": rpps, "statut": statut, "preuve": preuve}


def publier(
    home: Path,
    date: dt.date = JOUR,
    conserver: int = 12,
    attendre: bool = False,
    marts: bool = True,
    **tables: list[dict[str, Any]],
) -> Path:
    """Publish a version holding those rows (`identite=[…]`, `meta_rejet=[…]`); or leave it as a candidate.

    Without its marts it costs a quarter, for tests that read none.
    """
    version = new_version()
    execution = {
        "id_execution": version,
        "date_execution": date,
        "version": version,
        "etablissement": "GHT d'essai",
        "etapes": "{}",
        "lignes": "{}",
        "definitions": empreinte(),
    }
    frames = {
        (name.replace("meta_", "meta.") if name.startswith("meta_") else f"curated.{name}"): pl.DataFrame(
            rows, infer_schema_length=None
        )
        for name, rows in tables.items()
    }
    with run_lock(home):
        return write_version(
            home,
            {
                "meta.execution": pl.DataFrame([execution]),
                **references.reference_tables(),
                **indicators.service_tables(frames),
                **frames,
            },
            date,
            version=version,
            requetes=indicators.requetes() if marts else SANS_REQUETES,
            conserver=conserver,
            publier=not attendre,
        )
