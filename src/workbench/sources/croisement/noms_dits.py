"""Names that the other sources say otherwise, though each reads well: longer, in another order, the married
one for the birth one; a list with no two people of one surname. Told.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import polars as pl

from workbench.socle import numeros
from workbench.socle.noms import letters
from workbench.socle.seuils import atteint
from workbench.sources.croisement.gardes import by_reading
from workbench.sources.croisement.noms import Dits
from workbench.sources.croisement.personnes import Rule, columns, words
from workbench.sources.modeles import Lecture


def said_otherwise(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule) -> Dits:
    """Everything of the kind."""
    rule = regles["noms_dits"]
    return [
        *_longer(lecture, lectures, regles, rule["plus_longs"]),
        *_longer_than_directory(lecture, lectures, rule["plus_longs_applis"]),
        *_lone_letter(lecture, lectures, regles, rule["lettre_seule"]),
        *_second_given_name(lecture, lectures, rule["second_prenom"]),
        *_one_given_name(lecture, lectures, rule["prenom_seul"]),
        *_married_for_birth(lecture, lectures, rule["usage_naissance"]),
        *_usage_of_another(lecture, lectures, rule["usage_d_autrui"]),
        *_no_namesake(lecture, lectures, regles, rule["sans_homonyme"]),
    ]


def _by_number(lecture: Lecture, *names: str) -> list[tuple[str, ...]]:
    """Personnel number, then these columns; rows that have them all."""
    if not {"matricule", *names} <= set(lecture.lignes.columns):
        return []
    return lecture.lignes.select(numeros.cle_expr("matricule", "matricule"), *names).drop_nulls().rows()


def _shown(lectures: Sequence[Lecture], name: str, first: int | None = None) -> dict[str, set[str]]:
    """Personnel number → the words that directories show in this column, the first ones only when asked."""
    found: dict[str, set[str]] = {}
    for one in (one for one in lectures if one.source.nature == "annuaire"):
        for key, told in _told(one, name):
            found.setdefault(key, set()).update(told[:first])
    return found


@by_reading
def _told(lecture: Lecture, name: str) -> list[tuple[str, Sequence[str]]]:
    return [(key, words(text)) for key, text in _by_number(lecture, name)]


def _longer(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule, rule: Rule) -> Dits:
    """Surnames of accounts that are HR's and one word more, which HR does not have for the same number."""
    if lecture.source.nature != "annuaire":
        return []
    known: dict[str, set[str]] = {}
    for one in (one for one in lectures if one.source.nature == "sirh"):
        for name in columns(one, regles)[0]:
            for key, text in _by_number(one, name):
                known.setdefault(key, set()).update(words(text))
    judged = [(known[key], set(words(text))) for key, text in _by_number(lecture, "nom") if key in known]
    more = sum(bool(here & there) and bool(here - there) for there, here in judged)
    if atteint(more, len(judged), rule):
        return [("NOMS_PLUS_LONGS", {"n": more, "total": len(judged)})]
    return []


def _longer_than_directory(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule) -> Dits:
    """The same of an application's accounts, against the directory's of the same login; a given name beside
    the surname is read elsewhere.
    """
    rows = lecture.lignes
    if lecture.source.nature != "application" or not {"login", "nom"} <= set(rows.columns):
        return []
    login = numeros.cle_expr("login", "login")
    known: dict[str, tuple[set[str], set[str]]] = {}
    for one in lectures:
        if one.source.nature == "annuaire" and {"login", "nom", "prenom"} <= set(one.lignes.columns):
            for key, text, given in one.lignes.select(login, "nom", "prenom").drop_nulls().rows():
                known[key] = (set(words(text)), set(words(given)))
    judged = [
        (known[key], set(words(text)))
        for key, text in rows.select(login, "nom").drop_nulls().rows()
        if key in known
    ]
    more = sum(bool(here & there) and bool(here - there - given) for (there, given), here in judged)
    if atteint(more, len(judged), rule):
        return [("NOMS_PLUS_LONGS_APPLI", {"n": more, "total": len(judged)})]
    return []


def _usage_of_another(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule) -> Dits:
    """Usual names that the directory shows for another number, and not for theirs."""
    if lecture.source.nature != "sirh" or "nom_usage" not in lecture.lignes.columns:
        return []
    shown = _shown(lectures, "nom")
    people = [
        (key, {*words(usual)} - {*words(born)}, {*words(usual), *words(born)})
        for key, usual, born in _by_number(lecture, "nom_usage", "nom_naissance")
    ]
    judged = [(own, shown[key]) for key, usual, own in people if usual and shown.get(key)]
    usuals = set().union(*(usual for _, usual, _ in people))
    moved = sum(own.isdisjoint(there) and not usuals.isdisjoint(there) for own, there in judged)
    if atteint(moved, len(judged), rule):
        return [("USAGE_D_AUTRUI", {"n": moved, "total": len(judged)})]
    return []


def _lone_letter(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule, rule: Rule) -> Dits:
    """Given names of accounts that end in one letter, which begins no given name that others give the person
    of this login, or of this number.
    """
    natures = {"annuaire": "sirh", "application": "annuaire"}
    key: Literal["matricule", "login"] = "matricule" if lecture.source.nature == "annuaire" else "login"
    given: dict[str, set[str]] = {}
    for one in (one for one in lectures if one.source.nature == natures.get(lecture.source.nature)):
        for name in columns(one, regles)[1]:
            for held, text in _held(one, key, name):
                given.setdefault(held, set()).update(letters(text).split())
    judged = [
        (text, letters(text).split(), given[one])
        for one, text in _held(lecture, key, "prenom")
        if one in given
    ]
    odd = [
        text
        for text, (*first, last), there in judged
        if first and len(last) == 1 and there & {*first} and not any(word.startswith(last) for word in there)
    ]
    if atteint(len(odd), len(judged), rule):
        return [("PRENOMS_A_LETTRE", {"n": len(odd), "total": len(judged), "exemple": min(odd)})]
    return []


