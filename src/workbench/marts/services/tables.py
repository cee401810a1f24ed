"""The two tables of services that every mart reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from workbench.marts.services.dimension import Dimension
from workbench.marts.services.ecriture import Lu
from workbench.marts.services.lecture import read_labels, read_structure
from workbench.socle.regles import lire
from workbench.socle.settings import SynonymeService
from workbench.socle.tables import frame

ROOM = "workbench.marts"
FICHIER = "services.toml"


def service_tables(
    tables: Mapping[str, pl.DataFrame],
    home: Path | None = None,
    synonymes: Sequence[SynonymeService] = (),
) -> dict[str, pl.DataFrame]:
    """`curated.service` (a row a service) and `curated.service_lu` (a row a spelling read), from the tables
    of a run.

    Args:
        tables: frames by table name; those that hold no service, or are absent, are passed over.
        home: where `regles/services.toml` may be.
        synonymes: those people decided, besides the file's.

    Raises:
        RegleIllisible: the establishment's `regles/services.toml` cannot be read.
    """
    rules = lire(ROOM, FICHIER, home)
    decided = [one.model_dump(exclude_none=True) for one in synonymes]
    rules = {**rules, "synonymes": [*rules["synonymes"], *decided]}
    read = read_labels(tables)
    structure = read_structure(tables.get("curated.structure"))
    known = sorted({*read, *(row["etablissement"] for row in structure)} - {""})
    services: list[dict[str, Any]] = []
    lus: list[dict[str, Any]] = []
    for place in [*known, ""]:
        own = structure if not place else [row for row in structure if row["etablissement"] in ("", place)]
        neighbours = [lu for other in known for lu in read.get(other, [])] if not place else []
        dimension = Dimension(place, own, [*read.get(place, []), *neighbours], rules, structure)
        found = [(lu, dimension.service(lu)) for lu in read.get(place, [])]
        lus += [_row_lu(place, lu, service) for lu, service in found if service]
        services += dimension.rows(found)
    return {
        "curated.service": frame("curated.service", services),
        "curated.service_lu": frame("curated.service_lu", lus),
    }


def _row_lu(place: str, lu: Lu, service: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "etablissement": place,
        "code_lu": lu.code,
        "service_lu": lu.libelle,
        "cle_service": service["cle_service"],
        "service": service["service"],
    }
