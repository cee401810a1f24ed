"""A place behind a service (« Imagerie (Bât B) », « CARDIOLOGIE 2E ETAGE ») says where it is, not which.

Read without it only where another source names the service so and none names it with its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import polars as pl

from workbench.socle.noms import letters
from workbench.sources.croisement.noms import Dits
from workbench.sources.croisement.personnes import Rule
from workbench.sources.modeles import Lecture


def without_places(lectures: Sequence[Lecture], regles: Rule) -> Iterator[tuple[int, pl.DataFrame, Dits]]:
    """Sources whose services bear a place: their rank, their rows read without it, what is told."""
    rule = regles["lieux"]
    place = re.compile(rule["motif"], re.IGNORECASE)
    for rank, lecture in enumerate(lectures):
        witnesses = rule["temoins"].get(lecture.source.nature)
        if witnesses is None or "service" not in lecture.lignes.columns:
            continue
        held = lecture.lignes["service"].drop_nulls()
        bare = {text: place.sub("", text).strip() for text in held.unique() if place.search(text)}
        if not bare:
            continue
        known = _known(lectures, witnesses)
        read = {
            text: short
            for text, short in bare.items()
            if letters(short) in known and letters(text) not in known
        }
        if read:
            rows = lecture.lignes.with_columns(pl.col("service").replace(read))
            count = int(held.is_in(list(read)).sum())
            yield rank, rows, [("SERVICE_ET_LIEU", {"n": count, "exemple": min(read), "lu": read[min(read)]})]
        elif several := _several(bare, known, rule["services"]):
            yield rank, lecture.lignes, [("SERVICES_PAR_LIEU", several)]


def _known(lectures: Sequence[Lecture], natures: Sequence[str]) -> set[str]:
    return {
        letters(text)
        for one in lectures
        if one.source.nature in natures and "service" in one.lignes.columns
        for text in one.lignes["service"].drop_nulls().unique()
    }


def _several(bare: dict[str, str], known: set[str], least: int) -> dict[str, object]:
    """Services that nothing else names, told apart by their place alone."""
    places: dict[str, list[str]] = {}
    for text, short in sorted(bare.items()):
        if short and letters(text) not in known:
            places.setdefault(letters(short), []).append(text)
    apart = [texts for texts in places.values() if len(texts) > 1]
    if len(apart) < least:
        return {}
    return {"n": sum(map(len, apart)), "exemple": apart[0][0], "autre": apart[0][1]}