def _held(lecture: Lecture, key: Literal["matricule", "login"], name: str) -> list[tuple[str, str]]:
    """The key as compared, and what this column says beside it."""
    if not {key, name} <= set(lecture.lignes.columns):
        return []
    return lecture.lignes.select(numeros.cle_expr(key, key), name).drop_nulls().rows()


def _second_given_name(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule) -> Dits:
    """Given names whose second is the one the directory shows: they were written in another order."""
    if lecture.source.nature != "sirh" or _usual(lecture):
        return []
    shown = _shown(lectures, "prenom", 1)
    judged = [
        (given, shown[key])
        for key, text in _by_number(lecture, "prenoms")
        if len(given := words(text)) > 1 and shown.get(key)
    ]
    second = sum(given[0] not in those and bool(those & set(given[1:])) for given, those in judged)
    if atteint(second, len(judged), rule):
        return [("PRENOMS_EN_DESORDRE", {"n": second, "total": len(judged)})]
    return []


def _one_given_name(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule) -> Dits:
    """One given name for people to whom the national file gives several, under the same RPPS."""
    if lecture.source.nature != "sirh" or not {"rpps", "prenoms"} <= set(lecture.lignes.columns):
        return []
    asked = lecture.lignes["rpps"].drop_nulls().unique().implode()
    several = {
        number
        for one in lectures
        if one.source.nature == "rpps_restreint" and "prenoms" in one.lignes.columns
        for number, text in one.lignes.filter(pl.col("rpps").is_in(asked))
        .select("rpps", "prenoms")
        .drop_nulls()
        .rows()
        if "'" in text
    }
    judged = [
        len(letters(text).split()) == 1
        for number, text in lecture.lignes.select("rpps", "prenoms").drop_nulls().rows()
        if number in several
    ]
    if atteint(sum(judged), len(judged), rule):
        return [("PRENOM_SEUL", {"n": sum(judged), "total": len(judged)})]
    return []


def _usual(lecture: Lecture) -> bool:
    """HR says the usual given name besides: the order of the others says nothing."""
    rows = lecture.lignes
    return "prenom_usuel" in rows.columns and rows["prenom_usuel"].null_count() < rows.height


def _married_for_birth(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule) -> Dits:
    """Birth names that the national file knows, for the same number, as the name of practice only."""
    if lecture.source.nature != "sirh" or not {"rpps", "nom_naissance"} <= set(lecture.lignes.columns):
        return []
    asked = lecture.lignes["rpps"].drop_nulls().unique().implode()
    born: dict[str, set[str]] = {}
    used: dict[str, set[str]] = {}
    for one in (one for one in lectures if one.source.nature == "rpps_restreint"):
        for column, into in (("nom_naissance", born), ("nom_exercice", used)):
            if column in one.lignes.columns:
                held = one.lignes.filter(pl.col("rpps").is_in(asked)).select("rpps", column).drop_nulls()
                for number, text in held.rows():
                    into.setdefault(number, set()).update(words(text))
    pairs = lecture.lignes.select("rpps", "nom_naissance").drop_nulls().rows()
    judged = [
        (set(words(text)), born[number], used[number] - born[number])
        for number, text in pairs
        if born.get(number) and used.get(number, set()) - born[number]
    ]
    wrong = sum(not here & family and bool(here & married) for here, family, married in judged)
    if atteint(wrong, len(judged), rule):
        return [("USAGE_POUR_NAISSANCE", {"n": wrong, "total": len(judged)})]
    return []


def _no_namesake(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule, rule: Rule) -> Dits:
    """No two people of one surname, where the other sources of this delivery promise many."""
    if lecture.source.nature not in rule["natures"]:
        return []
    pairs, people = _namesakes(lecture, regles)
    if pairs or not people:
        return []
    left_out = _left_out(lecture, lectures, regles)
    if people >= rule["temoin"] and left_out >= rule["ecartes"]:
        return [("SANS_HOMONYME", {"n": people, "attendus": left_out})]
    others = [_namesakes(one, regles) for one in lectures if one is not lecture]
    rate = max((n / many**2 for n, many in others if many >= rule["temoin"]), default=0.0)
    awaited = rule["prudence"] * rate * people**2
    if awaited >= rule["attendus"]:
        return [("SANS_HOMONYME", {"n": people, "attendus": round(awaited / rule["prudence"])})]
    return []


def _left_out(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule) -> int:
    """Accounts of the directory under a number no HR list knows, and a surname of this one."""
    if lecture.source.nature != "sirh":
        return 0
    lists = [one for one in lectures if one.source.nature == "sirh"]
    known = {key for one in lists for (key,) in _by_number(one)}
    surnames = {
        word for name in columns(lecture, regles)[0] for t in lecture.lignes[name] for word in words(t)
    }
    return sum(
        key not in known and bool(surnames & set(words(text)))
        for one in lectures
        if one.source.nature == "annuaire"
        for key, text in _by_number(one, "nom")
    )


def _namesakes(lecture: Lecture, regles: Rule) -> tuple[int, int]:
    """How many pairs of different people bear one surname, and how many people there are."""
    surnames, given = columns(lecture, regles)
    if not surnames or not given:
        return 0, 0
    rows = lecture.lignes.select(nom=pl.col(surnames[0]), prenom=pl.col(given[0])).drop_nulls().unique()
    sizes = rows.group_by("nom").len()["len"].cast(pl.Int64)
    return int((sizes * (sizes - 1) // 2).sum()), rows.height
