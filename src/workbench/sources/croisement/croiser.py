"""Every source of a delivery against the others, before records are made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from workbench.socle.erreurs import tell
from workbench.socle.settings import Settings
from workbench.socle.typographie import accorder
from workbench.sources.confirmation import Doute
from workbench.sources.croisement.accords import agreements
from workbench.sources.croisement.connus import known_otherwise
from workbench.sources.croisement.dates import inverted, turned_births
from workbench.sources.croisement.ensemble import (
    national,
    other_site,
    outside_structure,
    services_elsewhere,
    shared_mail,
    unknown_agents,
)
from workbench.sources.croisement.lacunes import gaps
from workbench.sources.croisement.lieux import without_places
from workbench.sources.croisement.matricules import as_hr_writes
from workbench.sources.croisement.noms import Dits, right_way
from workbench.sources.croisement.noms_dits import said_otherwise
from workbench.sources.croisement.oublis import forgotten
from workbench.sources.croisement.personnes import rules, vocabulary
from workbench.sources.croisement.porteurs import births, contradictions, damaged, repeated
from workbench.sources.croisement.professions import (
    missing_from_directory,
    missing_profession,
    service_without_account,
    service_without_agent,
)
from workbench.sources.croisement.seule.invraisemblances import implausible, struck_out
from workbench.sources.croisement.traces import traces
from workbench.sources.croisement.unites import places
from workbench.sources.croisement.voisines import moved_blocks
from workbench.sources.declarer.titres import libelle
from workbench.sources.faits import fingerprint
from workbench.sources.modeles import Lecture, rejection, rejections_frame

NATURE = "croisement"
COLONNES = {"colonne", "autre", "noms", "prenoms"}  # facts that name a canonical column


@dataclass(frozen=True)
class Croisement:
    """The readings, corrected where values prove it, and what makes one doubt a source."""

    lectures: list[Lecture]
    doutes: list[Doute]


def cross(lectures: Sequence[Lecture], settings: Settings) -> Croisement:
    """Read the sources of one delivery by one another (rules: `croisement.toml`)."""
    regles, done = rules(settings.home), list(lectures)
    doubted: dict[str, Dits] = {lecture.source.code: [] for lecture in lectures}
    known = vocabulary(lectures, regles)
    judged = regles["echange"]["natures"]
    for rank, lecture in enumerate(done):
        if lecture.source.nature not in judged:
            continue
        rows, said, unsure = right_way(lecture, known, regles)
        done[rank] = _told(replace(lecture, lignes=rows), said, regles)
        doubted[lecture.source.code] += unsure
    for rank, rows, said in [*as_hr_writes(done, regles), *without_places(done, regles)]:
        done[rank] = _told(replace(done[rank], lignes=rows), said, regles)
    for lecture in done:
        if not doubted[lecture.source.code]:
            doubted[lecture.source.code] += [
                *repeated(lecture, regles),
                *contradictions(lecture, done, regles),
                *births(lecture, done, regles),
                *damaged(lecture, done, regles, settings.execution.mode_test),
                *inverted(lecture, done, regles),
                *turned_births(lecture, done, regles),
                *implausible(lecture, regles),
                *national(lecture, done, regles, settings.execution.mode_test),
                *other_site(lecture, done, regles),
                *services_elsewhere(lecture, done, regles),
                *struck_out(lecture),
                *agreements(lecture, done, regles, settings),
                *gaps(lecture, done, regles),
                *moved_blocks(lecture, done, regles),
                *known_otherwise(lecture, done, regles),
                *traces(lecture, done, regles),
                *forgotten(lecture, done, regles),
                *said_otherwise(lecture, done, regles),
                *missing_profession(lecture, done, regles),
                *missing_from_directory(lecture, done, regles),
                *service_without_agent(lecture, done, regles),
                *service_without_account(lecture, done, regles),
                *places(lecture, done, regles, settings),
            ]
    done = [
        _told(
            one,
            [
                *(found for found in doubted[one.source.code] if found[0].isupper()),
                *shared_mail(one, regles),
                *unknown_agents(one, done, regles),
                *outside_structure(one, done, regles),
            ],
            regles,
        )
        for one in done
    ]
    left = {code: [found for found in told if not found[0].isupper()] for code, told in doubted.items()}
    doutes = [_doubt(one, left[one.source.code], regles) for one in done if left[one.source.code]]
    return Croisement(done, doutes)


def _told(lecture: Lecture, said: Dits, regles: dict[str, Any]) -> Lecture:
    """The same, with what was read otherwise among its rejects (gravity « information »)."""
    if not said:
        return lecture
    source, name = lecture.source.code, lecture.fichiers[0].nom
    rows = [
        rejection(source, name, None, code, _phrase(code, facts, regles), "information")
        for code, facts in said
    ]
    return replace(lecture, rejets=pl.concat([lecture.rejets, rejections_frame(rows)]))


def _phrase(code: str, facts: Mapping[str, object], regles: dict[str, Any]) -> str:
    """What is said of it, columns by the words a person uses."""
    plain = {key: libelle(str(fact)) if key in COLONNES else fact for key, fact in facts.items()}
    return str(regles["phrases"][code].format(**plain))


def _doubt(lecture: Lecture, found: Dits, regles: dict[str, Any]) -> Doute:
    """What a person is asked to confirm, bound to the source, its files and the measures."""
    source, names = lecture.source, ", ".join(file.nom for file in lecture.fichiers)
    text = " ; ".join(_phrase(code, facts, regles) for code, facts in found)
    measures = [[code, facts.get("colonne"), facts.get("n")] for code, facts in found]
    return Doute(
        source.code,
        NATURE,
        accorder(tell(f"{source.nom} (source {source.code}), fichier {names} : {text}.")),
        {"source": source.code, "fichiers": fingerprint(lecture), "mesures": measures},
        {"ecarts": [code for code, _ in found]},
    )
