"""When the traits of a person and a row of the national directory agree: birth traits, names, profession."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Set as AbstractSet
from functools import lru_cache

from workbench.rpps.echelle import Candidats, Personne, candidate, rules
from workbench.rpps.repertoire import Repertoire
from workbench.socle import numeros
from workbench.socle.noms import APOSTROPHES, alternatives, given_keys, glued
from workbench.socle.noms_compares import (
    EXACT,
    PROCHE,
    VARIANTE,
    close,
    compare_given,
    compare_names,
    given_in_common,
    lost_letters,
    particle_apart,
    same_first,
)

Row = dict[str, object]


def traits_agree(person: Personne, row: Row | None) -> bool:
    """Birth date exact, first given names compatible, and the birth name known here, or failing that the
    exercise name.
    """
    if row is None or person.naissance is None or row["date_naissance"] != person.naissance:
        return False
    theirs = _restricted_given(row)
    if not any(same_first(given, theirs) for given in (person.prenoms, *([one] for one in person.premiers))):
        return False
    return compare_names(person.noms, _restricted_names(row)) >= VARIANTE and not sex_differs(person, row)


def sex_differs(person: Personne, row: Row) -> bool:
    """Both sexes known, and not the same."""
    return bool(person.sexe and row.get("sexe") in {"M", "F"} and row["sexe"] != person.sexe)


def profession_fits(person: Personne, professions: object) -> bool:
    """Unknown here fits anything; a role must be the role; the same code fits whatever the system."""
    if person.autorite in {"inconnue", "hors_perimetre"} or not isinstance(professions, AbstractSet):
        return True
    return _fits(person.role or person.profession, bool(person.role), frozenset(professions))


@lru_cache(maxsize=65_536)  # a common name has hundreds of bearers, of few professions
def _fits(wanted: str | None, is_role: bool, professions: frozenset[tuple[str | None, str | None]]) -> bool:
    return any(
        wanted in (profession, role) or (is_role and profession == "99" and not role)
        for profession, role in professions
    )


def names_of(row: Row) -> tuple[list[str], list[str]]:
    """Surnames and given names a declared number answers to, public row or restricted one."""
    surnames = alternatives(str(row.get("nom_exercice") or ""), str(row.get("nom_naissance") or ""))
    public = str(row.get("prenom_exercice") or "")
    return surnames, list(
        given_keys(public) if public else _restricted_given({"prenoms": row.get("prenoms") or ""})
    )


def _restricted_names(row: Row) -> list[str]:
    return alternatives(str(row["nom_naissance"]), str(row["nom_exercice"] or ""))


def _restricted_given(row: Row) -> list[str]:
    return list(given_keys(str(row["prenoms"]), separes=True))


def restricted_matches(person: Personne, directory: Repertoire) -> tuple[list[str], Candidats]:
    """Strict matches on birth traits, and those with one divergence (code 7 of the RNIPP and its like)."""
    strict: list[str] = []
    near: Candidats = []
    if person.naissance is None:
        return strict, near
    for number in sorted(set(directory.restreint_par_naissance.get(person.naissance, []))):
        found = gaps(person, directory.restreint[number])
        if found == []:
            strict.append(number)
        elif found is not None and len(found) == 1:
            near.append(candidate("une_divergence", number, found, ecart=found[0]))
    for nom in person.naissance_noms or person.noms:
        key = (glued(nom), (person.prenoms or [""])[0])
        for number in sorted(set(directory.restreint_par_nom.get(key, []))):
            if _born_nearby(person, directory.restreint[number]):
                near.append(candidate("naissance_proche", number, [rules()["ecarts"]["date"]]))
    return strict, near


def exercise_matches(person: Personne, directory: Repertoire) -> list[str]:
    """Restricted rows of this exercise name, first given name, birth date and profession, for somebody whose
    birth name is absent here, or hidden by the usage name: an absence is not a divergence.
    """
    if person.naissance is None:
        return []
    born = sorted(set(directory.restreint_par_naissance.get(person.naissance, [])))
    return [number for number in born if _exercises_as(person, directory.restreint[number])]


def _exercises_as(person: Personne, row: Row) -> bool:
    """Every name known here is one of the row's, as much of one as its system holds, or a slip from it, the
    exercise name among them; the profession or the birth place is known, and agrees.
    """
    ours = {glued(nom) for nom in [*person.naissance_noms, *person.noms]}
    exercise = {glued(nom) for nom in alternatives(str(row["nom_exercice"] or ""))}
    known = person.autorite not in {"inconnue", "hors_perimetre"} and isinstance(
        row["professions"], AbstractSet
    )
    theirs, names = _restricted_given(row), _restricted_names(row)
    place, born_there = row["code_commune_naissance"], _born_there(person, row)
    return (
        (known or born_there)
        and not ours.isdisjoint(exercise)
        and all(compare_names([nom], names) >= VARIANTE for nom in person.naissance_noms)
        and all(compare_names([nom], names) >= PROCHE for nom in person.noms)
        and same_first(person.prenoms, theirs)
        and not _other_second(person.prenoms, theirs)
        and not _half_of_first(person, row)
        and not sex_differs(person, row)
        and not (person.commune and place and not born_there)
        and profession_fits(person, row["professions"])
    )


def _other_second(ours: list[str], theirs: list[str]) -> bool:
    """Both give other given names after the first, and none is the same."""
    return bool(ours[1:] and theirs[1:]) and not given_in_common(ours[1:], theirs[1:])


def _half_of_first(person: Personne, row: Row) -> bool:
    """The directory's first given name is a joined one, of which nothing here holds the second half: Marie
    may be the sister of Marie-Josée, born the same day.
    """
    listed = re.split(rf"[{APOSTROPHES},]", str(row["prenoms"]))
    joined = "-" in listed[0] or (len(listed) > 1 and " " in listed[0].strip())
    halves = given_keys(listed[0]) if joined else ()
    if len(halves) < 2 or halves[0] not in person.prenoms:
        return False
    return not any(halves[1].startswith(one) or close(one, halves[1]) for one in person.prenoms[1:])


def _born_nearby(person: Personne, row: Row) -> bool:
    born, ours = row["date_naissance"], person.naissance
    if not isinstance(born, dt.date) or ours is None or born == ours:
        return False
    swapped = born.year == ours.year and born.month == ours.day and born.day == ours.month
    one_digit = sum(x != y for x, y in zip(born.isoformat(), ours.isoformat(), strict=True)) == 1
    return (swapped or one_digit) and profession_fits(person, row["professions"])


def gaps(person: Personne, row: Row) -> list[str] | None:
    """Divergences of a restricted row born the same day; None when it is plainly somebody else."""
    theirs = _restricted_given(row)
    given = compare_given(person.prenoms, theirs)
    birth = compare_names(person.naissance_noms, alternatives(str(row["nom_naissance"])))
    if any(lost_letters(text, str(row["nom_naissance"])) for text in person.lacunes):
        birth = EXACT
    usage = compare_names(person.noms, _restricted_names(row))
    particle = birth < VARIANTE and particle_apart(
        person.naissance_noms or person.noms, _restricted_names(row)
    )
    if given < VARIANTE and not (birth == EXACT and (given or given_in_common(person.prenoms, theirs))):
        return None
    if birth < VARIANTE and usage < VARIANTE and not ((birth or particle) and given == EXACT):
        return None
    place = row["code_commune_naissance"]
    checks = {
        "particule" if particle else "nom": birth == EXACT,
        "prenoms": same_first(person.prenoms, theirs) and not _half_of_first(person, row),
        "sexe": not sex_differs(person, row),
        "lieu": not (person.commune and place and not _same_place(person.commune, str(place))),
        "profession": profession_fits(person, row["professions"]),
    }
    words = rules()["ecarts"]
    return [words[name] for name, agrees in checks.items() if not agrees]


def believable(person: Personne, row: Row) -> bool:
    """Birth traits may prove this number: a job that is no health profession has none, and without the birth
    place a namesake of the same day is as likely.
    """
    return person.autorite != "hors_perimetre" or _born_there(person, row)


def _born_there(person: Personne, row: Row) -> bool:
    """The birth place is known on both sides, and agrees."""
    place = row["code_commune_naissance"]
    return bool(person.commune and place) and _same_place(str(person.commune), str(place))


def _same_place(here: str, there: str) -> bool:
    return numeros.cle("commune", here) == numeros.cle("commune", there)
