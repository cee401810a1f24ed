"""What a page read twice, a block pasted, a word cut, a filter on a directory leaves behind. Told.

Looks over a list with what the others know of its people.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import groupby

import polars as pl

from workbench.socle import numeros
from workbench.socle.noms import letters
from workbench.socle.numeros import cle_code
from workbench.socle.seuils import atteint, nombreux
from workbench.sources.croisement.noms import Dits
from workbench.sources.croisement.personnes import Rule, columns
from workbench.sources.modeles import Lecture


def traces(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule) -> Dits:
    """Everything of the kind."""
    rule = regles["traces"]
    return [
        *_overlapping(lecture, rule["pages"]),
        *_quiet_block(lecture, rule["bloc_ancien"]),
        *_one_letter(lecture, regles, rule["une_lettre"]),
        *_one_bearer(lecture, rule["porteur_commun"]),
        *_outside_directory(lecture, lectures, rule["hors_annuaire"]),
        *_day_before(lecture, rule["veille"]),
        *_abridged(lecture, lectures, rule["libelles_abreges"]),
    ]


def _overlapping(lecture: Lecture, rule: Rule) -> Dits:
    """Runs of rows that are, in the same order, those just before: a page read while the list moved. As many
    rows were never read.
    """
    if lecture.source.nature not in rule["natures"]:
        return []
    kept = [name for name in lecture.lignes.columns if name not in {"ligne", "fichier"}]
    rows = lecture.lignes.select(kept).hash_rows().to_list()
    last: dict[int, int] = {}
    gaps: list[int | None] = []
    for rank, row in enumerate(rows):
        gaps.append(rank - last[row] if row in last else None)
        last[row] = rank
    runs = [(gap, len(list(those))) for gap, those in groupby(gaps)]
    again = [n for gap, n in runs if gap == n and n >= rule["lignes"]]
    if len(again) >= rule["pages"]:
        return [("PAGES_REPETEES", {"n": sum(again), "fois": len(again), "total": len(rows)})]
    return []


def _quiet_block(lecture: Lecture, rule: Rule) -> Dits:
    """A run of accounts none of which signed in lately, when most of the others did: a block of an older
    export, unless the list is in the order of something that explains it.
    """
    rows = lecture.lignes
    if lecture.source.nature not in rule["natures"] or "date_derniere_connexion" not in rows.columns:
        return []
    day = lecture.livree
    held = rows["date_derniere_connexion"].drop_nulls()
    old = (held < day - dt.timedelta(days=rule["jours"])).to_list()
    runs = [(late, len(list(those))) for late, those in groupby(old)]
    longest = max((n for late, n in runs if late), default=0)
    share = (sum(old) - longest) / max(len(old) - longest, 1)
    if longest >= rule["nombre"] and len(old) * share**longest < rule["hasard"] and share <= rule["part"]:
        return [("BLOC_ANCIEN", {"n": longest, "total": len(old), "jours": rule["jours"]})]
    return []


def _one_letter(lecture: Lecture, regles: Rule, rule: Rule) -> Dits:
    """Surnames that are the one letter before an apostrophe: the rest was cut."""
    if lecture.source.nature not in rule["natures"]:
        return []
    names = columns(lecture, regles)[0]
    held = [letters(text) for name in names for text in lecture.lignes[name].drop_nulls()]
    cut = Counter(text for text in held if text in rule["lettres"])
    if cut.total() >= rule["nombre"]:
        return [("NOM_D_UNE_LETTRE", {"n": cut.total(), "valeur": min(cut)})]
    return []


def _one_bearer(lecture: Lecture, rule: Rule) -> Dits:
    """Many means handed over to one person: who signed for the delivery, not who uses them."""
    rows = lecture.lignes
    if lecture.source.nature != "parc_mie" or not {"matricule", "date_remise"} <= set(rows.columns):
        return []
    given = rows.drop_nulls("date_remise").select(numeros.cle_expr("matricule", "matricule")).to_series()
    counts = Counter(given.drop_nulls())
    if counts and nombreux(most := max(counts.values()), counts.total(), rule["nombre"], rule["part"]):
        return [("PORTEUR_COMMUN", {"n": most, "total": counts.total()})]
    return []


def _outside_directory(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule) -> Dits:
    """Accounts of an application lately used whose login is in no directory, when most are: a part of the
    directory was filtered out, or forgotten.
    """
    rows = lecture.lignes
    if lecture.source.nature != "application" or not {"login", "date_derniere_connexion"} <= set(
        rows.columns
    ):
        return []
    known = {key for one in lectures if one.source.nature == "annuaire" for key in _logins(one.lignes)}
    day = lecture.livree
    used = _logins(rows.filter(pl.col("date_derniere_connexion") >= day - dt.timedelta(days=rule["jours"])))
    lost = sum(key not in known for key in used)
    spread = math.sqrt(len(used) * rule["part"] * (1 - rule["part"]))
    least = max(rule["nombre"], rule["part"] * len(used) + rule["ecarts"] * spread)
    if known and least <= lost < rule["tous"] * len(used):
        return [("LOGINS_SANS_ANNUAIRE", {"n": lost, "total": len(used)})]
    return []


def _logins(rows: pl.DataFrame) -> list[str]:
    if "login" not in rows.columns:
        return []
    return list(rows.select(numeros.cle_expr("login", "login")).to_series().drop_nulls())


def _day_before(lecture: Lecture, rule: Rule) -> Dits:
    """People come on the first of a month, seldom on the last day of one: midnight was written in the hour of
    another zone.
    """
    if lecture.source.nature != "sirh" or "date_debut" not in lecture.lignes.columns:
        return []
    days = lecture.lignes["date_debut"].drop_nulls()
    last, first = int((days == days.dt.month_end()).sum()), int((days.dt.day() == 1).sum())
    if atteint(last, days.len(), rule) and last >= rule["rapport"] * first:
        return [("ENTREES_LA_VEILLE", {"colonne": "date_debut", "n": last, "total": days.len()})]
    return []


def _abridged(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule) -> Dits:
    """Labels of the structure whose words are beginnings of those HR writes for the same unit."""
    if lecture.source.nature != "structure" or not {"service_code", "service"} <= set(lecture.lignes.columns):
        return []
    whole: dict[str, set[str]] = defaultdict(set)
    for one in lectures:
        if one.source.nature == "sirh" and {"service_code", "service"} <= set(one.lignes.columns):
            for code, text in one.lignes.select("service_code", "service").drop_nulls().unique().rows():
                whole[cle_code(code)].add(letters(text))
    pairs = [
        (letters(text), whole[cle_code(code)])
        for code, text in lecture.lignes.select("service_code", "service").drop_nulls().unique().rows()
        if cle_code(code) in whole
    ]
    cut = sum(any(_begins(here, there) for there in those) for here, those in pairs)
    return [("LIBELLES_ABREGES", {"n": cut, "total": len(pairs)})] if atteint(cut, len(pairs), rule) else []


def _begins(here: str, there: str) -> bool:
    """As many words, each the beginning of the other's, one at least cut."""
    left, right = here.split(), there.split()
    pairs = list(zip(left, right, strict=False))
    return here != there and len(left) == len(right) and all(b.startswith(a) for a, b in pairs)
