"""People one side forgot: a branch of the directory, arrivals and departures HR has not typed yet. Told."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from workbench.socle import numeros
from workbench.socle.noms import letters
from workbench.socle.seuils import atteint, unlikely
from workbench.sources.croisement.gardes import by_reading
from workbench.sources.croisement.noms import Dits
from workbench.sources.croisement.personnes import Nom, Personne, Rule, names_of, people
from workbench.sources.modeles import Lecture


class Agent(NamedTuple):
    """An agent of HR who needs an account: by which ways one is grouped, which directories know them."""

    groupes: tuple[str, ...]  # list, job, service, job of one list: others may have their own directory
    annuaires: frozenset[str]

    @property
    def liste(self) -> str:
        """Where HR lists them."""
        return self.groupes[0]


class Branche(NamedTuple):
    """A group of agents whom no directory knows, and how likely that is by chance."""

    hasard: float
    axe: int
    valeur: str
    perdus: int
    total: int


def forgotten(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule) -> Dits:
    """Everything of the kind."""
    rule = regles["oublis"]
    return [
        *_branch(lecture, lectures, regles, rule["branche"]),
        *_not_typed_yet(lecture, lectures, regles, rule["arrivees"]),
        *_closed_and_present(lecture, lectures, regles, rule["fermes"]),
        *_services_without(lecture, lectures, regles, rule["services"]),
    ]


@by_reading
def _numbers(lecture: Lecture) -> list[str | None]:
    if "matricule" not in lecture.lignes.columns:
        return [None] * lecture.lignes.height
    return list(lecture.lignes.select(numeros.cle_expr("matricule", "matricule")).to_series())


def _known(lecture: Lecture, regles: Rule) -> frozenset[str | Nom]:
    """The numbers, and the names, this source knows people by."""
    return _all_known(lecture, tuple(people(lecture, regles)))


@by_reading
def _all_known(lecture: Lecture, those: tuple[Personne, ...]) -> frozenset[str | Nom]:
    return frozenset(key for key in _numbers(lecture) if key).union(*map(names_of, those))


def _branch(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule, rule: Rule) -> Dits:
    """People of one list, job or service who use an application or hold a card, and nearly none of whom any
    directory knows, when it knows the others: their organisational unit was forgotten.
    """
    if lecture.source.nature != "annuaire":
        return []
    agents = _agents(lectures, regles, rule["jours"])
    ways = len(agents[0].groupes) if agents else 0
    found = sorted(branch for axis in range(ways) for branch in _lost(agents, axis, rule))
    if not found or _whose(agents, found[0], lectures) != lecture.source.code:
        return []
    first = found[0]
    facts = {"valeur": first.valeur, "n": first.perdus, "total": first.total}
    return [("BRANCHE_OUBLIEE", facts)]


def _agents(lectures: Sequence[Lecture], regles: Rule, days: int) -> list[Agent]:
    directories = {
        one.source.code: _known(one, regles) for one in lectures if one.source.nature == "annuaire"
    }
    used: set[Nom] = set()
    for one in lectures:
        if one.source.nature == "application" and "date_derniere_connexion" in one.lignes.columns:
            since = one.livree - dt.timedelta(days=days)
            for last, person in zip(one.lignes["date_derniere_connexion"], people(one, regles), strict=True):
                if last and last >= since:
                    used |= names_of(person)
        elif one.source.nature == "parc_mie":
            for given, person in zip(_column(one, "date_remise"), people(one, regles), strict=True):
                if given:
                    used |= names_of(person)
    out = []
    for one in (one for one in lectures if one.source.nature == "sirh"):
        here = [_runs(end, one.livree) for end in _column(one, "date_fin")]
        sites = [a or b for a, b in zip(_column(one, "finess"), _column(one, "etablissement"), strict=True)]
        rows = zip(
            here,
            _numbers(one),
            people(one, regles),
            sites,
            _column(one, "emploi"),
            _column(one, "service"),
            strict=True,
        )
        for present, key, person, site, job, unit in rows:
            names = names_of(person)
            if present and names & used:
                those = frozenset(c for c, known in directories.items() if key in known or names & known)
                listed = f"{one.source.nom} {site or ''}".strip()
                job_here = f"{letters(job)} ({listed})" if job else ""
                groups = (listed, letters(job), letters(unit), job_here)
                out.append(Agent(groups, those))
    return out


def _runs(end: object, day: dt.date) -> bool:
    return end is None or (isinstance(end, dt.date) and end >= day)


def _column(lecture: Lecture, name: str) -> list[object]:
    rows = lecture.lignes
    return rows[name].to_list() if name in rows.columns else [None] * rows.height


def _lost(agents: Sequence[Agent], axis: int, rule: Rule) -> Iterable[Branche]:
    groups: dict[str, list[bool]] = defaultdict(list)
    for agent in agents:
        if value := agent.groupes[axis]:
            groups[value].append(not agent.annuaires)
    everybody, gone = sum(map(len, groups.values())), sum(map(sum, groups.values()))
    apart = [value for value, those in groups.items() if atteint(sum(those), len(those), rule)]
    # one job may bear several labels: those left aside do not tell what is usual
    others = [those for value, those in groups.items() if value not in apart]
    lost, total = sum(map(sum, others)), sum(map(len, others))
    usual = (lost + 0.5) / (total + 1)  # half a person: none lost elsewhere proves no zero
    for value in apart:
        n, here = len(groups[value]), sum(groups[value])
        known = everybody - gone - (n - here) >= max(1, rule["part_autres"] * (everybody - n))
        if known and usual < here / n:
            chance = len(groups) * unlikely(here, n, usual)
            if chance < rule["hasard"]:
                yield Branche(chance, axis, value, here, n)


def _whose(agents: Sequence[Agent], branch: Branche, lectures: Sequence[Lecture]) -> str:
    """The directory that knows most of the people listed with them."""
    lists = {one.liste for one in agents if one.groupes[branch.axe] == branch.valeur}
    codes = [one.source.code for one in lectures if one.source.nature == "annuaire"]
    return max(codes, key=lambda code: sum(code in one.annuaires for one in agents if one.liste in lists))


def _not_typed_yet(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule, rule: Rule) -> Dits:
    """Accounts opened lately under a number HR does not know, when it knows those of the others."""
    if lecture.source.nature != "annuaire" or "date_creation" not in lecture.lignes.columns:
        return []
    lists = [one for one in lectures if one.source.nature == "sirh"]
    known = {key for one in lists for key in _known(one, regles)}
    since = lecture.livree - dt.timedelta(days=rule["jours"])
    lately: list[bool] = []
    before: list[bool] = []
    opened = zip(_numbers(lecture), _column(lecture, "date_creation"), people(lecture, regles), strict=True)
    for key, day, person in opened:
        if key and isinstance(day, dt.date):
            (lately if day >= since else before).append(key not in known and not names_of(person) & known)
    usual = sum(before) <= rule["part_anciens"] * len(before)
    if known and before and usual and atteint(sum(lately), len(lately), rule):
        return [("ARRIVEES_PAS_SAISIES", {"n": sum(lately), "total": len(lately)})]
    return []


def _closed_and_present(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule, rule: Rule) -> Dits:
    """Agents HR says present, all of whose accounts are closed and were used not long ago: they left, and HR
    has not typed it yet. An account nobody has used for long is closed for that alone; many whose
    use nobody says are an old extraction, or a partial one.
    """
    if lecture.source.nature != "sirh":
        return []
    since = lecture.livree - dt.timedelta(days=rule["jours"])
    states: dict[str | Nom, tuple[bool, bool]] = {}  # not closed since its last use; not closed, or asleep
    for one in lectures:
        if one.source.nature == "annuaire" and "actif" in one.lignes.columns:
            used, open_ = _column(one, "date_derniere_connexion"), _column(one, "actif")
            for key, person, state, last in zip(_numbers(one), people(one, regles), open_, used, strict=True):
                lately = isinstance(last, dt.date) and last >= since
                not_left = state is not False or not lately
                here = state is not False or (last is not None and not lately)
                for known in ({key} if key else set()) | names_of(person):
                    kept, stayed = states.get(known, (False, False))
                    states[known] = kept or not_left, stayed or here
    judged = []
    rows = zip(_numbers(lecture), people(lecture, regles), _column(lecture, "date_fin"), strict=True)
    for key, person, end in rows:
        theirs = [states[one] for one in {key} | names_of(person) if one in states]
        if theirs and _runs(end, lecture.livree):
            judged.append((any(kept for kept, _ in theirs), any(here for _, here in theirs)))
    for code, limit, closed in (
        ("PRESENTS_COMPTE_FERME", rule, sum(not kept for kept, _ in judged)),
        ("PRESENTS_SANS_COMPTE_OUVERT", rule["sans_usage"], sum(not here for _, here in judged)),
    ):
        if atteint(closed, len(judged), limit):
            return [(code, {"n": closed, "total": len(judged)})]
    return []


def _services_without(lecture: Lecture, lectures: Sequence[Lecture], regles: Rule, rule: Rule) -> Dits:
    """Services of several agents that no directory names, nor knows the agents of, when it names nearly all
    the others.
    """
    if lecture is not next((one for one in lectures if one.source.nature == "annuaire"), None):
        return []
    directories = [one for one in lectures if one.source.nature == "annuaire"]
    named = {letters(text) for one in directories for text in _column(one, "service") if text}
    known = {key for one in directories for key in _known(one, regles)}
    agents: dict[str, list[bool]] = defaultdict(list)
    for one in (one for one in lectures if one.source.nature == "sirh"):
        ends, services = _column(one, "date_fin"), _column(one, "service")
        for text, end, key, person in zip(services, ends, _numbers(one), people(one, regles), strict=True):
            if text and _runs(end, one.livree):
                agents[letters(text)].append(key in known or bool(names_of(person) & known))
    several = {text: those for text, those in agents.items() if len(those) >= rule["agents"]}
    away = sorted(
        text
        for text, those in several.items()
        if text not in named and sum(those) <= rule["part_connus"] * len(those)
    )
    few = 0 < len(away) <= rule["part"] * len(several)
    if few and len(several) >= rule["nombre"]:
        return [("SERVICES_SANS_COMPTE", {"n": len(away), "total": len(several), "valeur": away[0]})]
    return []
