"""Accounts of a list that are nobody's own, or a part of them: boxes and rooms, numbered accounts, second
accounts of the same people, those with a number only, addresses cut or moved. Told.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator

import polars as pl

from workbench.socle.noms import letters
from workbench.socle.seuils import atteint
from workbench.sources.croisement.personnes import Rule

Found = Iterator[tuple[str, dict[str, object]]]
_NUMEROTE = re.compile(r"([^\W\d_]{3,})[\s._-]*\d+")


def without_given_name(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """Accounts without a given name in a list that gives them: boxes, rooms, services."""
    limit = rule["sans_prenom"]
    if {"prenom", "nom", "matricule"} <= set(rows.columns):
        alone = rows.filter(pl.col("prenom").is_null() & pl.col("matricule").is_null())
        given = rows.height - rows["prenom"].null_count()
        if given >= limit["part_prenoms"] * rows.height and atteint(alone.height, rows.height, limit):
            yield "COMPTES_SANS_PRENOM", {"n": alone.height, "total": rows.height}


def numbered(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """One name, numbered: FORMATION001, FORMATION002… nobody is called so."""
    if "nom" not in rows.columns:
        return
    stems: dict[str, set[str]] = defaultdict(set)
    for text in rows["nom"].drop_nulls():
        if found := _NUMEROTE.fullmatch(text.strip()):
            stems[letters(found[1])].add(text)
    if stems:
        held = max(stems.values(), key=lambda one: (len(one), min(one)))
        if atteint(len(held), rows.height, rule["numerotes"]):
            facts: dict[str, object] = {"n": len(held), "total": rows.height, "nom": min(held)}
            yield "COMPTES_NUMEROTES", facts


def doubled(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """Logins that are another login of the list with one text before or after, for the same person."""
    limit = rule["comptes_doubles"]
    if not {"login", "nom", "prenom"} <= set(rows.columns):
        return
    who = {
        login.casefold(): (letters(nom), letters(prenom))
        for login, nom, prenom in rows.select("login", "nom", "prenom").drop_nulls().rows()
    }
    counts: dict[str, int] = defaultdict(int)
    for login, person in who.items():
        for size in range(1, min(limit["signes"], len(login) - 1) + 1):
            for affix, plain in ((login[:size], login[size:]), (login[-size:], login[:-size])):
                if any(sign.isalpha() for sign in affix) and who.get(plain) == person:
                    counts[affix] += 1
    affix = max(counts, key=lambda one: (counts[one], one), default="")
    if counts and atteint(counts[affix], rows.height, limit):
        yield "COMPTES_DOUBLES", {"n": counts[affix], "total": rows.height, "affixe": affix}


def all_numbered(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """Every account of an application has an RPPS: those of the others were filtered out."""
    if (
        "rpps" in rows.columns
        and rows.height >= rule["tous_rpps"]["nombre"]
        and not rows["rpps"].null_count()
    ):
        yield "COMPTES_TOUS_A_RPPS", {"n": rows.height}


def addresses(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """Addresses cut before the end of their domain."""
    if "email" in rows.columns:
        held = rows["email"].drop_nulls()
        wrong = int((~held.str.contains(r"^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$")).sum())
        whole = held.filter(held.str.contains("@")).str.split("@").list.last().str.to_lowercase()
        domains = whole.unique().to_list()
        cut = sum(any(other != one and other.startswith(one) for other in domains) for one in whole)
        if atteint(n := max(wrong, cut), held.len(), rule["adresses"]):
            yield "ADRESSES_COUPEES", {"n": n, "total": held.len()}


def addresses_of_others(rows: pl.DataFrame, rule: Rule, _: dt.date) -> Found:
    """Addresses that name the person of the row above or below, and seldom their own."""
    if not {"email", "nom"} <= set(rows.columns):
        return
    held = rows.select("email", "nom").drop_nulls()
    mails = [letters(text.split("@")[0]).replace(" ", "") for text in held["email"]]
    names = [letters(text).replace(" ", "") for text in held["nom"]]
    own = sum(name in mail for mail, name in zip(mails, names, strict=True))
    beside = max(
        sum(name in mail for mail, name in zip(mails[first:], names[then:], strict=False))
        for first, then in ((1, 0), (0, 1))
    )
    limit = rule["adresses_d_autrui"]
    if own < limit["part_propres"] * held.height and atteint(beside, held.height, limit):
        yield "ADRESSES_DECALEES", {"n": beside, "total": held.height}
