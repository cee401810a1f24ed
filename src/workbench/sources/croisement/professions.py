"""A whole profession, a whole service that a list knows nobody of: the export was filtered. Told."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import polars as pl

from workbench.socle import numeros
from workbench.socle.listes import read_once
from workbench.socle.noms import letters
from workbench.socle.noms_colonnes import named
from workbench.socle.seuils import unlikely
from workbench.sources.croisement.noms import Dits
from workbench.sources.croisement.personnes import Rule
from workbench.sources.croisement.unites import structures
from workbench.sources.modeles import Lecture

USAGE = {"actif", "date_derniere_connexion", "service"}
NOMS = ("nom_naissance", "nom_usage", "nom")


def missing_profession(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule) -> Dits:
    """Agents of a profession (by their number) who hardly have accounts, when the others have theirs."""
    rule = regles["profession_absente"]
    if lecture.source.role_effectif != "dpi" or not {"nom", "prenom"} <= set(lecture.lignes.columns):
        return []
    accounts = set(named(lecture.lignes, "nom", "prenom").rows())
    groups: dict[tuple[str, str], Counter[bool]] = {}
    whole: Counter[bool] = Counter()
    for profession, places, names in _professionals(lectures, lecture, rule["noms"]).values():
        known = not accounts.isdisjoint(names)
        whole[known] += 1
        for group in [
            ("PROFESSION_ABSENTE", rule["noms"][profession]),
            *(("SERVICE_ABSENT", one) for one in places),
        ]:
            groups.setdefault(group, Counter())[known] += 1
    for (code, value), counts in sorted(groups.items()):
        others = whole - counts
        if others.total() < rule["nombre"] or counts.total() < rule["nombre"]:
            continue
        n, lost = counts.total(), counts[False]
        usual = (others[False] + 0.5) / (others.total() + 1)  # none lost elsewhere proves no zero
        few = lost >= rule["part_perdus"] * n and lost > usual * n
        if few and len(groups) * unlikely(lost, n, usual) < rule["hasard"]:
            return [(code, {"valeur": value, "n": lost, "total": n})]
    return []


def service_without_account(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule) -> Dits:
    """A service of the directory nobody of which has an account in a patient record, where colleagues of the
    same jobs nearly all have theirs in the others: too small for its professions to tell.
    """
    rule = regles["service_sans_dossier"]
    if lecture.source.role_effectif != "dpi":
        return []
    groups: dict[str, Counter[tuple[str, bool]]] = {}
    for service, job, known in _staff(lecture, lectures, rule["jours"]):
        groups.setdefault(service, Counter())[job, known] += 1
    whole: Counter[tuple[str, bool]] = sum(groups.values(), Counter())
    found = []
    for service, those in sorted(groups.items()):
        if any(known for _, known in those):
            continue
        n, expected, chance = 0, 0.0, 1.0
        for (job, _), here in those.items():
            there = whole[job, True], whole[job, False] - here
            if sum(there) >= rule["ailleurs"]:
                share = (there[0] + 0.5) / (sum(there) + 1)
                n, expected, chance = n + here, expected + here * share, chance * (1 - share) ** here
        if expected >= rule["attendus"] and len(groups) * chance < rule["hasard"]:
            found.append((chance, service, n))
    if not found:
        return []
    _, service, n = min(found)
    return [("SERVICE_SANS_DOSSIER", {"valeur": service, "n": n})]


def _staff(record: Lecture, lectures: Iterable[Lecture], days: int) -> Iterator[tuple[str, str, bool]]:
    """Service and job of the accounts of directories used lately, and whether this record knows them."""
    rows = record.lignes
    login = numeros.cle_expr("login", "login").alias("_login")
    logins = set(rows.select(login).to_series()) if "login" in rows.columns else set()
    names = set(named(rows, "nom", "prenom").rows()) if {"nom", "prenom"} <= set(rows.columns) else set()
    for one in lectures:
        if one.source.nature != "annuaire" or not {"login", "fonction", "nom", "prenom"} | USAGE <= set(
            one.lignes.columns
        ):
            continue
        since = one.livree - dt.timedelta(days=days)
        used = one.lignes.filter(pl.col("actif") & (pl.col("date_derniere_connexion") >= since))
        people = named(used.with_columns(login), "nom", "prenom", "_login", "service", "fonction")
        for key, service, job, *name in people.rows():
            yield letters(service), letters(job), key in logins or tuple(name) in names


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
    """A service of the structure where several accounts were used lately, and HR puts hardly anybody."""
    rule = regles["service_sans_agent"]
    lists = [one for one in lectures if one.source.nature == "sirh"]
    if not lists or lecture is not lists[0]:
        return []
    places = {letters(text) for text in structures(lectures, "service")}
    staffed = Counter(text for one in lists for text in _present(one, one.livree)["_lieu"].drop_nulls())
    held: Counter[str] = Counter()
    for one in lectures:
        if one.source.nature == "annuaire" and set(one.lignes.columns) >= USAGE:
            since = one.livree - dt.timedelta(days=rule["jours"])
            used = one.lignes.filter(pl.col("actif") & (pl.col("date_derniere_connexion") >= since))
            held.update(letters(text) for text in used["service"].drop_nulls())
    busy = {place: n for place, n in held.items() if place in places and n >= rule["comptes"]}
    alone = sorted(place for place, n in busy.items() if staffed[place] <= rule["part_agents"] * n)
    if alone and len(busy) >= rule["nombre"] and len(alone) <= rule["part"] * len(busy):
        return [("SERVICE_SANS_AGENT", {"valeur": alone[0], "n": busy[alone[0]], "services": len(alone)})]
    return []


def _present(lecture: Lecture, day: dt.date) -> pl.DataFrame:
    """The agents of a list who are here that day, and their service in plain letters."""
    here = lecture.lignes.filter(pl.col("date_fin").is_null() | (pl.col("date_fin") >= day))
    return here.with_columns(_lieu=read_once(here["service"], letters))


def _professionals(
    lectures: Iterable[Lecture], account: Lecture, wanted: Mapping[str, str]
) -> dict[str, tuple[str, set[str], set[tuple[str, str]]]]:
    """RPPS of an agent who is here → their profession, the services and the names HR gives them."""
    names: dict[str, set[tuple[str, str]]] = {}
    places: dict[str, set[str]] = {}
    for one in lectures:
        if one.source.nature != "sirh" or "rpps" not in one.lignes.columns:
            continue
        here = _present(one, account.livree)
        for number, place in here.select("rpps", "_lieu").drop_nulls().rows():
            places.setdefault(number, set()).add(place)
        for column in (name for name in NOMS if name in here.columns):
            for number, *name in named(here, column, "prenoms", "rpps").rows():
                names.setdefault(number, set()).add((name[0], name[1]))
    found: dict[str, tuple[str, set[str], set[tuple[str, str]]]] = {}
    for one in lectures:
        if one.source.nature == "rpps_public":
            rows = one.lignes.filter(pl.col("rpps").is_in(list(names))).select("rpps", "profession_code")
            for number, profession in rows.drop_nulls().rows():
                if profession in wanted:
                    found[number] = profession, places.get(number, set()), names[number]
    return found
