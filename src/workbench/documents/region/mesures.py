"""What is added, ranked and followed over the establishments: sums, spread, trend."""

from __future__ import annotations

from typing import Any

import polars as pl

from workbench.documents.region.consolidation import CLE, Region, regles


def sommes(lignes: pl.DataFrame, par: list[str] | None = None) -> pl.DataFrame:
    """Numerators and denominators added over the establishments where both are known.

    Args:
        lignes: rows of twins (`SCHEMA`), at most one an establishment and a key.
        par: group columns, the key of the row when absent.

    Returns:
        the groups, `numerateur`, `denominateur`, `taux` (null when nothing could be added), `etablissements`
        (added), `masques`.
    """
    connus = ~pl.col("masque") & pl.col("numerateur").is_not_null() & pl.col("denominateur").is_not_null()
    return (
        lignes.group_by(par or CLE)
        .agg(
            pl.col("numerateur").filter(connus).sum(),
            pl.col("denominateur").filter(connus).sum(),
            connus.sum().cast(pl.Int64).alias("etablissements"),
            pl.col("masque").sum().cast(pl.Int64).alias("masques"),
        )
        .with_columns(
            pl.when(pl.col("etablissements") > 0).then(pl.col(nom)).alias(nom)
            for nom in ("numerateur", "denominateur")
        )
        .with_columns(
            taux=pl.when(pl.col("denominateur") > 0).then(pl.col("numerateur") / pl.col("denominateur"))
        )
        .sort(par or CLE)
    )


def par_departement(region: Region, indicateur: str) -> pl.DataFrame:
    """Sums of an indicator by département; a score without counts is given as the median of its
    establishments.
    """
    lues = region.lignes.filter(pl.col("indicateur") == indicateur, pl.col("axe") == "ensemble")
    trouvees = sommes(lues, ["departement"])
    medianes = lues.group_by("departement").agg(
        pl.col("taux").median().alias("mediane"), pl.len().alias("presents")
    )
    sans_compte = pl.col("etablissements") == 0
    return (
        trouvees.join(medianes, on="departement")
        .with_columns(
            taux=pl.when(sans_compte).then(pl.col("mediane")).otherwise(pl.col("taux")),
            etablissements=pl.when(sans_compte)
            .then(pl.col("presents") - pl.col("masques"))
            .otherwise(pl.col("etablissements")),
        )
        .drop("mediane", "presents")
        .sort("departement")
    )


def repartition(region: Region, indicateur: str) -> dict[str, Any]:
    """How the establishments spread: `connus`, `masques`, and minimum, quartiles, maximum when they are
    enough.
    """
    valeurs = region.valeurs(indicateur)
    taux = valeurs["taux"].drop_nulls()
    out: dict[str, Any] = {"connus": len(taux), "masques": int(valeurs["masque"].sum())}
    if len(taux) >= int(regles()["repartition_min"]):
        noms = ("minimum", "q1", "mediane", "q3", "maximum")
        out |= {nom: taux.quantile(q, "linear") for nom, q in zip(noms, (0, 0.25, 0.5, 0.75, 1), strict=True)}
    return out


def tendance(region: Region, indicateur: str) -> pl.DataFrame:
    """Month by month, the newest twin of each establishment in the month: `mois`, `mediane`, `q1`, `q3`,
    `taux`, `etablissements`.

    Months with too few establishments for a spread that designates nobody are left out.
    """
    lues = region.toutes.filter(
        pl.col("indicateur") == indicateur, pl.col("axe") == "ensemble", ~pl.col("masque")
    )
    lues = lues.with_columns(mois=pl.col("date_donnees").dt.truncate("1mo")).sort("finess_ej", "date_donnees")
    lues = lues.group_by("finess_ej", "mois", maintain_order=True).last().filter(pl.col("taux").is_not_null())
    return (
        lues.group_by("mois")
        .agg(
            pl.col("taux").median().alias("mediane"),
            pl.col("taux").quantile(0.25, "linear").alias("q1"),
            pl.col("taux").quantile(0.75, "linear").alias("q3"),
            (pl.col("numerateur").sum() / pl.col("denominateur").sum()).alias("taux"),
            pl.len().cast(pl.Int64).alias("etablissements"),
        )
        .filter(pl.col("etablissements") >= int(regles()["repartition_min"]))
        .sort("mois")
    )
