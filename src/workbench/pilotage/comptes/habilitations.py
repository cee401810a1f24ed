"""What a post asks for in an application: rules as tables of the warehouse (`habilitations.toml`), and the
subject of what a person decides about it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import polars as pl

from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.regles import lire
from workbench.socle.tables import frame

SEUILS = ("effectif_min", "confiance", "rare", "separateurs", "version")
POSTE = ("source", "metier", "etablissement", "service", "profil")


class RegleHabilitation(ErreurWorkbench):
    """`habilitations.toml` says something that cannot be applied."""


def rules(home: Path | None = None) -> dict[str, Any]:
    """`habilitations.toml`, checked.

    Raises:
        RegleHabilitation: thresholds that contradict each other, or a pattern that cannot be read.
    """
    data = lire("workbench.pilotage.comptes", "habilitations.toml", home)
    if not (0 <= data["rare"] < data["confiance"] <= 1 and data["effectif_min"] >= 4):
        raise RegleHabilitation(
            "Seuils des habilitations impossibles",
            f"effectif_min {data['effectif_min']}, confiance {data['confiance']}, rare {data['rare']}.",
            "effectif_min : 4 au moins (rien ne s’apprend sur trois personnes) ; rare plus petit que"
            " confiance, tous deux entre 0 et 1.",
        )
    for pattern in (data["separateurs"], *(entry["motif"] for entry in data["metiers"])):
        try:
            re.compile(pattern)
        except re.error as error:
            raise RegleHabilitation(
                "Motif illisible dans les règles d’habilitation",
                f"« {pattern} » ne se lit pas (détail technique : {error}).",
                "Corrigez-le.",
            ) from error
    return data


def entitlement_rules(home: Path | None = None) -> dict[str, pl.DataFrame]:
    """`meta.regle_habilitation` (one row), `meta.metier_habilitation`, `meta.ecart_habilitation`."""
    data = rules(home)
    return {
        "meta.regle_habilitation": frame("meta.regle_habilitation", [{name: data[name] for name in SEUILS}]),
        "meta.metier_habilitation": _ranked("meta.metier_habilitation", data["metiers"]),
        "meta.ecart_habilitation": _ranked("meta.ecart_habilitation", data["ecarts"]),
    }


def _ranked(table: str, entries: list[dict[str, Any]]) -> pl.DataFrame:
    return frame(table, ({"rang": rank, **entry} for rank, entry in enumerate(entries, 1)))


def subject(row: dict[str, Any]) -> str:
    """What a decision of kind `habilitation` speaks of: a profile of a post (a row of the matrix)."""
    return "|".join(str(row[name] or "").replace("|", " ") for name in POSTE)
