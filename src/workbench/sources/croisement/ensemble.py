"""A source against what the others know as a whole: national files that do not know this hospital, accounts
of another site, services where something else should be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from workbench.socle import numeros
from workbench.socle.luhn import luhn_expr
from workbench.socle.noms import letters
from workbench.socle.numeros import cle_code
from workbench.socle.seuils import atteint, nombreux
from workbench.sources.croisement.noms import Dits
from workbench.sources.croisement.personnes import Rule, people
from workbench.sources.croisement.porteurs import NATIONALES, ONZE
from workbench.sources.modeles import Lecture

AUTRES = "les autres fichiers nationaux"
UNITE: dict[str, Callable[[str], str]] = {
    "service_code": cle_code,
    "service": letters,
}  # columns of a unit, how each is compared


def national(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule, mode_test: bool) -> Dits:
    """A national file against the numbers this hospital holds: it does not know them, gives them other names
    than the other national files, or its own numbers are no RPPS.
    """
    rule, nature = regles["invraisemblances"], lecture.source.nature
    if nature not in NATIONALES:
        return []
    found = Dits()
    whole = lecture.lignes["rpps"].drop_nulls()
    wrong = (
        0 if mode_test else int((~whole.to_frame().select(luhn_expr(pl.col("rpps"), ONZE)).to_series()).sum())
    )
    if atteint(wrong, whole.len(), regles["cle"]):
        found.append(("cle", {"n": wrong, "total": whole.len()}))
    held = _held(lectures, regles)
    here = lecture.lignes.filter(pl.col("rpps").is_in(held.implode()))
    missing = held.len() - here["rpps"].n_unique()
    if atteint(missing, held.len(), rule["extraction"] | rule["extraction"].get(nature, {})):
        found.append(("extraction", {"n": missing, "total": held.len()}))
    others = [one for one in lectures if one.source.nature in NATIONALES and one is not lecture]
    found += _cut(whole, [one.lignes["rpps"].drop_nulls() for one in others], rule["coupee"])
    known: dict[str, set[str]] = {}
    for one in others:
        rows = one.lignes.filter(pl.col("rpps").is_in(held.implode()))
        for number, person in zip(rows["rpps"], people(one, regles, rows), strict=True):
            known.setdefault(number, set()).update(person.noms)
    judged = [
        not person.noms & known[number]
        for number, person in zip(here["rpps"], people(lecture, regles, here), strict=True)
        if known.get(number) and person.noms
    ]
    if atteint(sum(judged), len(judged), regles["contredit"] | {"nombre": regles["contredit"]["minimum"]}):
        found.append(
            ("noms", {"n": sum(judged), "total": len(judged), "colonne": "rpps", "reference": AUTRES})
        )
    return found


def _cut(numbers: pl.Series, others: Sequence[pl.Series], rule: Rule) -> Dits:
    """National files are in the order of their numbers: one that stops well before another was cut."""
    last = numbers.max()
    if not numbers.len() or not numbers.is_sorted():
        return []
    for other in others:
        beyond = int((other > last).sum())
        if atteint(beyond, other.len(), rule):
            return [("coupee", {"numero": last, "n": beyond, "total": other.len()})]
    return []


def _held(lectures: Sequence[Lecture], regles: Rule) -> pl.Series:
    """The RPPS, their key right, that the hospital's own files hold."""
    numbers = [
        one.lignes.filter(luhn_expr(pl.col("rpps"), ONZE))["rpps"]
        for one in lectures
        if one.source.nature in regles["repete"]["natures"] and "rpps" in one.lignes.columns
    ]
    return pl.concat(numbers).unique() if numbers else pl.Series("rpps", [], pl.String)


def other_site(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule) -> Dits:
    """Accounts of one establishment whose agents nearly all belong to the HR list of another."""
    rule, own = regles["invraisemblances"]["autre_site"], lecture.source.etablissement
    if lecture.source.nature not in rule["natures"] or not own or "matricule" not in lecture.lignes.columns:
        return []
    here = set(lecture.lignes["matricule"].drop_nulls())
    sites: dict[str, int] = {}
    for one in lectures:
        site = one.source.etablissement
        if one.source.nature == "sirh" and site:
            sites[site] = sites.get(site, 0) + len(here & set(one.lignes["matricule"].drop_nulls()))
    total, mine = sum(sites.values()), sites.get(own, 0)
    if own in sites and atteint(total - mine, total, rule):
        return [("autre_site", {"n": total - mine, "total": total, "site": own})]
    return []


