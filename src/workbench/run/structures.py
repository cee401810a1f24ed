"""Units renumbered: a code that now names another service would move people and accounts without a word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from workbench.marts.services.ecriture import cle_code, plier
from workbench.socle.settings import Source
from workbench.sources import Lecture
from workbench.sources.confirmation import Doute

NATURE = "structure"
EXEMPLES = 3
Unites = dict[tuple[str, str], str]  # establishment, code → service


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
            if len(moved) >= max(rule["nombre"], rule["part"] * len(before)):
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
