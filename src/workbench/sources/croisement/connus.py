"""Values of a part of the rows that the other sources know otherwise: a personnel number that is no agent's
beside an agent's name, several services in one cell, a job that is none, units nobody is in. Told.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from workbench.socle import numeros
from workbench.socle.noms import letters
from workbench.socle.numeros import cle_code
from workbench.socle.seuils import atteint, nombreux
from workbench.sources.croisement.noms import Dits
from workbench.sources.croisement.personnes import Nom, Rule, names_of, people
from workbench.sources.modeles import Lecture

_COUPURE = re.compile(r"[,;|/]")


def known_otherwise(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule) -> Dits:
    """Everything the others know otherwise of a part of this source."""
    rule = regles["connus"]
    return [
        *_strange_numbers(lecture, lectures, regles),
        *_several_services(lecture, lectures, rule["plusieurs_services"]),
        *_job_that_is_none(lecture, lectures, rule["metier"]),
        *_empty_units(lecture, lectures, rule["unites_vides"]),
        *_without_number(lecture, lectures, regles, rule["sans_numero"]),
        *_opposite_states(lecture, lectures, rule["etats_contraires"]),
    ]


def _strange_numbers(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule) -> Dits:
    """Numbers no HR list knows, on rows whose surname and given name are one agent's only."""
    rule = regles["connus"]["numero_inconnu"]
    if lecture.source.nature not in rule["natures"] or "matricule" not in lecture.lignes.columns:
        return []
    known: set[str] = set()
    bearers: Counter[tuple[str, str]] = Counter()
    for one in lectures:
        if one.source.nature == "sirh":
            keys = one.lignes.select(numeros.cle_expr("matricule", "matricule")).to_series().to_list()
            known |= {key for key in keys if key}
            for person in set(people(one, regles)):
                bearers.update((nom, prenom) for nom in person.noms for prenom in person.prenoms)
    keys = lecture.lignes.select(numeros.cle_expr("matricule", "matricule")).to_series().to_list()
    judged = [
        key not in known
        for key, person in zip(keys, people(lecture, regles), strict=True)
        if key and any(bearers[nom, prenom] == 1 for nom in person.noms for prenom in person.prenoms)
    ]
    lost = sum(judged)
    if known and lost < rule["tous"] * len(judged) and atteint(lost, len(judged), rule):
        return [("MATRICULES_ETRANGERS", {"n": lost, "total": len(judged)})]
    return []


def _several_services(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule) -> Dits:
    """Cells that list services the other sources know one by one."""
    if lecture.source.nature not in rule["natures"] or "service" not in lecture.lignes.columns:
        return []
    known = {
        letters(text)
        for one in lectures
        if one is not lecture and one.source.nature in rule["temoins"] and "service" in one.lignes.columns
        for text in one.lignes["service"].drop_nulls().unique()
    }
    held = lecture.lignes["service"].drop_nulls().to_list()

    def several(text: str) -> bool:
        parts = [letters(part) for part in _COUPURE.split(text)]
        return len(parts) > 1 and letters(text) not in known and all(part in known for part in parts)

    listed = sum(several(text) for text in held)
    return (
        [("PLUSIEURS_SERVICES", {"n": listed, "total": len(held)})]
        if atteint(listed, len(held), rule)
        else []
    )


def _job_that_is_none(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule) -> Dits:
    """One job for people of every function in the directory, when the other jobs have one function each."""
    if lecture.source.nature != "sirh" or not {"matricule", "emploi"} <= set(lecture.lignes.columns):
        return []
    functions: dict[str, str] = {}
    for one in lectures:
        if one.source.nature == "annuaire" and {"matricule", "fonction"} <= set(one.lignes.columns):
            cells = one.lignes.select(numeros.cle_expr("matricule", "matricule"), "fonction").drop_nulls()
            functions |= {key: letters(text) for key, text in cells.rows()}
    jobs: dict[str, Counter[str]] = defaultdict(Counter)
    mine = lecture.lignes.select(numeros.cle_expr("matricule", "matricule"), "emploi").drop_nulls()
    for key, text in mine.rows():
        if key in functions:
            jobs[text][functions[key]] += 1
    total = sum(counts.total() for counts in jobs.values())
    for job, counts in sorted(jobs.items()):
        others = [one for name, one in jobs.items() if name != job and one.total() > 1]
        usual = sum(one.most_common(1)[0][1] for one in others)
        clear = usual >= rule["part_autres"] * sum(one.total() for one in others) > 0
        mixed = counts.most_common(1)[0][1] <= rule["part_premiere"] * counts.total()
        if clear and mixed and nombreux(counts.total(), total, rule["nombre"], rule["part"]):
            return [("METIER_SANS_SENS", {"valeur": job, "n": counts.total(), "fonctions": len(counts)})]
    return []


def _empty_units(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule) -> Dits:
    """Units nobody is in, under the name of another of the same site and pole where people are."""
    rows = lecture.lignes
    if lecture.source.nature != "structure" or not {"service_code", "service"} <= set(rows.columns):
        return []
    used = {
        cle_code(code)
        for one in lectures
        if one.source.nature == "sirh" and "service_code" in one.lignes.columns
        for code in one.lignes["service_code"].drop_nulls().unique()
    }
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    names = ["service", *(one for one in ("pole", "etablissement") if one in rows.columns)]
    for code, *texts in rows.select("service_code", *names).drop_nulls(["service_code", "service"]).rows():
        groups[tuple(letters(text) for text in texts)].append(cle_code(code))
    empty = sum(
        sum(code not in used for code in codes)
        for codes in groups.values()
        if len(codes) > 1 and any(code in used for code in codes)
    )
    if used and atteint(empty, rows.height, rule):
        return [("UNITES_SANS_PERSONNE", {"n": empty, "total": rows.height})]
    return []


def _without_number(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule, rule: Rule) -> Dits:
    """Rows without a personnel number, of people whose names HR knows, when the others have theirs."""
    limit = rule.get(lecture.source.nature)
    if limit is None or "matricule" not in lecture.lignes.columns:
        return []
    hr = (person for one in lectures if one.source.nature == "sirh" for person in people(one, regles))
    agents = frozenset[Nom]().union(*map(names_of, hr))
    judged = [
        key is None
        for key, person in zip(lecture.lignes["matricule"], people(lecture, regles), strict=True)
        if not names_of(person).isdisjoint(agents)
    ]
    lost = sum(judged)
    if lost < len(judged) and atteint(lost, len(judged), limit):
        return [("SANS_MATRICULE", {"n": lost, "total": len(judged)})]
    return []


def _opposite_states(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule) -> Dits:
    """Most accounts of an application are closed, and nearly all of those are open in the directory."""
    if lecture.source.nature != "application" or not {"login", "actif"} <= set(lecture.lignes.columns):
        return []
    login = numeros.cle_expr("login", "login")
    there: dict[str, bool] = {}
    for one in lectures:
        if one.source.nature == "annuaire" and {"login", "actif"} <= set(one.lignes.columns):
            there |= dict(one.lignes.select(login, "actif").drop_nulls().rows())
    here = [
        (there[key], state)
        for key, state in lecture.lignes.select(login, "actif").drop_nulls().rows()
        if key in there
    ]
    closed = [opened for opened, state in here if not state]
    if atteint(len(closed), len(here), rule) and sum(closed) >= rule["part_ouverts"] * len(closed):
        return [("ETATS_CONTRAIRES", {"n": sum(closed), "total": len(here)})]
    return []