def services_elsewhere(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule) -> Dits:
    """The names of services of HR and of the structure, found in another column than the service's."""
    rule, rows = regles["invraisemblances"]["service_ailleurs"], lecture.lignes
    if lecture.source.nature not in rule["natures"] or "service" not in rows.columns:
        return []
    known = {
        letters(text)
        for one in lectures
        if one.source.nature in rule["temoins"] and "service" in one.lignes.columns
        for text in one.lignes["service"].drop_nulls().unique()
    }

    def inside(name: str) -> tuple[int, int]:
        held = rows[name].drop_nulls()
        return sum(letters(text) in known for text in held), held.len()

    right, _ = inside("service")
    for name in (one for one in rule["colonnes"] if one in rows.columns):
        n, total = inside(name)
        if n > right and atteint(n, total, rule):
            return [("service_ailleurs", {"colonne": name, "n": n, "total": total})]
        both = [
            (letters(a) in known, letters(b) in known)
            for a, b in rows.select("service", name).drop_nulls().rows()
        ]
        turned = both.count((False, True))
        usual = right >= rule["part_connus"] * (len(both) - turned)
        if usual and nombreux(turned, len(both), rule["quelques"], rule["part_quelques"]):
            return [("SERVICE_AILLEURS", {"colonne": name, "n": turned, "total": len(both)})]
    return []


def shared_mail(lecture: Lecture, regles: Rule) -> Dits:
    """Addresses given to many people: nobody's, and told."""
    rule, rows = regles["repete"], lecture.lignes
    if lecture.source.nature not in rule["natures"] or "email" not in rows.columns:
        return []
    counts = (
        rows["email"]
        .drop_nulls()
        .str.to_lowercase()
        .value_counts()
        .filter(pl.col("count") >= rule["personnes"])
    )
    shared = int(counts["count"].sum())
    return [("EMAIL_PARTAGE", {"n": shared, "adresses": counts.height})] if shared else []


def unknown_agents(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule) -> Dits:
    """Numbers no HR list knows: the column gives another number, which joins nobody, and it is told."""
    rule, rows = regles["invraisemblances"]["inconnus"], lecture.lignes
    if lecture.source.nature not in rule["natures"] or "matricule" not in rows.columns:
        return []
    knowing = [one.lignes["matricule"].drop_nulls() for one in lectures if one.source.nature == "sirh"]
    known = {numeros.cle("matricule", text) for held in knowing for text in held}
    here = rows["matricule"].drop_nulls()
    lost = sum(numeros.cle("matricule", text) not in known for text in here)
    told = bool(known) and atteint(lost, here.len(), rule)
    return [("MATRICULES_INCONNUS", {"n": lost, "total": here.len()})] if told else []


def outside_structure(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule) -> Dits:
    """Rows of HR whose unit is not in the structure: their pole is unknown. A list is read by its codes when
    the structure knows one of them, else by its names: other sites have services of the same names.
    """
    if lecture.source.nature != "structure":
        return []
    known = [{fold(text) for text in _filled(lecture, name)} for name, fold in UNITE.items()]
    lost = total = 0
    for one in lectures:
        if one.source.nature == "sirh":
            read = [[fold(text) for text in _filled(one, name)] for name, fold in UNITE.items()]
            judged = [
                (sum(text not in here for text in texts), len(texts))
                for texts, here in zip(read, known, strict=True)
                if texts and here
            ]
            by = next((pair for pair in judged if pair[0] < pair[1]), (judged or [(0, 0)])[-1])
            lost, total = lost + by[0], total + by[1]
    rule = regles["invraisemblances"]["hors_structure"]
    if total and atteint(lost, total, rule):
        return [("AGENTS_HORS_STRUCTURE", {"n": lost, "total": total})]
    for rows in ([(site, cle_code(code) in known[0]) for site, code in _by_site(one)] for one in lectures):
        for site in sorted({site for site, _ in rows} if any(there for _, there in rows) else ()):
            here = [not there for where, there in rows if where == site]
            if nombreux(sum(here), len(here), rule["nombre"], rule["part_site"]):
                return [("SITE_HORS_STRUCTURE", {"site": site, "n": sum(here)})]
    return []


def _by_site(lecture: Lecture) -> list[tuple[str, str]]:
    """(FINESS, unit) of every row of HR that has both."""
    asked = ["finess", "service_code"]
    known = lecture.source.nature == "sirh" and set(asked) <= set(lecture.lignes.columns)
    return lecture.lignes.select(asked).drop_nulls().rows() if known else []


def _filled(lecture: Lecture, column: str) -> list[str]:
    return lecture.lignes[column].drop_nulls().to_list() if column in lecture.lignes.columns else []
