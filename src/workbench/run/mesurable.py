"""A missing source is missing: the figures that need it are not measurable, with the sentence that says
why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence, Set
from typing import Any

import polars as pl

from workbench.looks.formats import jour
from workbench.run.examen import last_deliveries
from workbench.socle.regles import lire
from workbench.socle.settings import Settings, Source
from workbench.socle.tables import frame
from workbench.sources import Lecture, jugement
from workbench.warehouse import read_table


def unmeasurable(settings: Settings, lectures: Sequence[Lecture], date: dt.date) -> dict[str, pl.DataFrame]:
    """`meta.non_mesurable`: the indicators a missing source keeps from being measured, one sentence each."""
    needs = lire("workbench.marts", "mesurables.toml", settings.home)["dependances"]
    last = last_deliveries(settings, settings.home, lectures)
    read = {lecture.source.code for lecture in lectures}
    regles = jugement.rules(settings.home)
    gone = {
        one.code
        for one in settings.sources
        if one.code not in read or jugement.absence(last.get(one.code), date, one, regles)
    }
    weights = _weights(settings, lectures)
    rows: dict[str, str] = {}
    for need in needs:
        if why := _missing(need, settings.sources, gone, last, weights):
            for code in need["indicateurs"]:
                rows.setdefault(code, why)
    return {
        "meta.non_mesurable": frame(
            "meta.non_mesurable", ({"indicateur": code, "motif": why} for code, why in rows.items())
        )
    }


def _weights(settings: Settings, lectures: Sequence[Lecture]) -> dict[str, int]:
    """Rows of each source at its last known delivery."""
    before = read_table(settings.home, "meta.livraison")
    known = {} if before is None else dict(before.select("source", "retenues").iter_rows())
    return {**known, **{lecture.source.code: lecture.lignes.height for lecture in lectures}}


def _missing(
    need: Mapping[str, Any],
    sources: Sequence[Source],
    absent: Set[str],
    last: Mapping[str, dt.date],
    weights: Mapping[str, int],
) -> str | None:
    """« non mesurable, source DPI absente depuis le … », None when the need is met."""
    wanted = need["source"].split("|")
    declared = [source for source in sources if any(_is(source, one) for one in wanted)]
    if not declared:
        return (
            None if need.get("facultative") else f"non mesurable : aucune source {need['nom']} n'est déclarée"
        )
    gone = [one for one in declared if one.code in absent]
    if not gone or (len(gone) < len(declared) and _enough(need["quorum"], declared, gone, weights)):
        return None
    since = [last[one.code] for one in gone if one.code in last]
    names = ", ".join(one.nom for one in gone)
    label = f"source {need['nom']}" + (f" « {names} »" if len(declared) > 1 else "")
    if len(since) == len(gone):
        return f"non mesurable, {label} absente depuis le {jour(min(since))}"
    return f"non mesurable, {label} jamais reçue"


def _enough(
    quorum: str | float, declared: Sequence[Source], gone: Sequence[Source], weights: Mapping[str, int]
) -> bool:
    """Those that are there stand for all: by right (« une »), or the others weigh little.

    A source never received weighs nothing yet: the run says that it waits for it.
    """
    if isinstance(quorum, str):
        return quorum == "une"
    whole = sum(weights.get(one.code, 0) for one in declared)
    return sum(weights.get(one.code, 0) for one in gone) <= quorum * whole


def _is(source: Source, wanted: str) -> bool:
    nature, _, role = wanted.partition(":")
    return source.nature == nature and (not role or source.role_effectif == role)
