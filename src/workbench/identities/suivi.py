"""What no export says by itself, kept from run to run: when an account was first and last seen, and in which
services a
record was.

A closing date is rarely exported: the first run that sees the account inactive, or gone, is its upper bound,
the last run
that saw it active its lower bound. A former service is a service seen at an earlier run, or an ended
contract.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl

from workbench.socle.tables import Type, schema

CONSERVATION = dt.timedelta(days=730)  # what is gone for two years no longer serves any measure
COMPTE = ["source", "login"]
POSTE = ["source", "cle_source", "etablissement", "service"]
SUIVI = schema("curated.compte_suivi")
AFFECTATION = schema("curated.affectation")


def follow_accounts(compte: pl.DataFrame, avant: pl.DataFrame | None, date: dt.date) -> pl.DataFrame:
    """`curated.compte_suivi` at `date`, from the accounts of this run and what the published version knew.

    Args:
        compte: `curated.compte`. avant: `curated.compte_suivi` of the published version, None on a first run.

    Returns:
        One row an account, present or gone: `source, login, application, role, id_unique, nature, situation,
        service, etablissement,
        date_creation, premiere_vue, derniere_vue, actif_vu_le, inactif_vu_le, rpps_vu_le, present`. A source
        that gives no
        account at all says nothing: its accounts stay as they were.
    """
    day = pl.lit(date, pl.Date)
    told = [name for name in SUIVI if name in compte.columns]
    now = compte.unique(COMPTE, keep="first", maintain_order=True).with_columns(
        actif=pl.col("actif").fill_null(True), rpps_vu=pl.col("rpps_connu").is_not_null()
    )
    before = _typed(avant, SUIVI)
    kept = ["premiere_vue", "actif_vu_le", "inactif_vu_le", "rpps_vu_le"]
    here = (
        now.select(*told, "actif", "rpps_vu")
        .join(before.select(*COMPTE, *kept), on=COMPTE, how="left")
        .with_columns(
            premiere_vue=pl.coalesce("premiere_vue", day),
            derniere_vue=day,
            actif_vu_le=pl.when("actif").then(day).otherwise("actif_vu_le"),
            inactif_vu_le=pl.when("actif").then(None).otherwise(pl.coalesce("inactif_vu_le", day)),
            rpps_vu_le=pl.coalesce("rpps_vu_le", pl.when("rpps_vu").then(day)),
            present=pl.lit(True),
        )
    )
    gone = (
        before.join(now, on=COMPTE, how="anti")
        .filter(pl.col("derniere_vue") >= date - CONSERVATION)
        .with_columns(
            heard=pl.col("source").is_in(now["source"].unique().to_list()),
        )
        .with_columns(
            inactif_vu_le=pl.when("heard").then(pl.coalesce("inactif_vu_le", day)).otherwise("inactif_vu_le"),
            present=pl.col("present") & ~pl.col("heard"),
        )
    )
    return pl.concat([_typed(here, SUIVI), _typed(gone, SUIVI)]).sort(COMPTE)


def follow_assignments(contrat: pl.DataFrame, avant: pl.DataFrame | None, date: dt.date) -> pl.DataFrame:
    """`curated.affectation` at `date`: every service a record was seen in, and from when to when.

    Args:
        contrat: `curated.contrat`. avant: `curated.affectation` of the published version, None on a first
        run.

    Returns:
        `source, cle_source, etablissement, service, date_debut, date_fin` (null: open), `premiere_vue,
        derniere_vue`.
    """
    day = pl.lit(date, pl.Date)
    now = (
        _typed(contrat, {name: kind for name, kind in AFFECTATION.items() if not name.endswith("vue")})
        .filter(pl.col("service").is_not_null())
        .group_by(POSTE, maintain_order=True)
        .agg(
            pl.col("date_debut").min(),
            pl.when(pl.col("date_fin").is_null().any()).then(None).otherwise(pl.col("date_fin").max()),
        )
    )
    before = _typed(avant, AFFECTATION)
    here = now.join(
        before.select(*POSTE, "premiere_vue"), on=POSTE, how="left", nulls_equal=True
    ).with_columns(premiere_vue=pl.coalesce("premiere_vue", day), derniere_vue=day)
    left = before.join(now, on=POSTE, how="anti", nulls_equal=True).filter(
        pl.col("derniere_vue") >= date - CONSERVATION
    )
    return pl.concat([_typed(here, AFFECTATION), _typed(left, AFFECTATION)]).sort(POSTE, nulls_last=True)


def _typed(frame: pl.DataFrame | None, schema: Mapping[str, Type]) -> pl.DataFrame:
    """Exactly these columns, those absent null."""
    if frame is None or not frame.width:
        return pl.DataFrame(schema=schema)
    return frame.select(
        pl.col(name).cast(kind) if name in frame.columns else pl.lit(None, kind).alias(name)
        for name, kind in schema.items()
    )
