"""The tables of a version, gathered from what each room gave."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from workbench.marts.catalogue import empreinte
from workbench.socle import numeros
from workbench.socle.settings import Settings
from workbench.socle.tables import frame, schema
from workbench.sources import Lecture

if TYPE_CHECKING:
    from workbench.decisions import Decision
    from workbench.identities import Fiches, Precedent, Rapprochement
    from workbench.rpps import LiensRpps
    from workbench.run.bilan import Mesure
    from workbench.warehouse import Fondation

RAPPROCHEMENT = (
    "identite",
    "identite_fiche",
    "a_revoir",
    "collision",
    "compte",
    "redirection",
)
LIENS = (
    "lien_rpps",
    "rpps_candidat",
    "mie",
    "porteur_cps",
    "emploi_non_resolu",
)


@dataclass(frozen=True)
class Resultats:
    """What each room gave for one run."""

    settings: Settings
    date: dt.date
    version: str
    lectures: Sequence[Lecture]
    fiches: Fiches
    rapprochement: Rapprochement
    liens: LiensRpps
    decisions: Sequence[Decision]
    precedent: Precedent | None


def run_tables(run: Resultats) -> dict[str, pl.DataFrame]:
    """Frames by table name, all but `meta.execution` and what a run hands down."""
    rapprochement = run.rapprochement
    return {
        "curated.fiche": run.fiches.fiche,
        "curated.contrat": run.fiches.contrat,
        **{f"curated.{name}": getattr(rapprochement, name) for name in RAPPROCHEMENT},
        "curated.paire_score": rapprochement.paire_score,
        **{f"curated.{name}": getattr(run.liens, name) for name in LIENS},
        "curated.structure": _structure(run.lectures),
        "meta.source": _sources(run.settings),
        "meta.entite": _entities(run.settings),
        "meta.fichier": _fichiers(run.version, run.lectures),
        "meta.rejet": _concat([lecture.rejets for lecture in run.lectures]),
        "meta.transition": rapprochement.transition.with_columns(pl.lit(run.date).alias("date_execution")),
        "meta.modele": _modele(run.version, rapprochement),
    }


def execution_row(
    settings: Settings,
    date: dt.date,
    version: str,
    mesure: Mesure,
    tables: dict[str, pl.DataFrame],
    fondation: Fondation,
) -> dict[str, pl.DataFrame]:
    """The row of `meta.execution`; the last steps and the memory are added when the version is closed."""
    counts = {name: frame.height for name, frame in tables.items() if frame.width} | dict(fondation.lignes)
    row = {
        "id_execution": version,
        "date_execution": date,
        "commencee_le": mesure.commencee_le,
        "version": version,
        "etablissement": settings.etablissement.nom,
        "etapes": json.dumps(mesure.etapes, ensure_ascii=False),
        "lignes": json.dumps(counts, ensure_ascii=False),
        "definitions": empreinte(),
    }
    return {"meta.execution": frame("meta.execution", [row])}


def _concat(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    filled = [frame for frame in frames if frame.height]
    return pl.concat(filled, how="diagonal_relaxed") if filled else pl.DataFrame()


def _structure(lectures: Sequence[Lecture]) -> pl.DataFrame:
    return _concat([lecture.lignes for lecture in lectures if lecture.source.nature == "structure"])


def _sources(settings: Settings) -> pl.DataFrame:
    return frame(
        "meta.source",
        (
            {
                "source": source.code,
                "libelle": source.nom,
                "nature": source.nature,
                "application": source.application,
                "role": source.role_effectif,
                "proprietaire": source.proprietaire,
                "frequence_jours": source.frequence_jours,
            }
            for source in settings.sources
        ),
    )


def _entities(settings: Settings) -> pl.DataFrame:
    """The legal entities of the group and their FINESS numbers, which activities are compared with."""
    region = settings.etablissement.region_ars
    rows = [
        (
            entite.code,
            entite.nom,
            _finess(entite.finess_ej),
            [_finess(one) for one in entite.finess_et],
            region,
        )
        for entite in settings.etablissement.entites
    ]
    return pl.DataFrame(rows, schema=schema("meta.entite"), orient="row")


def _finess(number: str | None) -> str | None:
    return numeros.lire("finess", number).valeur


def _fichiers(version: str, lectures: Sequence[Lecture]) -> pl.DataFrame:
    rows = []
    for lecture in lectures:
        kept = dict(lecture.lignes.group_by("fichier").len().iter_rows())
        for file in lecture.fichiers:
            rows.append(
                {
                    "id_execution": version,
                    "source": file.source,
                    "nom": file.nom,
                    "livraison": file.livraison,
                    "taille": file.taille,
                    "sha256": file.sha256,
                    "lignes": file.lignes,
                    "lignes_retenues": kept.get(file.nom, 0),
                }
            )
    return frame("meta.fichier", rows)


def _modele(version: str, rapprochement: Rapprochement) -> pl.DataFrame:
    texts = {
        "modele": json.dumps(rapprochement.modele, ensure_ascii=False, default=str),
        **rapprochement.graphiques,
    }
    rows = [{"id_execution": version, "nom": name, "json": text} for name, text in sorted(texts.items())]
    return frame("meta.modele", rows)
