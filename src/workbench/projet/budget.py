"""Money: what each line will have cost in the end, and whether that is more than planned. Euros; no amount is
ours.

Estimate of a line: its quote, else what was planned. Left to commit: the estimate less what is committed,
never below zero.
Forecast at completion: committed (or paid, when more was paid) plus what is left to commit.
"""

from __future__ import annotations

import polars as pl

MONTANTS = ("prevu", "devis", "engage", "paye")
ETATS = ("a_chiffrer", "depassement", "paye_sans_engagement", "sans_prevision", "dans_le_prevu")


def projeter(lignes: pl.DataFrame) -> pl.DataFrame:
    """Budget lines with their forecast.

    Args:
        lignes: `prevu, devis, engage, paye` (float, null = unknown) and anything else.

    Returns:
        The same rows and `reste`, `projection` (null when nothing is known), `ecart` (forecast − planned),
        `etat` (`ETATS`).
    """
    committed = pl.max_horizontal(pl.col("engage").fill_null(0), pl.col("paye").fill_null(0))
    unknown = pl.all_horizontal(pl.col(name).is_null() for name in MONTANTS)
    estimate = pl.coalesce("devis", "prevu", pl.lit(0.0))
    return (
        lignes.with_columns(pl.col(MONTANTS).cast(pl.Float64))
        .with_columns(reste=pl.when(~unknown).then(pl.max_horizontal(estimate - committed, pl.lit(0.0))))
        .with_columns(projection=pl.when(~unknown).then(committed + pl.col("reste")))
        .with_columns(ecart=pl.col("projection") - pl.col("prevu"))
        .with_columns(
            etat=pl.when(unknown)
            .then(pl.lit("a_chiffrer"))
            .when(pl.col("ecart") > 0)
            .then(pl.lit("depassement"))
            .when(pl.col("paye").fill_null(0) > pl.col("engage").fill_null(0))
            .then(pl.lit("paye_sans_engagement"))
            .when(pl.col("prevu").is_null())
            .then(pl.lit("sans_prevision"))
            .otherwise(pl.lit("dans_le_prevu"))
        )
    )


def totaux(projetees: pl.DataFrame, par: str | None = None) -> pl.DataFrame:
    """Sums of projected lines, overall or by one column (`chantier`, `annee`, `financement`, `nature`).

    Returns:
        `par` (when asked), `lignes, a_chiffrer, depassements`, each amount, `reste, projection`, and `ecart`:
        the sum over the
        lines that were planned, since the others have nothing to be compared with. Null: no amount is known
        at all.
    """
    sums = [
        pl.len().alias("lignes"),
        (pl.col("etat") == "a_chiffrer").sum().alias("a_chiffrer"),
        (pl.col("etat") == "depassement").sum().alias("depassements"),
        *(_known(name) for name in (*MONTANTS, "reste", "projection", "ecart")),
    ]
    if par is None:
        return projetees.select(sums)
    return projetees.group_by(par).agg(sums).sort(par, nulls_last=True)


def _known(name: str) -> pl.Expr:
    """A sum, null when nothing is known: a workstream without any amount does not cost zero."""
    return pl.when(pl.col(name).is_not_null().any()).then(pl.col(name).sum()).alias(name)
