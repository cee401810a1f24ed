"""Units renumbered: a code that now names another service, in the structure or in the files of HR alone,
would move people and accounts without a word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from workbench.marts.services.ecriture import plier
from workbench.socle.numeros import cle_code
from workbench.socle.settings import Source
from workbench.socle.seuils import atteint
from workbench.sources import Lecture
from workbench.sources.confirmation import Doute

NATURE, AFFECTATIONS, AUCUN = "structure", "affectations", "aucun"
EXEMPLES = 3
Unites = dict[tuple[str, str], str]  # establishment, code → service
Agents = dict[str, dict[str, dict[str, str]]]  # source → key of the agent → place as compared → as written


def renumbered_units(
    lectures: Sequence[Lecture], published: pl.DataFrame | None, rule: Mapping[str, Any]
) -> list[Doute]:
    """Structures where codes changed service since the published version, too many to be renamings.

    Args:
        published: `curated.structure`, None on a first run.
        rule: `[structure]` of `livraisons.toml`.

    A service that keeps its name under another code is followed by its name: only a code taken by another
    service of the structure is doubted.
    """
    if published is None:
        return []
    found = []
    for lecture in lectures:
        if lecture.source.nature == NATURE:
            before, now = _units(published), _units(lecture.lignes)
            known = {plier(label) for label in before.values()}
            moved = [
                (key, before[key], label)
                for key, label in now.items()
                if key in before and plier(before[key]) != plier(label) and plier(label) in known
            ]
            if atteint(len(moved), len(before), rule):
                found.append(_doubt(lecture.source, moved, len(before)))
    return found


def _units(rows: pl.DataFrame) -> Unites:
    read = rows.select("etablissement", "service_code", "service").iter_rows()
    return {(place or "", cle_code(code)): label for place, code, label in read if code and label}


def _doubt(source: Source, moved: list[tuple[tuple[str, str], str, str]], total: int) -> Doute:
    seen = ", ".join(f"{code} : {old} → {new}" for (_, code), old, new in moved[:EXEMPLES])
    message = (
        f"{source.nom} (source {source.code}) : {len(moved)} codes d'unité sur {total} désignent un autre"
        f" service qu'avant ({seen}). Les unités semblent renumérotées : les fichiers des RH et des comptes"
        " doivent porter les nouveaux codes dans la même livraison, sinon des agents changeraient de service."
    )
    codes = {f"{place}|{code}": [old, new] for (place, code), old, new in moved}
    return Doute(source.code, NATURE, message, codes, {"codes": sorted(codes)})


def moved_people(
    lectures: Sequence[Lecture],
    contrat: pl.DataFrame,
    published: tuple[pl.DataFrame | None, pl.DataFrame | None],
    rule: Mapping[str, Any],
) -> list[Doute]:
    """Sources where too many agents, or units, are no more where they were: codes renumbered in one file and
    not in the other, labels written again, codes that nothing names any more.

    Args:
        contrat: today's, under known keys. published: `curated.contrat`, `curated.structure`; None before a
            first run.
        rule: `[structure]` of `livraisons.toml`.
    """
    before, structure = published
    if before is None:
        return []
    former = pl.DataFrame() if structure is None else structure
    here = [one.lignes for one in lectures if one.source.nature == NATURE]
    people = {
        "service": (_agents(before, _named([former])), _agents(contrat, _named(here))),
        "etablissement": (_places(before, "cle_source"), _places(contrat, "cle_source")),
    }
    found = []
    for lecture in lectures:
        for axis, (was, now) in people.items():
            code = lecture.source.code
            found += _moved(lecture.source, axis, was.get(code, {}), now.get(code, {}), rule)
        if lecture.source.nature == NATURE and not former.is_empty():
            was, now = _places(former, "service_code"), _places(lecture.lignes, "service_code")
            former_sites, sites = (
                {key: place for one in each.values() for key, place in one.items()} for each in (was, now)
            )
            found += _moved(lecture.source, "site", former_sites, sites, rule)
    return found


def _named(structures: Sequence[pl.DataFrame]) -> dict[str, dict[str, str]]:
    """Code as compared → the services it names."""
    out: dict[str, dict[str, str]] = {}
    for frame in structures:
        for (_, code), label in _units(frame).items() if not frame.is_empty() else ():
            out.setdefault(code, {})[plier(label)] = label
    return out


def _agents(contrat: pl.DataFrame, named: Mapping[str, dict[str, str]]) -> Agents:
    """The services each agent is in: those of their codes where a structure names them, else their labels."""
    out: Agents = {}
    rows = contrat.select("source", "cle_source", "service_code", "service").iter_rows()
    for source, key, code, label in rows:
        own = {plier(label): label} if label and plier(label) else {}
        of_code = named.get(cle_code(code)) if code else None
        out.setdefault(source, {}).setdefault(key, {}).update(of_code or own)
    return out


def _places(rows: pl.DataFrame, key: str) -> Agents:
    """The establishments each of them is in, by source."""
    out: Agents = {}
    for row in rows.iter_rows(named=True):
        place = row.get("etablissement")
        held = out.setdefault(row.get("source") or "", {}).setdefault(cle_code(row[key]), {})
        held.update({place: place} if place else {})
    return out


def _moved(
    source: Source, axis: str, was: dict[str, dict[str, str]], now: dict[str, dict[str, str]], rule: Any
) -> list[Doute]:
    both = [key for key in was if key in now and was[key]]
    moved = [key for key in both if not was[key].keys() & now[key].keys()]
    groups = [both] if axis == "service" else [both, *_by_place(both, was)]  # a small site is judged alone
    if not any(
        len(gone := set(moved) & set(one)) >= rule["agents_nombre"]
        and len(gone) >= rule["agents_part"] * len(one)
        for one in groups
    ):
        return []
    moves = Counter((min(was[key].values()), min(now[key].values(), default=AUCUN)) for key in moved)
    ranked = sorted(moves.items(), key=lambda one: (-one[1], one[0]))
    seen = ", ".join(f"{old} → {new} : {n}" for (old, new), n in ranked[:EXEMPLES])
    told = rule["phrases"][axis].format(n=len(moved), total=len(both), exemples=seen)
    contenu = [axis, *([old, new, n] for (old, new), n in ranked)]
    message = f"{source.nom} (source {source.code}) : {told}"
    return [Doute(source.code, AFFECTATIONS, message, contenu, {"deplaces": len(moved)})]


def _by_place(keys: Sequence[str], was: Mapping[str, Mapping[str, str]]) -> list[list[str]]:
    places: dict[str, list[str]] = {}
    for key in keys:
        for place in was[key]:
            places.setdefault(place, []).append(key)
    return list(places.values())
