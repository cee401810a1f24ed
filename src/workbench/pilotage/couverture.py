"""Coverage counts arranged for a page, a chart or a sheet: pure functions on `mart.couverture`."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from workbench.looks.etats import AUTORITES, CONTRATS, STATUTS, mot
from workbench.looks.formats import accord, nombre
from workbench.marts.populations import populations

REGROUPEMENTS = {
    "profession": "Profession",
    "autorite": "Autorité d’enregistrement",
    "type_contrat": "Type de contrat",
    "service": "Service",
    "etablissement": "Établissement",
}
PERIMETRE = ("ordre", "ars", "role", "etudiant")  # the authorities that register; the others are said apart
_LIBELLES: dict[str, dict[str, str]] = {"autorite": AUTORITES, "type_contrat": CONTRATS}
POPULATIONS = {
    code: populations()[code].mot for code in ("dpi", "comptes", "presents")
}  # those to choose from
# What measures each: its source absent, the population is not measurable.
INDICATEURS = {"dpi": "1.1-2027", "comptes": "comptes_lies", "presents": "rpps_confirme"}
POPULATION_FILTRE = {"dpi": "utilisateur_dpi", "comptes": "a_un_compte", "presents": "presente"}


def filtrer(couverture: pl.DataFrame, population: str, filtres: Mapping[str, str]) -> pl.DataFrame:
    """The rows of a population that pass the filters."""
    return couverture.filter(
        pl.col("population") == population, *(pl.col(nom) == valeur for nom, valeur in filtres.items())
    )


def compter_attente(couverture: pl.DataFrame, a_part: bool) -> pl.DataFrame:
    """The same rows, people waiting for somebody else counted as absent unless they are set apart; no total
    moves.
    """
    if a_part:
        return couverture
    return couverture.with_columns(pl.col("statut").replace("en_attente", "absent"))


def par_statut(couverture: pl.DataFrame, regroupement: str) -> pl.DataFrame:
    """One row per group: `code`, `libelle`, a count per state, `total`, `requis`, `requis_confirmes`, `taux`
    of the latter among the former.

    States and total count everybody; `requis` only the jobs that an authority registers (population
    « requis »). Biggest number of people left to confirm first, then label: what needs work comes on top.
    """
    codes, nombre_de = list(STATUTS), pl.col("nombre")
    dedans = pl.col("autorite").is_in(PERIMETRE) if "autorite" in couverture.columns else pl.lit(True)
    tableau = (
        couverture.with_columns(code=pl.col(regroupement).cast(pl.String).fill_null(""))
        .group_by("code")
        .agg(
            *(nombre_de.filter(pl.col("statut") == statut).sum().alias(statut) for statut in codes),
            requis=nombre_de.filter(dedans & (pl.col("statut") != "non_requis")).sum(),
            requis_confirmes=nombre_de.filter(dedans & (pl.col("statut") == "confirme")).sum(),
        )
        .with_columns(
            total=pl.sum_horizontal(codes),
            taux=pl.when(pl.col("requis") > 0).then(pl.col("requis_confirmes") / pl.col("requis")),
            restant=pl.col("requis") - pl.col("requis_confirmes"),
        )
    )
    libelles = [mot(_LIBELLES.get(regroupement, {code: code}), code) for code in tableau["code"]]
    return tableau.with_columns(libelle=pl.Series(libelles, dtype=pl.String)).sort(
        ["restant", "libelle"], descending=[True, False]
    )


def dire_a_part(couverture: pl.DataFrame) -> str:
    """Who is of the total and not of those who must have a number, in a sentence."""
    hors, inconnus, non_requis = (
        int(couverture.filter(condition)["nombre"].sum())
        for condition in (
            pl.col("autorite") == "hors_perimetre",
            pl.col("autorite") == "inconnue",
            pl.col("autorite").is_in(PERIMETRE) & (pl.col("statut") == "non_requis"),
        )
    )
    return (
        f"Hors des requis, dits à part : {accord(hors, 'personne')} d’un métier hors périmètre,"
        f" {nombre(inconnus)} d’un métier à déterminer, {nombre(non_requis)} au numéro non requis"
        " (étudiants non éligibles)."
    )


def totaux(tableau: pl.DataFrame) -> dict[str, int]:
    """Head count per state over the whole table, and `total`, `requis`, `restant`."""
    noms = [*STATUTS, "total", "requis", "restant"]
    return {nom: int(tableau[nom].sum() or 0) for nom in noms}
