"""Means of identification held or ordered, attached to people by identifiers; a name alone attaches
nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import polars as pl

from workbench.socle import numeros
from workbench.socle.tables import frame, shape


def means(
    parc: pl.DataFrame | None,
    holders: pl.DataFrame | None,
    fiche: pl.DataFrame,
    identite_fiche: pl.DataFrame,
    confirmed: dict[str, str],
    date: dt.date,
) -> pl.DataFrame:
    """`curated.mie`: the establishment's stock, then national cards of confirmed people, each card once."""
    stock = _stock(parc, fiche, identite_fiche, confirmed).with_columns(statut=_status(date))
    cards = card_holders(holders, confirmed).filter(pl.col("id_unique").is_not_null())
    known = stock.select(numeros.cle_expr("carte", "numero_serie")).to_series().drop_nulls()
    cards = cards.filter(~numeros.cle_expr("carte", "numero_carte").is_in(known.implode()))
    over = pl.col("date_fin_validite") < pl.lit(date)
    national = cards.with_columns(
        source=pl.lit("porteurs_cps"),
        numero_serie=pl.col("numero_carte"),
        type_mie=pl.col("type_carte").str.to_lowercase().fill_null("cps"),
        statut=pl.when(pl.col("date_opposition").is_not_null())
        .then(pl.lit("opposition"))
        .when(over)
        .then(pl.lit("expire"))
        .otherwise(pl.lit("remis")),
        rattachement=pl.lit("rpps"),
    )
    return pl.concat([stock, shape("curated.mie", national)]).sort("source", "numero_serie", nulls_last=True)


def card_holders(
    holders: pl.DataFrame | None, confirmed: dict[str, str], carried: Iterable[str | None] = ()
) -> pl.DataFrame:
    """`curated.porteur_cps`: national cards whose number is confirmed for one of the group's people, or only
    carried by one.

    `id_unique` is given for confirmed numbers alone: a number that is only declared attaches no card to
    anybody.
    """
    numbers = dict.fromkeys([*confirmed, *(number for number in carried if number)])
    if holders is None or not numbers:
        return frame("curated.porteur_cps")
    known = {"rpps": list(numbers), "id_unique": [confirmed.get(number) for number in numbers]}
    joined = holders.join(
        pl.DataFrame(known, schema={"rpps": pl.String, "id_unique": pl.String}), on="rpps", how="inner"
    )
    return shape("curated.porteur_cps", joined).unique("numero_carte", keep="first").sort("numero_carte")


def _status(date: dt.date) -> pl.Expr:
    """The step the stock says, else the last one dated; lost or out of validity at the run's date wins,
    unless handed back.
    """
    dated = pl.lit("commande")
    for step, column in (("recu", "date_reception"), ("remis", "date_remise"), ("active", "date_activation")):
        dated = pl.when(pl.col(column).is_not_null()).then(pl.lit(step)).otherwise(dated)
    said = pl.coalesce("statut", dated)
    in_hand = said.is_in(["remis", "active", "appaire", "utilise"])
    return (
        pl.when(in_hand & (pl.col("date_opposition") <= date))
        .then(pl.lit("opposition"))
        .when(in_hand & (pl.col("date_fin_validite") < date))
        .then(pl.lit("expire"))
        .otherwise(said)
    )


def _stock(
    parc: pl.DataFrame | None, fiche: pl.DataFrame, identite_fiche: pl.DataFrame, confirmed: dict[str, str]
) -> pl.DataFrame:
    if parc is None:
        return frame("curated.mie")
    members = identite_fiche.join(fiche, on=["source", "cle_source"])
    # The stock may speak of a key from before its source renumbered people: both spellings name one record.
    hr, accounts = members.filter(pl.col("nature") == "sirh"), members.filter(pl.col("nature") != "sirh")
    by_number = _unique_owner(hr, "matricule", ("matricule", "cle_source"))
    by_login = _unique_owner(accounts, "login", ("login", "cle_source", "cle_brute"))
    rows = parc.with_columns(
        _mat=numeros.cle_expr("matricule", "matricule").replace_strict(
            by_number, default=None, return_dtype=pl.String
        ),
        _log=numeros.cle_expr("login", "login").replace_strict(
            by_login, default=None, return_dtype=pl.String
        ),
        _rpps=pl.col("rpps").replace_strict(confirmed, default=None, return_dtype=pl.String),
    )
    rows = rows.with_columns(
        id_unique=pl.coalesce("_mat", "_rpps", "_log"),
        rattachement=pl.when(pl.col("_mat").is_not_null())
        .then(pl.lit("matricule"))
        .when(pl.col("_rpps").is_not_null())
        .then(pl.lit("rpps"))
        .when(pl.col("_log").is_not_null())
        .then(pl.lit("login"))
        .otherwise(pl.lit("non_rattache")),
    )
    return shape("curated.mie", rows)


def _unique_owner(members: pl.DataFrame, genre: numeros.Genre, columns: Sequence[str]) -> dict[str, str]:
    """Identifier → person, only where it designates one, whichever of `columns` holds it."""
    found = []
    for column in columns:
        read = numeros.lire_colonne(genre, members[column].str.replace(r"#\d+$", ""))
        found.append(read.select(cle=numeros.cle_expr(genre, "valeur"), id_unique=members["id_unique"]))
    pairs = pl.concat(found).drop_nulls().unique()
    alone = pairs.filter(pl.len().over("cle") == 1)
    return dict(alone.iter_rows()) or {"": ""}
