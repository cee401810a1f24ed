"""A whole profession that a patient record knows nobody of: the export was filtered. Told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from workbench.socle.noms_colonnes import first_given_key, surname_key
from workbench.socle.seuils import unlikely
from workbench.sources.croisement.noms import Dits
from workbench.sources.croisement.personnes import Rule
from workbench.sources.modeles import Lecture

NOMS = ("nom_naissance", "nom_usage", "nom")


def missing_profession(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule) -> Dits:
    """Agents of a profession (by their number) who hardly have accounts, when the others have theirs."""
    rule = regles["profession_absente"]
    if lecture.source.role_effectif != "dpi" or not {"nom", "prenom"} <= set(lecture.lignes.columns):
        return []
    accounts = set(_named(lecture.lignes, "nom", "prenom").rows())
    people = _professionals(lectures, lecture, rule["noms"])
    met: dict[str, Counter[bool]] = {}
    for profession, names in people.values():
        met.setdefault(profession, Counter())[not accounts.isdisjoint(names)] += 1
    whole = sum(met.values(), Counter[bool]())
    for profession, counts in sorted(met.items()):
        others = whole - counts
        if others.total() < rule["nombre"] or counts.total() < rule["nombre"]:
            continue
        n, lost = counts.total(), counts[False]
        usual = (others[False] + 0.5) / (others.total() + 1)  # none lost elsewhere proves no zero
        few = lost >= rule["part_perdus"] * n and lost > usual * n
        if few and unlikely(lost, n, usual) < rule["hasard"]:
            return [("PROFESSION_ABSENTE", {"valeur": rule["noms"][profession], "n": lost, "total": n})]
    return []


def _professionals(
    lectures: Iterable[Lecture], account: Lecture, wanted: Mapping[str, str]
) -> dict[str, tuple[str, set[tuple[str, str]]]]:
    """RPPS of an agent who is here → their profession, the names they bear in HR."""
    lists = [one for one in lectures if one.source.nature == "sirh" and "rpps" in one.lignes.columns]
    names: dict[str, set[tuple[str, str]]] = {}
    for one in lists:
        here = one.lignes.filter(pl.col("date_fin").is_null() | (pl.col("date_fin") >= account.livree))
        for column in (name for name in NOMS if name in here.columns):
            for number, *name in _named(here, column, "prenoms", "rpps").rows():
                names.setdefault(number, set()).add((name[0], name[1]))
    found: dict[str, tuple[str, set[tuple[str, str]]]] = {}
    for one in lectures:
        if one.source.nature == "rpps_public":
            rows = one.lignes.filter(pl.col("rpps").is_in(list(names))).select("rpps", "profession_code")
            for number, profession in rows.drop_nulls().rows():
                if profession in wanted:
                    found[number] = profession, names[number]
    return found


def _named(rows: pl.DataFrame, name: str, given: str, *also: str) -> pl.DataFrame:
    """Surname and first given name as keys, behind these columns."""
    keys = (surname_key(name).alias("_nom"), first_given_key(given, separes=False).alias("_prenom"))
    return rows.lazy().select(*also, *keys).drop_nulls().unique().collect()
