"""What a version that waits would change: people, links, figures, accounts that change situation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from workbench.access import ouvrir_version
from workbench.run.bilan import COMPAREES, Mouvements, movements
from workbench.warehouse import AucunePublication, published_path
from workbench.warehouse.candidat import Candidat
from workbench.warehouse.reprise import read_version


@dataclass(frozen=True)
class Comparaison:
    """The published version and the one that waits, side by side.

    `avant`, `apres`: the row of `mart.synthese` (`avant` empty before the first publication); `jalons`:
    `objectif, annee, taux_avant, taux, motif`; `transition`: `application, avant, apres, nombre` of accounts
    that change situation.
    """

    avant: dict[str, Any]
    apres: dict[str, Any]
    mouvements: Mouvements | None
    jalons: pl.DataFrame
    transition: pl.DataFrame
    verdicts: pl.DataFrame


def compare(home: Path, candidat: Candidat, utilisateur: str) -> Comparaison:
    """The candidate against the published version, through the gate."""
    try:
        before = published_path(home)
    except AucunePublication:
        before = None
    after = ouvrir_version(home, utilisateur, "comparer une version avant publication", candidat.fichier)
    tables = [
        {name: read_version(path, name) if path else None for name in COMPAREES}
        for path in (before, candidat.fichier)
    ]
    found = {name: frame for name, frame in tables[1].items() if frame is not None}
    milestones = after.agregat("jalon").select("objectif", "annee", "taux", "motif")
    former: dict[str, Any] = {}
    if before:
        acces = ouvrir_version(home, utilisateur, "comparer une version avant publication", before)
        former = acces.agregat("synthese").row(0, named=True)
        rates = acces.agregat("jalon").select("objectif", "annee", taux_avant="taux")
        milestones = milestones.join(rates, on=["objectif", "annee"], how="left", maintain_order="left")
    else:
        milestones = milestones.with_columns(taux_avant=pl.lit(None, pl.Float64))
    moved = after.agregat("transition").filter(pl.col("avant").ne_missing(pl.col("apres")))
    return Comparaison(
        former,
        after.agregat("synthese").row(0, named=True),
        movements(tables[0], found),
        milestones,
        moved.sort("nombre", descending=True) if before else moved.clear(),
        after.agregat("source_fraicheur"),
    )
