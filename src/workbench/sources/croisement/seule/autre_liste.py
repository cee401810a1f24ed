"""A list that is another than the one asked for, or whose key or dates are another's: missions that are over,
a number that is the mission's, dates in the wrong order on a part of the rows. Looks over one source, told.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

import polars as pl

from workbench.socle.noms import letters
from workbench.socle.seuils import atteint
from workbench.sources.croisement.personnes import Rule

Found = Iterator[tuple[str, dict[str, object]]]


def over(rows: pl.DataFrame, rule: Rule, day: dt.date) -> Found:
    """Every contract has its end, long past: a former list."""
    limit = rule["liste_finie"]
    if "date_fin" in rows.columns and rows.height >= limit["nombre"] and not rows["date_fin"].null_count():
        last = rows["date_fin"].max()
        if isinstance(last, dt.date) and (day - last).days > limit["jours"]:
            yield "LISTE_FINIE", {"n": rows.height, "jour": f"{last:%d/%m/%Y}"}


def ends_today(rows: pl.DataFrame, rule: Rule, day: dt.date) -> Found:
    """Contracts with a term that still ran lately, and all end on the day of the export; or a list of which
    none runs any more, the last one until that day.
    """
    limit, least = rule["fin_a_l_edition"], {"type_contrat", "date_debut", "date_fin"}
    if not least <= set(rows.columns):
        return
    since = day - dt.timedelta(days=limit["jours"])
    apart = [*rule["sans_terme"], *limit["sauf"]]
    short = rows.filter(~pl.col("type_contrat").is_in(apart).fill_null(False))
    running = short["date_fin"].drop_nulls()
    running = running.filter(running >= since)
    if not running.len() or not isinstance(common := running.mode().max(), dt.date) or common > day:
        return
    same, told = int((running == common).sum()), f"{common:%d/%m/%Y}"
    relayed = rows.filter(pl.col("date_debut").is_between(common, day)).height  # a semester follows another
    if relayed < limit["releve"] * same and atteint(same, running.len(), limit):
        yield "FINS_A_L_EDITION", {"n": same, "total": running.len(), "jour": told}
    elif rows.height >= limit["nombre"] and rows["date_fin"].fill_null(dt.date.max).max() == common:
        yield "PLUS_RIEN_EN_COURS", {"n": rows.height, "jour": told}


def key_of_a_mission(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """Most people bear several numbers: the number is a mission's, not theirs."""
    limit = rule["cle_de_mission"]
    given = next((one for one in ("prenoms", "prenom") if one in rows.columns), None)
    if given is None or not {"nom_naissance", "date_naissance", "matricule"} <= set(rows.columns):
        return
    keys: dict[tuple[str, str, dt.date], set[str]] = defaultdict(set)
    held = rows.select("nom_naissance", given, "date_naissance", "matricule").drop_nulls()
    for name, first, born, key in held.rows():
        keys[letters(name), letters(first), born].add(key)
    several = sum(len(those) > 1 for those in keys.values())
    if atteint(several, len(keys), limit):
        yield "CLE_DE_MISSION", {"n": several, "total": len(keys)}


def some_out_of_order(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """Two dates in the wrong order, on too many rows for slips, too few for two columns exchanged."""
    limit = rule["ordre_partiel"]
    for first, then in limit["paires"]:
        if first in rows.columns and then in rows.columns:
            both = rows.select(first, then).drop_nulls()
            late = both.filter(pl.col(first) > pl.col(then)).height
            far = both.filter(pl.col(first) > pl.col(then) + pl.duration(days=limit["jours"])).height
            few = first == "date_debut" and far >= limit["contrats"]
            if (few or atteint(late, both.height, limit)) and not atteint(late, both.height, rule["ordre"]):
                yield "ORDRE_PARTIEL", {"colonne": first, "autre": then, "n": late, "total": both.height}


def one_period(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """Every contract with a term begins on one day and ends on another: the period that was asked for."""
    limit = rule["periode_unique"]
    if not {"type_contrat", "date_debut", "date_fin"} <= set(rows.columns):
        return
    apart = [*rule["sans_terme"], *rule["fin_a_l_edition"]["sauf"]]
    short = rows.filter(~pl.col("type_contrat").is_in(apart).fill_null(False))
    pairs = short.select("date_debut", "date_fin").drop_nulls()
    if pairs.height == short.height >= limit["nombre"] and pairs.n_unique() == 1:
        first, last = pairs.row(0)
        yield "PERIODE_UNIQUE", {"n": pairs.height, "debut": f"{first:%d/%m/%Y}", "fin": f"{last:%d/%m/%Y}"}


def first_of_january(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """Births on the first of January: the year alone is known."""
    if "date_naissance" in rows.columns:
        held = rows["date_naissance"].drop_nulls()
        alone = int(((held.dt.day() == 1) & (held.dt.month() == 1)).sum())
        if atteint(alone, held.len(), rule["premier_janvier"]):
            yield "NAISSANCES_AU_PREMIER_JANVIER", {"n": alone, "total": held.len()}


def login_is_the_name(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """Logins that are the surname and the given name in words: a label, in the column of logins."""
    if not {"login", "nom", "prenom"} <= set(rows.columns):
        return
    held = rows.select("login", "nom", "prenom").drop_nulls().rows()
    same = sum(
        " " in login.strip() and sorted(letters(login).split()) == sorted(letters(f"{nom} {prenom}").split())
        for login, nom, prenom in held
    )
    if atteint(same, len(held), rule["login_nom"]):
        yield "LOGIN_EST_LE_NOM", {"n": same, "total": len(held)}


AGENTS = (over, ends_today, key_of_a_mission, some_out_of_order, one_period, first_of_january)
COMPTES = (login_is_the_name, some_out_of_order)
