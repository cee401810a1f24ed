"""The name a login or an address spells: one more name of its account, where the site's habit is plain.

Learnt on the accounts themselves: where most logins of a system are the initial and the surname, `lamatais2`
on an account named COUSIIN says AMATAIS. It corroborates; it never joins alone.
"""

from __future__ import annotations

import polars as pl

from workbench.identities.regles import rules
from workbench.socle.listes import read_once
from workbench.socle.noms import glued

# Habit → (what is put before the surname, what is put after it).
MODELES = {"in": ("i", ""), "pn": ("p", ""), "ni": ("", "i"), "np": ("", "p"), "n": ("", "")}
_SYSTEME = ["source", "champ"]


def with_spelled(people: pl.DataFrame) -> pl.DataFrame:
    """Add `epeles` LIST: surnames (glued, capitals) that the login or the address spells and the record does
    not bear.
    """
    written = _written(people)
    habits = _habits(written)
    part = written.join(habits, on=_SYSTEME)
    found = [_spelled(part.filter(pl.col("modele") == name), *sides) for name, sides in MODELES.items()]
    spelled = pl.concat(found).unique().sort("cle", "epele").group_by("cle", maintain_order=True)
    out = people.join(
        spelled.agg(pl.col("epele").alias("epeles")), on="cle", how="left", maintain_order="left"
    )
    return out.with_columns(pl.col("epeles").fill_null(pl.lit([], dtype=pl.List(pl.String))))


def _written(people: pl.DataFrame) -> pl.DataFrame:
    """One row a login or address: cle, source, champ, texte (letters), p, i (given name, initial), noms."""
    accounts = people.filter(pl.col("nature") != "sirh", pl.col("prenoms_std").list.len() > 0)
    kept = accounts.select(
        "cle",
        "source",
        read_once(accounts["noms"], lambda nom: glued(nom).lower()),
        p=pl.col("prenoms_std").list.first().str.to_lowercase(),
        login="login",
        email=pl.col("email").str.extract(r"^([^@]+)@"),
    ).with_columns(i=pl.col("p").str.head(1))
    long = kept.unpivot(["login", "email"], index=["cle", "source", "noms", "p", "i"], variable_name="champ")
    text = pl.col("value").str.to_lowercase().str.replace(r"\d+$", "").str.replace_all("[^a-z]", "")
    return long.with_columns(texte=text).filter(pl.col("texte").str.len_chars() > 0).drop("value")


def _habits(written: pl.DataFrame) -> pl.DataFrame:
    """source, champ, modele: how most logins (addresses) of a system are made of the names beside them."""
    limits = rules()["epellation"]
    tried = [
        written.with_columns(
            modele=pl.lit(name),
            tenu=pl.any_horizontal(_made(before, after).fill_null(False)),
        )
        for name, (before, after) in MODELES.items()
    ]
    shares = (
        pl.concat(tried)
        .group_by([*_SYSTEME, "modele"])
        .agg(pl.col("tenu").mean().alias("part"), pl.len().alias("exemples"))
    )
    plain = shares.filter(pl.col("part") >= limits["part"], pl.col("exemples") >= limits["exemples"]).sort(
        [*_SYSTEME, "part", "modele"], descending=[False, False, True, False]
    )
    return plain.unique(_SYSTEME, keep="first", maintain_order=True).select(*_SYSTEME, "modele")


def _rest(before: str, after: str) -> pl.Expr:
    """What is left of the text without the given name; null when it is not there."""
    rest = pl.col("texte")
    if before:
        rest = pl.when(rest.str.starts_with(pl.col(before))).then(rest.str.strip_prefix(pl.col(before)))
    if after:
        rest = pl.when(rest.str.ends_with(pl.col(after))).then(rest.str.strip_suffix(pl.col(after)))
    return rest


def _made(before: str, after: str) -> pl.Expr:
    return pl.col("noms").list.contains(_rest(before, after))


def _spelled(rows: pl.DataFrame, before: str, after: str) -> pl.DataFrame:
    """cle, epele: long enough to be a name, and no beginning, end or whole of a name the record bears."""
    least = int(rules()["epellation"]["longueur"])
    found = rows.select("cle", "noms", epele=_rest(before, after)).filter(
        pl.col("epele").str.len_chars() >= least
    )
    own = found.explode("noms").with_columns(
        sien=pl.col("noms").str.contains(pl.col("epele"), literal=True)
        | pl.col("epele").str.contains(pl.col("noms"), literal=True)
    )
    mine = own.filter("sien").select("cle", "epele")
    return found.join(mine, on=["cle", "epele"], how="anti").select("cle", pl.col("epele").str.to_uppercase())
