"""What the other sources show to be missing or wrong in a part of this one: half the alphabet, agents whose
accounts are used and whom no list holds, departures that are none, names exchanged at one site.

A code in capitals is told, the others are doubted.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from string import ascii_uppercase

import polars as pl

from workbench.socle import numeros
from workbench.socle.noms import letters
from workbench.socle.seuils import atteint, nombreux
from workbench.sources.croisement.noms import Dits
from workbench.sources.croisement.personnes import Rule, columns, words
from workbench.sources.modeles import Lecture

FIN = dt.date.max


def gaps(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule) -> Dits:
    """Everything the others show of a part of this source."""
    rule = regles["lacunes"]
    return [
        *_alphabet(lecture, lectures, regles),
        *_outside_hr(lecture, lectures, rule["hors_rh"]),
        *_gone_and_used(lecture, lectures, rule["partis_connectes"]),
        *_turned_at_a_site(lecture, lectures, rule["noms_d_un_site"]),
        *_logins_cut(lecture, lectures, rule["logins_coupes"]),
        *_sexes(lecture, lectures, rule["sexes"]),
        *_carriers(lecture, lectures, rule["porteurs"]),
        *_one_contract(lecture, lectures, rule["contrat_unique"]),
    ]


def _alphabet(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule) -> Dits:
    """No surname after (or before) a letter where the national files have many: cut, or filtered."""
    rule, names = regles["lacunes"]["alphabet"], columns(lecture, regles)[0]
    if lecture.source.nature not in rule["natures"] or not names:
        return []
    whole: Counter[str] = Counter()
    for one in lectures:
        if one.source.nature in regles["echange"]["temoins"]:
            whole += _initials(one, columns(one, regles)[0][:1], regles["echange"]["echantillon"])
    here = _initials(lecture, names[:1], lecture.lignes.height)
    if not whole:
        return []
    for order, side in ((ascii_uppercase, "avant"), (ascii_uppercase[::-1], "après")):
        found, known = (list(accumulate(held[letter] for letter in order)) for held in (here, whole))
        for letter, n, reference in zip(order, found, known, strict=True):
            awaited = here.total() * reference / whole.total()
            many = nombreux(int(awaited), here.total(), rule["attendus"], rule["part_attendue"])
            if many and n <= rule["part"] * awaited:
                facts = {"cote": side, "lettre": order[order.index(letter) + 1], "n": here.total()}
                return [("alphabet", {**facts, "attendus": round(awaited), "lus": n})]
    return []


def _initials(lecture: Lecture, names: Sequence[str], sample: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for name in names:
        firsts = lecture.lignes[name].drop_nulls().head(sample).str.extract(r"(\p{L})", 1).drop_nulls()
        for letter, n in firsts.value_counts().iter_rows():
            found[letters(letter)[:1]] += n
    return Counter({letter: found[letter] for letter in ascii_uppercase if found[letter]})


def _keys(lectures: Iterable[Lecture]) -> set[str]:
    held = [one.lignes.select(numeros.cle_expr("matricule", "matricule")).to_series() for one in lectures]
    return {key for series in held for key in series.drop_nulls()}


def _outside_hr(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule) -> Dits:
    """Accounts open and lately used, whose number is in no HR list: the list holds a part of the agents."""
    rows, asked = lecture.lignes, {"matricule", "actif", "date_derniere_connexion"}
    if lecture.source.nature != "annuaire" or not asked <= set(rows.columns):
        return []
    since = lecture.livree - dt.timedelta(days=rule["jours"])
    used = rows.filter(pl.col("actif") & (pl.col("date_derniere_connexion") >= since))
    here = used.select(numeros.cle_expr("matricule", "matricule")).to_series().drop_nulls()
    known = _keys(one for one in lectures if one.source.nature == "sirh")
    lost = sum(key not in known for key in here)
    if known and lost < rule["tous"] * here.len() and atteint(lost, here.len(), rule):
        return [("COMPTES_HORS_RH", {"n": lost, "total": here.len()})]
    return []


def _gone_and_used(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule) -> Dits:
    """Agents gone long before they last signed in: an old contract, or another date, taken for the exit."""
    rows = lecture.lignes
    if lecture.source.nature != "sirh" or not {"matricule", "date_fin"} <= set(rows.columns):
        return []
    last = (
        rows.select(numeros.cle_expr("matricule", "matricule"), pl.col("date_fin").fill_null(FIN))
        .drop_nulls("matricule")
        .group_by("matricule")
        .agg(pl.col("date_fin").max())
    )
    gone = dict(last.filter(pl.col("date_fin") < lecture.livree - dt.timedelta(days=rule["jours"])).rows())
    seen = last_use(lectures)
    judged = [key for key in gone if key in seen]
    after = sum(seen[key] > gone[key] + dt.timedelta(days=rule["jours"]) for key in judged)
    if atteint(after, len(judged), rule):
        return [("PARTIS_CONNECTES", {"n": after, "total": len(judged)})]
    return []


def last_use(lectures: Sequence[Lecture]) -> dict[str, dt.date]:
    """Agent's number → the last day one of the accounts that bear it was used."""
    directories = [one for one in lectures if one.source.nature == "annuaire"]
    return days_by_agent((one.lignes for one in directories), "date_derniere_connexion", max)


def days_by_agent(
    frames: Iterable[pl.DataFrame], column: str, pick: Callable[[dt.date, dt.date], dt.date]
) -> dict[str, dt.date]:
    """Agent's number → of the days of this column, the one kept (`min`, `max`)."""
    kept: dict[str, dt.date] = {}
    for rows in frames:
        if {"matricule", column} <= set(rows.columns):
            dated = rows.select(numeros.cle_expr("matricule", "matricule"), column).drop_nulls()
            for key, day in dated.rows():
                kept[key] = pick(day, kept.get(key, day))
    return kept


