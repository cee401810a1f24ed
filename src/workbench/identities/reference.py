"""The golden record: for each attribute, the value of the source that is the reference for it."""

from __future__ import annotations

import datetime as dt

import polars as pl

from workbench.identities.chantier import Precedent
from workbench.socle import numeros
from workbench.socle.listes import read_once
from workbench.socle.noms import without_staff_mark
from workbench.socle.settings import Settings

ATTRIBUTS = (
    "nom_naissance nom_usage prenoms prenom_usuel sexe date_naissance lieu_naissance code_commune_naissance"
    " email emploi grade profession_code profession_systeme profession role_code autorite type_contrat"
    " etablissement service_code service pole"
).split()


def golden_records(
    people: pl.DataFrame,
    identite_fiche: pl.DataFrame,
    settings: Settings,
    date: dt.date,
    precedent: Precedent | None,
) -> pl.DataFrame:
    """`curated.identite`: one row a person. Records open at the date speak before closed ones, then by source
    priority.
    """
    missing = [name for name in ATTRIBUTS if name not in people.columns]
    rows = people.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in missing)
    rows = rows.with_columns(
        nom_naissance=pl.coalesce("nom_naissance", read_once(rows["nom"], without_staff_mark))
    )
    rows = rows.join(identite_fiche.select("source", "cle_source", "id_unique"), on=["source", "cle_source"])
    priority = {source.code: source.priorite for source in settings.sources}
    rows = rows.with_columns(
        _priorite=pl.col("source").replace_strict(priority, default=1_000, return_dtype=pl.Int64),
        _rh=pl.col("nature") == "sirh",
        _ordre=_same_order(),
        _ouvert=(pl.col("nature") == "sirh") & pl.col("actif"),
    )
    base = rows.group_by("id_unique").agg(
        pl.col("_ouvert").any().alias("presente"),
        pl.len().cast(pl.Int32).alias("nb_fiches"),
        pl.col("date_debut").filter(pl.col("_rh")).min().alias("date_arrivee"),
        (pl.col("_rh") & pl.col("date_fin").is_null()).any().alias("_sans_fin"),
        pl.col("date_fin").filter(pl.col("_rh")).max().alias("_fin"),
    )
    base = base.with_columns(date_depart=pl.when("_sans_fin").then(None).otherwise(pl.col("_fin"))).drop(
        "_sans_fin", "_fin"
    )
    for name in ATTRIBUTS:
        base = base.join(
            _best(rows, name, settings.referentiel_maitre.get(name, [])), on="id_unique", how="left"
        )
    return _created(base, precedent, date).sort("id_unique")


def _same_order() -> pl.Expr:
    """Between two jobs that nothing else parts, the number decides, however written (« 132 », « 0132 »)."""
    number = numeros.cle_expr("matricule", "cle_source").fill_null("").str.zfill(20)
    return pl.when(pl.col("nature") == "sirh").then(number).otherwise("cle_source")


def _best(rows: pl.DataFrame, name: str, masters: list[str]) -> pl.DataFrame:
    order = {code: rank for rank, code in enumerate(masters)}
    known = rows.filter(pl.col(name).is_not_null())
    if name == "autorite":  # an unresolved title never hides a resolved one
        known = known.with_columns(_flou=pl.col("autorite") == "inconnue")
    else:
        known = known.with_columns(_flou=pl.lit(False))
    ranked = known.with_columns(
        _maitre=pl.col("source").replace_strict(order, default=99, return_dtype=pl.Int64)
    ).sort(
        ["_flou", "_maitre", "_ouvert", "_priorite", "date_debut", "source", "_ordre", "cle"],
        descending=[False, False, True, False, True, False, False, False],
        nulls_last=True,
    )
    if name in {"profession_code", "profession_systeme", "profession", "role_code", "autorite"}:
        ranked = ranked.filter((pl.col("autorite") != "inconnue") | (pl.col("_flou")))
    return ranked.unique("id_unique", keep="first", maintain_order=True).select("id_unique", name)


def _created(base: pl.DataFrame, precedent: Precedent | None, date: dt.date) -> pl.DataFrame:
    if precedent is None or "cree_le" not in precedent.identite.columns:
        return base.with_columns(cree_le=pl.lit(date), utilisateur_dpi=pl.lit(False))
    former = precedent.identite.select("id_unique", pl.col("cree_le").cast(pl.Date))
    return base.join(former, on="id_unique", how="left").with_columns(
        pl.col("cree_le").fill_null(date), utilisateur_dpi=pl.lit(False)
    )
