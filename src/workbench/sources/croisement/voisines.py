"""A block of a column moved by one row: on each of its rows, the value is that of the person on the next row,
and another source says so. A code in capitals is told, the others are doubted.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby

import polars as pl

from workbench.socle import numeros
from workbench.socle.seuils import nombreux
from workbench.sources.croisement.lacunes import last_use
from workbench.sources.croisement.noms import Dits
from workbench.sources.croisement.personnes import Personne, Rule, people, same
from workbench.sources.modeles import Lecture

COTES = (-1, 1)  # the row above, the row below
BIRTH = "date_naissance"


def moved_blocks(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule) -> Dits:
    """Births, ends and types of means that are those of the next row."""
    if lecture.source.nature == "parc_mie":
        return _types(lecture, lectures, regles["voisines"]["type"])
    if lecture.source.nature != "sirh":
        return []
    rule = regles["voisines"]
    return [*_births(lecture, lectures, regles, rule["naissance"]), *_ends(lecture, lectures, rule["fin"])]


def _births(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule, rule: Rule) -> Dits:
    """A surname, a given name and a birth that another source holds together: on the row itself when the file
    is right, with the name of the next row when the births were moved.
    """
    if BIRTH not in lecture.lignes.columns:
        return []
    days, here = lecture.lignes[BIRTH].to_list(), people(lecture, regles)
    asked = lecture.lignes[BIRTH].drop_nulls().unique().implode()
    born: dict[dt.date, list[Personne]] = defaultdict(list)
    for one in lectures:
        if one is not lecture and one.source.nature in rule["temoins"] and BIRTH in one.lignes.columns:
            rows = one.lignes.filter(pl.col(BIRTH).is_in(asked))
            for day, person in zip(rows[BIRTH], people(one, regles, rows), strict=True):
                born[day].append(person)

    def held(rank: int, day: dt.date) -> bool:
        return any(same(here[rank], other) for other in born.get(day, ()))

    judged = [rank for rank, day in enumerate(days) if day and here[rank].connue]
    own = {rank for rank in judged if held(rank, days[rank])}
    for side in COTES:
        moved = [
            rank
            for rank in judged
            if rank not in own
            and 0 <= rank + side < len(days)
            and days[rank + side] != days[rank]
            and held(rank + side, days[rank])
        ]
        n = _longest_block(moved, own, rule["ecart"])
        if n >= rule["nombre"]:
            return [("naissance_voisine", {"colonne": BIRTH, "n": n})]
    return []


def _longest_block(moved: Sequence[int], own: set[int], gap: int) -> int:
    """The most ranks that follow each other, `gap` rows apart at most, none between them being right: among
    twenty thousand rows, a few fit their neighbour by chance.
    """
    longest = run = 0
    before = None
    for rank in moved:
        follows = before is not None and rank - before <= gap and own.isdisjoint(range(before, rank))
        run = run + 1 if follows else 1
        longest, before = max(longest, run), rank
    return longest


def _ends(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule) -> Dits:
    """Ends of people who signed in after them, next to people without an end who no longer do."""
    rows = lecture.lignes
    if not {"matricule", "date_fin"} <= set(rows.columns):
        return []
    last = last_use(lectures)
    held = rows.select(numeros.cle_expr("matricule", "matricule"), "date_fin").rows()
    used, ends = [last.get(key) for key, _ in held], [end for _, end in held]
    day = lecture.livree
    judged = [rank for rank, end in enumerate(ends) if end and end < day and used[rank]]
    for side in COTES:
        fits = [
            bool(
                (own := used[rank])
                and own > ends[rank]
                and 0 <= (near := rank + side) < len(ends)
                and (other := used[near])
                and ends[near] is None
                and dt.timedelta(0) <= ends[rank] - other <= dt.timedelta(days=rule["jours"])
            )
            for rank in judged
        ]
        longest = max((len(list(run)) for good, run in groupby(fits) if good), default=0)
        if longest >= rule["nombre"]:
            return [("FIN_VOISINE", {"colonne": "date_fin", "n": longest})]
    return []


def _types(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule) -> Dits:
    """Health cards of agents without an RPPS that a row above or below suits: their column was moved."""
    rows = lecture.lignes
    if not {"matricule", "type_mie"} <= set(rows.columns):
        return []
    agents: dict[str, bool] = {}
    for one in lectures:
        if one.source.nature == "sirh" and {"matricule", "rpps"} <= set(one.lignes.columns):
            held = one.lignes.select(numeros.cle_expr("matricule", "matricule"), pl.col("rpps").is_not_null())
            for key, numbered in held.drop_nulls().rows():
                agents[key] = numbered or agents.get(key, False)
    bearers = [agents.get(key) for key in rows.select(numeros.cle_expr("matricule", "matricule")).to_series()]
    types = [kind in rule["types"] for kind in rows["type_mie"]]

    def wrong(side: int) -> int:
        moved = [types[rank - side] if 0 <= rank - side < len(types) else False for rank in range(len(types))]
        return sum(card and bearer is False for card, bearer in zip(moved, bearers, strict=True))

    here = wrong(0)
    if here >= rule["nombre"] and min(map(wrong, COTES)) <= rule["reste"] * here:
        return [("TYPES_DECALES", {"n": here, "total": sum(types)})]
    if here and all(types) and nombreux(here, len(types), rule["nombre_tous"], rule["part_tous"]):
        return [("CARTES_DE_SANTE_POUR_TOUS", {"n": here, "total": len(types)})]
    return []
