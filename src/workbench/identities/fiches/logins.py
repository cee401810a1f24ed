"""The logins of the directories, and of the applications that bear them: a number behind the name tells
people apart.
"""

from __future__ import annotations

import polars as pl

from workbench.identities.preuves import Login
from workbench.identities.regles import rules
from workbench.socle import numeros
from workbench.socle.listes import read_once

FORME = r"^(?P<radical>.*[a-z][-._]?)(?P<rang>[0-9]{0,3})$"


def logins(people: pl.DataFrame) -> list[Login | None]:
    """Each record's login, where it is one a directory numbers; None for HR, for a code (`U004212`) and for
    an application that has its own logins.

    Args:
        people: source, nature, login, identifiant.
    """
    account = pl.col("nature") != "sirh"
    numeros.retenir("login", *(people[name].cast(pl.String) for name in ("login", "identifiant")))
    texts = (
        read_once(people[name].cast(pl.String), lambda text: numeros.cle("login", text).lower())
        for name in ("login", "identifiant")
    )
    login, code = texts
    read = people.select("source", annuaire=pl.col("nature") == "annuaire").with_columns(
        texte=people.select(pl.when(account).then(pl.coalesce(login, code).replace("", None))).to_series()
    )
    read = read.with_columns(pl.col("texte").str.extract_groups(FORME).alias("forme")).unnest("forme")
    known = read.filter("annuaire")["texte"].drop_nulls().unique()
    limits = rules()["logins"]
    named = pl.col("radical").is_not_null()
    shared = (named & pl.col("texte").is_in(known.implode())).sum() / named.sum()
    borne = pl.col("annuaire") | (
        (named.sum() >= int(limits["exemples"])) & (shared >= float(limits["part"]))
    ).over("source")
    kept = read.select("radical", "rang", "annuaire", garde=(named & borne).fill_null(False))
    return [Login(*row[:3]) if row[3] else None for row in kept.iter_rows()]