def _turned_at_a_site(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule) -> Dits:
    """The directory bears married names, but birth names for one site: there HR exchanged the two."""
    if lecture.source.nature != "sirh":
        return []
    shown: dict[str, set[str]] = defaultdict(set)
    for one in lectures:
        if one.source.nature == "annuaire" and {"matricule", "nom"} <= set(one.lignes.columns):
            held = one.lignes.select(numeros.cle_expr("matricule", "matricule"), "nom").drop_nulls()
            for key, text in held.rows():
                shown[key].update(words(text))
    here = _sides(lecture, shown)
    away = [_sides(one, shown) for one in lectures if one is not lecture and one.source.nature == "sirh"]
    whole = sum((counts for sides in (here, *away) for counts in sides.values()), Counter[str]())
    for where, counts in sorted(here.items()):
        others = whole - counts
        usual = others["usage"] >= rule["part_ailleurs"] * others.total() and others.total() >= rule["nombre"]
        if usual and atteint(counts["naissance"], counts.total(), rule):
            facts = {"site": where, "n": counts["naissance"], "total": counts.total()}
            return [("NOMS_D_UN_SITE", facts)]
    return []


def _sides(lecture: Lecture, shown: dict[str, set[str]]) -> dict[str, Counter[str]]:
    """Site → how many married people the directory shows by their birth name, by their married name."""
    rows, sides = lecture.lignes, defaultdict[str, Counter[str]](Counter)
    asked = ["nom_naissance", "nom_usage", "matricule"]
    site = next((one for one in ("finess", "etablissement") if one in rows.columns), "source")
    if not set(asked) <= set(rows.columns):
        return sides
    keyed = rows.select(
        numeros.cle_expr("matricule", "matricule"), "nom_naissance", "nom_usage", pl.col(site).fill_null("")
    )
    for key, born, used, where in keyed.drop_nulls().rows():
        left, right = set(words(born)) - set(words(used)), set(words(used)) - set(words(born))
        by_birth, by_usage = bool(left & shown.get(key, set())), bool(right & shown.get(key, set()))
        if by_birth != by_usage:
            sides[where]["naissance" if by_birth else "usage"] += 1
    return sides


def _logins_cut(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule) -> Dits:
    """Logins the directory does not know, and which begin one it knows: the column was cut."""
    if lecture.source.nature != "application" or "login" not in lecture.lignes.columns:
        return []
    known = {
        key
        for one in lectures
        if one.source.nature == "annuaire"
        for key in one.lignes.select(numeros.cle_expr("login", "login")).to_series().drop_nulls()
    }
    begun = {key[:size] for key in known for size in range(rule["lettres"], len(key))}
    here = lecture.lignes.select(numeros.cle_expr("login", "login")).to_series().drop_nulls()
    cut = sum(key not in known and key in begun for key in here)
    if atteint(cut, here.len(), rule):
        return [("LOGINS_COUPES", {"n": cut, "total": here.len()})]
    return []


def _sexes(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule) -> Dits:
    """Given names whose bearers elsewhere are of the other sex."""
    if lecture.source.nature != "sirh" or not (here := _sexed(lecture)):
        return []
    known: dict[str, Counter[str]] = defaultdict(Counter)
    for one in lectures:
        if one is not lecture:
            for given, sex in _sexed(one):
                known[given][sex] += 1
    judged = contrary = 0
    for given, sex in here:
        counts = known.get(given, Counter())
        usual = max(counts, key=lambda one: counts[one], default="")
        if counts[usual] >= rule["porteurs"] and counts[usual] >= rule["part_prenom"] * counts.total():
            judged, contrary = judged + 1, contrary + (sex != usual)
    if atteint(contrary, judged, rule):
        return [("SEXES_CONTREDITS", {"n": contrary, "total": judged})]
    return []


def _sexed(lecture: Lecture) -> list[tuple[str, str]]:
    name = next((one for one in ("prenoms", "prenom") if one in lecture.lignes.columns), None)
    if name is None or "sexe" not in lecture.lignes.columns:
        return []
    held = lecture.lignes.select(name, "sexe").drop_nulls().rows()
    return [(found[0], sex) for text, sex in held if (found := letters(text).split())]


def _carriers(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule) -> Dits:
    """Users who sign in with their CPS card, and whom the file of carriers does not know."""
    if lecture.source.nature != "porteurs_cps":
        return []
    held = set(lecture.lignes["rpps"].drop_nulls())
    used = {
        number
        for one in lectures
        if one.source.nature == "application" and {"rpps", "mode_auth"} <= set(one.lignes.columns)
        for number, mode in one.lignes.select("rpps", "mode_auth").drop_nulls().rows()
        if letters(mode) in rule["modes"]
    }
    if atteint(missing := len(used - held), len(used), rule):
        return [("PORTEURS_ABSENTS", {"n": missing, "total": len(used)})]
    return []


def _one_contract(lecture: Lecture, lectures: Sequence[Lecture], rule: Rule) -> Dits:
    """Everybody of the main list has one kind of contract: a cell filled down; an agency's list, or a
    school's, is beside a larger one.
    """
    if lecture.source.nature != "sirh" or "type_contrat" not in lecture.lignes.columns:
        return []
    kinds = lecture.lignes["type_contrat"].drop_nulls()
    agents = sum(one.lignes.height for one in lectures if one.source.nature == "sirh")
    if nombreux(kinds.len(), agents, rule["nombre"], rule["part"]) and kinds.n_unique() == 1:
        return [("CONTRAT_UNIQUE", {"valeur": kinds[0], "n": kinds.len()})]
    return []
