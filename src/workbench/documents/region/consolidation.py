"""The view of a GRADeS or an ARS: twins of many establishments read, set aside when wrong, added without ever
guessing.

A hidden cell is unknown: it is never added as zero, and each sum says how many establishments are in it and
how many are hidden. Everything published here is a sum, a rate or a rank of cells that were visible in a
twin: what was hidden stays as hidden as the twins made it (tests/documents/test_region.py proves it on the
whole system of sums).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from workbench.documents.jumeau import COLONNES, COMMUNS
from workbench.documents.region.attendus import ATTENDUS, AttendusIllisibles, Ecarte, lire_attendus
from workbench.documents.region.mouvements import RENOMME, leave_out, movements
from workbench.documents.region.reception import Envoi, recevoir, rows
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.regles import lire as lire_regle

AXES = ("ensemble", "autorite", "profession", "moyen", "alerte")  # others are local codes: not comparable
TOUJOURS = ("ensemble",)  # the axes kept at every date: trends and months
RELUE = "La mémoire des envois était abîmée : tous ont été relus."
DPI = "dpi"  # the role of a patient record
CLE = ["indicateur", "axe", "valeur_axe"]
SCHEMA: dict[str, Any] = {
    **dict.fromkeys(("finess_ej", "nom", "departement"), pl.String),
    "date_donnees": pl.Date,
    **dict.fromkeys(CLE, pl.String),
    "role": pl.String,
    **dict.fromkeys(("numerateur", "denominateur"), pl.Int64),
    "taux": pl.Float64,
    "masque": pl.Boolean,
}


@dataclass(frozen=True)
class Region:
    """What the twins say together.

    Attributes:
        toutes: rows of every twin kept (`SCHEMA`): all dates for the whole, the newest for the other axes.
        recus: one row an establishment, its newest twin: finess_ej, nom, departement, date_donnees, fichier,
        reference, seuil, ancien.
        ecartes: files set aside. manquants: expected and not received (finess_ej, nom, departement).
        mouvements: who changed its name, was merged or left: finess_ej, nom, quoi, detail, depuis.
        relue: the memory of former readings was damaged, every twin was read again.
    """

    toutes: pl.DataFrame
    recus: pl.DataFrame
    ecartes: list[Ecarte]
    manquants: pl.DataFrame
    attendus: int
    mouvements: pl.DataFrame
    relue: bool = False

    @property
    def le(self) -> dt.date | None:
        """The newest data received."""
        newest: Any = self.recus["date_donnees"].max() if self.recus.height else None
        return newest if isinstance(newest, dt.date) else None

    @cached_property
    def lignes(self) -> pl.DataFrame:
        """Rows of the newest twin of each establishment, comparable axes only."""
        return _comparables(
            self.toutes.join(self.recus.select("finess_ej", "date_donnees"), on=["finess_ej", "date_donnees"])
        )

    def valeurs(self, indicateur: str) -> pl.DataFrame:
        """One row an establishment: finess_ej, nom, departement, numerateur, denominateur, taux, masque."""
        lues = self.lignes.filter(pl.col("indicateur") == indicateur, pl.col("axe") == "ensemble")
        return lues.select(
            "finess_ej", "nom", "departement", "numerateur", "denominateur", "taux", "masque"
        ).sort("nom")


def regles(home: Path | None = None) -> dict[str, Any]:
    """`region.toml`, or the home's own."""
    return lire_regle("workbench.documents.region", "region.toml", home)


def consolider(dossier: Path, seuil: int = 5, progress: Callable[[str], None] | None = None) -> Region:
    """Read every twin of a folder (and of its sub-folders).

    Raises:
        ErreurWorkbench: the folder does not exist. AttendusIllisibles: the list of expected establishments
        cannot be read.
    """
    if not dossier.is_dir():
        raise ErreurWorkbench(
            "Dossier introuvable",
            f"{dossier} n’existe pas.",
            "Indiquez le dossier où sont les fichiers jumeaux (.zip).",
        )
    recu = recevoir(dossier, seuil, progress)
    liste = dossier / ATTENDUS
    attendus, refuses = lire_attendus(liste.read_bytes() if liste.is_file() else b"")
    le = max((envoi.entete.date_donnees for envoi in recu.envois), default=None)
    bouges = movements(recu.envois, attendus, le)
    envois, sortis = leave_out(recu.envois, bouges)
    toutes = _sans_petits(rows(envois, recu.lecture, TOUJOURS).select(*SCHEMA), seuil)
    recus = _recus(envois, set(bouges.filter(pl.col("quoi") != RENOMME)["finess_ej"]))
    suivis = attendus.join(bouges.filter(pl.col("quoi") != RENOMME), on="finess_ej", how="anti")
    manquants = suivis.join(recus.select("finess_ej"), on="finess_ej", how="anti")
    manquants = manquants.select("finess_ej", "nom", "departement").sort("departement", "nom")
    ecartes = [*recu.ecartes, *sortis, *refuses]
    return Region(toutes, recus, ecartes, manquants, suivis.height, bouges, recu.abimee)


def _sans_petits(lignes: pl.DataFrame, seuil: int) -> pl.DataFrame:
    """Rows that still show a small count, or a small remainder (older tools, scores of small establishments),
    are taken as hidden: who knows his own file would read it in the sum.
    """
    num, den = pl.col("numerateur"), pl.col("denominateur")
    petit = pl.any_horizontal(n.is_between(1, seuil - 1) for n in (num, den, den - num)).fill_null(False)
    vides = [pl.when(~petit).then(pl.col(nom)).alias(nom) for nom in ("numerateur", "denominateur", "taux")]
    return lignes.with_columns(*vides, masque=pl.col("masque") | petit)


def _recus(envois: list[Envoi], partis: set[str]) -> pl.DataFrame:
    schema = {
        **dict.fromkeys(("finess_ej", "nom", "departement"), pl.String),
        "date_donnees": pl.Date,
        "fichier": pl.String,
        "reference": pl.String,
        "seuil": pl.Int64,
    }
    lignes = [
        (*(getattr(e.entete, nom) for nom in COMMUNS), e.fichier, e.entete.reference, e.entete.seuil)
        for e in envois
        if e.finess not in partis
    ]
    tous = pl.DataFrame(lignes, schema=schema, orient="row")
    derniers = tous.sort("finess_ej", "date_donnees").group_by("finess_ej", maintain_order=True).last()
    limite = dt.timedelta(days=int(regles()["ancien_jours"]))
    return derniers.with_columns(ancien=pl.col("date_donnees") < pl.col("date_donnees").max() - limite).sort(
        "nom", "finess_ej"
    )


def _comparables(lignes: pl.DataFrame) -> pl.DataFrame:
    """Axes that mean the same everywhere, and the patient record of each establishment, whatever its name.

    An establishment with two of them is left out of that axis: people of both would be counted twice.
    """
    dpi = (pl.col("axe") == "application") & (pl.coalesce("role", "valeur_axe") == DPI)
    one = pl.col("valeur_axe").filter(dpi).n_unique().over("finess_ej", "date_donnees") == 1
    kept = lignes.filter(pl.col("axe").is_in(AXES) | (dpi & one))
    return kept.with_columns(valeur_axe=pl.when(dpi).then(pl.lit(DPI)).otherwise("valeur_axe"))


__all__ = [
    "ATTENDUS",
    "COLONNES",
    "RELUE",
    "AttendusIllisibles",
    "Ecarte",
    "Region",
    "consolider",
]
