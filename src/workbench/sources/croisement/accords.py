"""What two sources say of the same agents: jobs, sites, services, arrival, letters.

A code in capitals is told, the others are doubted.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import groupby
from typing import Literal

import polars as pl

from workbench.socle import numeros
from workbench.socle.noms import letters
from workbench.socle.noms_compares import unwritable
from workbench.socle.numeros import cle_code
from workbench.socle.settings import Settings
from workbench.socle.seuils import atteint, nombreux
from workbench.sources.croisement.gardes import by_reading
from workbench.sources.croisement.lacunes import days_by_agent
from workbench.sources.croisement.noms import Dits
from workbench.sources.croisement.personnes import Rule
from workbench.sources.croisement.seule.retouches import in_order
from workbench.sources.declarer.valeurs import given_names
from workbench.sources.modeles import Lecture

_MOT = re.compile(r"[^\W\d_]+(?:[^\w\s,;|-]|_)?[^\W\d_]+|[^\W\d_]+")
VUS = (("annuaire", "date_creation"), ("parc_mie", "date_remise"), ("parc_mie", "date_activation"))
_SIGNE = re.compile(r"[^A-Za-z]")


def agreements(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule, settings: Settings) -> Dits:
    """Everything the other sources contradict in this one as a whole."""
    rule = regles["accords"]
    return [
        *_associated(lecture, lectures, rule),
        *_sites(lecture, lectures, rule, settings),
        *_one_service(lecture, lectures, rule),
        *_after_account(lecture, lectures, rule),
        *_lost_letters(lecture, lectures, rule),
    ]


def _by_key(lecture: Lecture, key: Literal["matricule", "login"], column: str) -> dict[str, str]:
    if not {key, column} <= set(lecture.lignes.columns):
        return {}
    rows = lecture.lignes.select(numeros.cle_expr(key, key), column).drop_nulls()
    return {one: letters(text) for one, text in rows.rows()}


def _associated(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule) -> Dits:
    """A column that says no more than chance of what the directory says of the same people."""
    found: Dits = []
    for pair in rule["associes"]["paires"]:
        if lecture.source.nature != pair["nature"]:
            continue
        here = _by_key(lecture, pair["cle"], pair["colonne"])
        there: dict[str, str] = {}
        ranged = in_order(lecture.lignes, pair["colonne"])
        for one in lectures:
            if one.source.nature == "annuaire" and (held := _by_key(one, pair["cle"], pair["autre"])):
                there |= held
                ranged |= bool(here.keys() & held.keys()) and in_order(one.lignes, pair["autre"])
        pairs = [(here[key], there[key]) for key in sorted(here.keys() & there.keys())]
        guessed, total = _guessed(pairs)
        limit = rule["associes"]
        if total < limit["nombre"] or guessed >= limit["muet"] * total:
            continue
        expected = _by_chance(pairs, limit["tours"]) + limit["marge_triee" if ranged else "marge"]
        if expected < limit["muet"] and guessed <= expected * total:
            facts = {"colonne": pair["colonne"], "autre": pair["autre"], "n": total - guessed, "total": total}
            found.append(("COLONNES_SANS_RAPPORT" if pair.get("dit") else "associes", facts))
    return found


def _by_chance(pairs: Sequence[tuple[str, str]], tours: int) -> float:
    """The share that would be guessed if the right sides were those of other rows."""
    lefts, rights = [left for left, _ in pairs], [right for _, right in pairs]
    shares = []
    for tour in range(tours):
        mixed = random.Random(tour).sample(rights, len(rights))
        guessed, total = _guessed(list(zip(lefts, mixed, strict=True)))
        shares.append(guessed / total if total else 0.0)
    return sum(shares) / len(shares)


def _guessed(pairs: Sequence[tuple[str, str]]) -> tuple[int, int]:
    """How many of the right sides the other rows of the same left side guess, and how many could be."""
    groups: dict[str, list[str]] = defaultdict(list)
    for left, right in pairs:
        groups[left].append(right)
    guessed = total = 0
    for rights in groups.values():
        counts = Counter(rights)
        total += len(rights) if len(rights) > 1 else 0
        (first, most), (_, second) = [*counts.most_common(2), ("", 0)][:2]
        for right, n in counts.items():
            best = second if right == first else most
            guessed += n if n > 1 and n - 1 >= best else 0
    return guessed, total


def _sites(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule, settings: Settings) -> Dits:
    """Units of one site, by the structure, whose agents are all given to another one."""
    rows = lecture.lignes
    if lecture.source.nature != "sirh" or not {"service_code", "finess"} <= set(rows.columns):
        return []
    sites = settings.entite_par_finess()
    given: dict[str, set[str]] = defaultdict(set)
    for one in lectures:
        if one.source.nature == "structure" and "etablissement" in one.lignes.columns:
            for code, site in one.lignes.select("service_code", "etablissement").drop_nulls().rows():
                given[cle_code(code)].add(site)
    where = {
        code: min(sites) for code, sites in given.items() if len(sites) == 1
    }  # a code of two sites says none
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    apart: list[str] = []  # of each row, the site it is given to against the structure, "" when none
    for code, number in rows.select("service_code", "finess").drop_nulls().rows():
        if cle_code(code) in where and number in sites:
            seen[where[cle_code(code)]][sites[number]] += 1
            apart.append("" if sites[number] == where[cle_code(code)] else sites[number])
    judged = sum(counts.total() for counts in seen.values())
    for site, counts in seen.items():
        away = counts.total() - counts[site]
        many = counts.total() >= rule["site"]["part_liste"] * judged  # a few lent to another site are usual
        if many and atteint(away, counts.total(), rule["site"]):
            return [("site_contredit", {"site": site, "n": away, "total": counts.total()})]
    held = {where for counts in seen.values() for where in counts}
    for site, counts in seen.items():  # one number for the whole list, the head office's
        many = nombreux(counts.total(), judged, rule["site"]["nombre"], rule["site"]["part_unique"])
        if len(held) == 1 and site not in held and many:
            facts = {"site": site, "n": counts.total(), "donne": min(held)}
            return [("SITE_UNIQUE", facts)]
    n, given_to = max(((len([*run]), to) for to, run in groupby(apart) if to), default=(0, ""))
    if rule["site"]["suite"] <= n < len(apart):  # those lent to another site are here and there
        return [("SITE_RECOPIE", {"site": given_to, "n": n})]
    return []


def _one_service(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule) -> Dits:
    """A whole list in one unit, where the structure has many: the cell was filled down."""
    if lecture.source.nature != "sirh":
        return []
    many = max((one.lignes.height for one in lectures if one.source.nature == "structure"), default=0)
    for column in (name for name in ("service_code", "service") if name in lecture.lignes.columns):
        held = lecture.lignes[column].drop_nulls()
        alone = held.n_unique() == 1 and held.len() >= rule["service_unique"]["nombre"]
        if alone and many >= rule["service_unique"]["unites"]:
            return [("service_unique", {"colonne": column, "valeur": held[0], "n": held.len()})]
    return []


def _after_account(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule) -> Dits:
    """Agents who came well after their account was opened: the date is of their last situation, or of the
    only contract the list keeps.
    """
    rows = lecture.lignes
    if lecture.source.nature != "sirh" or not {"matricule", "date_debut", "type_contrat"} <= set(
        rows.columns
    ):
        return []
    opened = _first_seen(lectures)
    found: Dits = []
    for code in ("ENTREE_APRES_COMPTE", "CONTRAT_COURANT"):
        limit = rule["entree_apres_compte"][code]
        those = rows.filter(pl.col("type_contrat").is_in(limit["contrats"]))
        starts = days_by_agent([those], "date_debut", min)
        judged = [(starts[key] - opened[key]).days for key in starts.keys() & opened.keys()]
        late = sum(days > limit["jours"] for days in judged)
        if atteint(late, len(judged), limit):
            found.append((code, {"colonne": "date_debut", "n": late, "total": len(judged)}))
    return found


def _first_seen(lectures: Sequence[Lecture]) -> dict[str, dt.date]:
    """Agent's number → the first day an account, or a card, was theirs: who has none may have the other."""
    first: dict[str, dt.date] = {}
    for nature, column in VUS:
        frames = [one.lignes for one in lectures if one.source.nature == nature]
        for key, day in days_by_agent(frames, column, min).items():
            first[key] = min(day, first.get(key, day))
    return first


