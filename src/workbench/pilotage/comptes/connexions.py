"""How people sign in: which mode dominates in each service, what is sensitive, since when a password alone is
refused (`connexions.toml`).
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl

from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.regles import lire

INCONNU, MOT_DE_PASSE = "inconnu", "mot_de_passe"


def regles(home: Path | None = None) -> dict[str, Any]:
    """`connexions.toml`, the establishment's own when it holds one.

    Raises:
        ErreurWorkbench: the date or the list of sensitive applications cannot be read.
    """
    read = lire("workbench.pilotage.comptes", "connexions.toml", home)
    date, sensitive = read.get("mot_de_passe_jusqu_au"), read.get("applications_sensibles")
    if not isinstance(date, dt.date) or not isinstance(sensitive, list):
        raise ErreurWorkbench(
            "Règles de connexion illisibles",
            "connexions.toml doit donner mot_de_passe_jusqu_au (date) et applications_sensibles (liste).",
            "Écrivez la date AAAA-MM-JJ sans guillemets, et la liste entre crochets.",
        )
    return read


def dominantes(modes: pl.DataFrame) -> pl.DataFrame:
    """Service × application: how many modes, which one dominates and its share, the share of passwords alone.

    Args:
        modes: `application, service, mode_auth, nombre` (mart `mode_auth`); accounts whose mode is unknown
        are left out.

    Returns:
        `service, application, comptes, modes, dominant, part_dominant, mots_de_passe, part_mot_de_passe`.
    """
    known = modes.filter(pl.col("mode_auth") != INCONNU).sort(
        ["nombre", "mode_auth"], descending=[True, False]
    )
    return (
        known.group_by("service", "application", maintain_order=True)
        .agg(
            comptes=pl.col("nombre").sum(),
            modes=pl.len(),
            dominant=pl.col("mode_auth").first(),
            part_dominant=pl.col("nombre").first() / pl.col("nombre").sum(),
            mots_de_passe=pl.col("nombre").filter(pl.col("mode_auth") == MOT_DE_PASSE).sum(),
        )
        .with_columns(part_mot_de_passe=pl.col("mots_de_passe") / pl.col("comptes"))
        .sort("service", "application")
    )


def sensibles(modes: pl.DataFrame, rules: dict[str, Any]) -> list[str]:
    """Applications of the establishment whose role, or whose name, is in the list of what opens health
    data.
    """
    wanted = rules["applications_sensibles"]
    told = [name for name in ("role", "application") if name in modes.columns]
    return sorted(
        modes.filter(pl.any_horizontal(pl.col(name).is_in(wanted) for name in told))["application"].unique()
    )


def non_conformes(modes: pl.DataFrame, rules: dict[str, Any], le: dt.date) -> tuple[int, int, int]:
    """Accounts of sensitive applications: password alone once the date has come, of known mode, of unknown
    mode.
    """
    sensitive = modes.filter(pl.col("application").is_in(sensibles(modes, rules)))
    unknown = int(sensitive.filter(pl.col("mode_auth") == INCONNU)["nombre"].sum())
    known = int(sensitive["nombre"].sum()) - unknown
    if le < rules["mot_de_passe_jusqu_au"]:
        return 0, known, unknown
    return int(sensitive.filter(pl.col("mode_auth") == MOT_DE_PASSE)["nombre"].sum()), known, unknown
