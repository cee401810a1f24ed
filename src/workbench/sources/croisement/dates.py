"""Start dates against the day the accounts of the same people were opened: day and month exchanged."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

import polars as pl

from workbench.socle import numeros
from workbench.socle.noms_colonnes import named
from workbench.socle.seuils import atteint, nombreux
from workbench.sources.croisement.gardes import by_reading
from workbench.sources.croisement.noms import Dits
from workbench.sources.croisement.personnes import Rule
from workbench.sources.modeles import Lecture

DOUZE = 12
NAISSANCE = "date_naissance"
PERSONNE = ("nom_naissance", "prenoms", NAISSANCE)


def inverted(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule) -> Dits:
    """Start dates that meet the opening of an account only once their day and month are exchanged.

    A column holds one form; when part of it was exchanged before, by a spreadsheet, each value still reads
    well, and only another source knows. Judged: dates that read both ways.
    """
    rule, rows = regles["dates_inversees"], lecture.lignes
    if lecture.source.nature != "sirh" or not {"matricule", "date_debut"} <= set(rows.columns):
        return []
    opened = _opened(lectures, rule)
    straight = turned = 0
    for key, day in _dated(rows, "date_debut"):
        if key in opened and day.day <= DOUZE and day.day != day.month:
            if _near(day, opened[key], rule):
                straight += 1
            elif _near(dt.date(day.year, day.day, day.month), opened[key], rule):
                turned += 1
    if not atteint(turned, straight + turned, rule):
        return []
    return [("jour_mois", {"colonne": "date_debut", "n": turned, "total": straight + turned})]


def turned_births(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule) -> Dits:
    """Births that the national file gives to the same surname and given name with day and month exchanged,
    and to nobody of that name as they are written here.
    """
    rule = regles["naissances_inversees"]
    if lecture.source.nature != "sirh" or not {*PERSONNE} <= set(lecture.lignes.columns):
        return []
    national = [_born(one, True) for one in lectures if one.source.nature == "rpps_restreint"]
    if not national:
        return []
    here, there = _born(lecture, False), pl.concat(national).unique()
    birth = pl.col(NAISSANCE)
    readable = (birth.dt.day() <= DOUZE) & (birth.dt.day() != birth.dt.month())
    turned = pl.date(birth.dt.year(), birth.dt.day(), birth.dt.month())
    alike = here.columns
    apart = here.join(there, on=alike, how="anti").filter(readable).with_columns(turned.alias(NAISSANCE))
    straight = here.join(there, on=alike, how="semi").height
    odd = apart.join(there, on=alike, how="semi").height
    facts = {"colonne": NAISSANCE, "n": odd, "total": straight + odd}
    if atteint(odd, straight + odd, rule):
        return [("naissances_inversees", facts)]
    if odd:
        return [("NAISSANCES_INVERSEES", facts)] if odd >= rule["dites"] else []
    years = _other_year(here, there)
    if atteint(years, straight + years, rule["annee"]):
        return [("NAISSANCES_D_UNE_AUTRE_ANNEE", {**facts, "n": years, "total": straight + years})]
    return []


def _other_year(here: pl.DataFrame, there: pl.DataFrame) -> int:
    """People that the national file, of the same names, day and month, gives to another year alone."""
    birth = pl.col(NAISSANCE)
    names = [one for one in here.columns if one != NAISSANCE]
    apart = here.join(there, on=here.columns, how="anti")
    both = apart.join(there, on=names, suffix="_la").with_columns(_autre=pl.col(f"{NAISSANCE}_la"))
    same = (birth.dt.day() == pl.col("_autre").dt.day()) & (birth.dt.month() == pl.col("_autre").dt.month())
    return both.filter(same).select(names).n_unique()


@by_reading
def _born(lecture: Lecture, separes: bool) -> pl.DataFrame:
    """Everybody's birth, surname and first given name."""
    return named(lecture.lignes, *PERSONNE, separes=separes)


def _opened(lectures: Sequence[Lecture], rule: Rule) -> dict[str, set[dt.date]]:
    """Agent's number → the days the accounts that bear it were opened; a day of many (accounts loaded
    together) says nothing of anyone.
    """
    out: dict[str, set[dt.date]] = {}
    for one in lectures:
        if one.source.nature in rule["natures"] and {"matricule", "date_creation"} <= set(one.lignes.columns):
            dated = _dated(one.lignes, "date_creation")
            times = Counter(day for _, day in dated)
            for key, day in dated:
                if not nombreux(times[day], len(dated), rule["commun"], rule["part_commun"]):
                    out.setdefault(key, set()).add(day)
    return out


def _dated(rows: pl.DataFrame, column: str) -> list[tuple[str, dt.date]]:
    return rows.select(numeros.cle_expr("matricule", "matricule"), column).drop_nulls().rows()


def _near(day: dt.date, others: set[dt.date], rule: Rule) -> bool:
    return any(abs((day - other).days) <= rule["jours"] for other in others)