@by_reading
def _words(lecture: Lecture, column: str) -> frozenset[str]:
    texts = lecture.lignes[column].drop_nulls().unique().to_list()
    return frozenset(word for text in texts for word in _MOT.findall(text))


def _lost_letters(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule) -> Dits:
    """Words that are those of other sources less their accented letters (« Mdecine », « M_decine »).

    Not those whose letters an 8-bit system never holds: that file is as it always was.
    """
    limit = rule["lettres_perdues"]
    columns = [name for name in limit["colonnes"] if name in lecture.lignes.columns]
    if lecture.source.nature not in limit["natures"] or not columns:
        return []
    others = {
        word.casefold()
        for one in lectures
        if one is not lecture and one.source.nature in limit["natures"]
        for name in limit["colonnes"]
        if name in one.lignes.columns
        for word in _words(one, name)
    }
    plain = {letters(word) for word in others} | given_names()  # « Andrée » less its letter is « Andre »
    spelt = sorted(w for w in others if any(not c.isascii() and not unwritable(c) for c in w))
    holes = {bare: word for word in spelt if (bare := _SIGNE.sub("", word))}
    holes = {
        bare: word
        for bare, word in sorted(holes.items())
        if len(bare) >= limit["lettres"] and bare.upper() not in plain
    }
    whole = {letters(word) for word in others if not word.isascii()}
    for name in columns:
        here = sorted(_words(lecture, name))
        plainly = {_SIGNE.sub("", word.casefold()): word for word in here if word.isascii()}
        lost = {key: word for key, word in plainly.items() if key in holes}
        kept = sum(letters(word) in whole for word in here)
        if atteint(len(lost), len(lost) + kept, limit):
            first = min(lost)
            facts = {"colonne": name, "n": len(lost), "lu": lost[first], "vrai": holes[first]}
            return [("lettres_perdues", facts)]
    return []
