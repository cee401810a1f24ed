"""A whole profession, a whole service that a list knows nobody of: the export was filtered. Told."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from workbench.socle.noms import letters
from workbench.socle.noms_colonnes import first_given_key, surname_key
from workbench.socle.seuils import unlikely
from workbench.sources.croisement.noms import Dits
from workbench.sources.croisement.personnes import Rule
from workbench.sources.modeles import Lecture

USAGE = {"actif", "date_derniere_connexion", "service"}
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


def missing_from_directory(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule) -> Dits:
    """Professionals of one profession, whom the restricted extraction knows, and the public one does not."""
    rule = regles["profession_absente"]
    asked = {"rpps", "profession_code"}
    if lecture.source.nature != "rpps_public" or not asked <= set(lecture.lignes.columns):
        return []
    known = [one.lignes.select(sorted(asked)) for one in lectures if one.source.nature == "rpps_restreint"]
    if not known:
        return []
    counts = (
        pl.concat(known)
        .drop_nulls()
        .unique()
        .with_columns(_la=pl.col("rpps").is_in(lecture.lignes["rpps"].unique().implode()))
        .group_by("profession_code")
        .agg(pl.len(), pl.col("_la").sum())
        .sort("profession_code")
    )
    here = counts.filter(pl.col("_la") > 0)
    whole = here["_la"].sum() >= rule["part_connus"] * here["len"].sum() > 0
    gone = counts.filter((pl.col("_la") == 0) & (pl.col("len") >= rule["nombre"]))
    if not whole or gone.is_empty():
        return []
    code, n, _ = gone.row(0)
    return [("EXTRACTION_SANS_PROFESSION", {"valeur": rule["noms"].get(code, f"code {code}"), "n": n})]


def service_without_agent(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule) -> Dits:
    """A service of the structure where several accounts were used lately, and HR puts nobody."""
    rule = regles["service_sans_agent"]
    lists = [one for one in lectures if one.source.nature == "sirh"]
    if not lists or lecture is not lists[0]:
        return []
    places = _services(one.lignes for one in lectures if one.source.nature == "structure")
    staffed = _services(one.lignes for one in lists)
    held: Counter[str] = Counter()
    for one in lectures:
        if one.source.nature == "annuaire" and set(one.lignes.columns) >= USAGE:
            since = one.livree - dt.timedelta(days=rule["jours"])
            used = one.lignes.filter(pl.col("actif") & (pl.col("date_derniere_connexion") >= since))
            held.update(letters(text) for text in used["service"].drop_nulls())
    busy = {place: n for place, n in held.items() if place in places and n >= rule["comptes"]}
    alone = sorted(place for place in busy if place not in staffed)
    if alone and len(busy) >= rule["nombre"] and len(alone) <= rule["part"] * len(busy):
        return [("SERVICE_SANS_AGENT", {"valeur": alone[0], "n": busy[alone[0]], "services": len(alone)})]
    return []


def _services(frames: Iterable[pl.DataFrame]) -> set[str]:
    return {
        letters(text)
        for rows in frames
        if "service" in rows.columns
        for text in rows["service"].drop_nulls().unique()
    }


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
