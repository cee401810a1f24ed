"""Where services are written in the tables of a run: the structure file, and every other place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import polars as pl

from workbench.marts.services.ecriture import Lu, plier
from workbench.socle.tables import conform

ATTRIBUTS = ("pole_code", "pole", "vague", "pilote", "date_deploiement", "responsable")
_LUS = {  # where services are written: table → columns of establishment, code, label
    "curated.identite": ("etablissement", "service_code", "service"),
    "curated.contrat": ("etablissement", "service_code", "service"),
    "curated.fiche": ("etablissement", "service_code", "service"),
    "curated.compte": ("etablissement", None, "service"),
    "curated.affectation": ("etablissement", None, "service"),
    "meta.information": ("etablissement", None, "valeur"),
}


def read_labels(tables: Mapping[str, pl.DataFrame]) -> dict[str, list[Lu]]:
    """Establishment ('' when none) → what is written there, with its number of rows."""
    frames = [
        _three(_with_person_place(name, tables), *columns) for name, columns in _LUS.items() if name in tables
    ]
    found: dict[str, list[Lu]] = defaultdict(list)
    if not frames:
        return found
    counted = pl.concat(frames).group_by("etablissement", "code", "libelle").len().sort(pl.all())
    for place, code, label, number in counted.iter_rows():
        if code or label:
            found[place].append(Lu(code, label, number))
    return found


def _with_person_place(name: str, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """An account that names no establishment is read in its person's, as `staging.compte` does."""
    rows, people = tables[name], tables.get("curated.identite")
    if (
        name != "curated.compte"
        or people is None
        or not {"id_unique", "etablissement"} <= set(people.columns)
    ):
        return rows
    place = people.select("id_unique", pl.col("etablissement").alias("_de_la_personne"))
    own = pl.col("etablissement") if "etablissement" in rows.columns else pl.lit(None, pl.String)
    if "id_unique" not in rows.columns:
        return rows
    return rows.join(place, on="id_unique", how="left").with_columns(
        etablissement=pl.coalesce(own.cast(pl.String), pl.col("_de_la_personne").cast(pl.String))
    )


def _three(rows: pl.DataFrame, place: str, code: str | None, label: str) -> pl.DataFrame:
    def text(column: str | None) -> pl.Expr:
        known = column is not None and column in rows.columns
        return (pl.col(str(column)).cast(pl.String) if known else pl.lit(None, pl.String)).fill_null("")

    return rows.select(
        text(place).alias("etablissement"), text(code).alias("code"), text(label).alias("libelle")
    )


def read_structure(given: pl.DataFrame | None) -> list[dict[str, Any]]:
    if given is None or not given.height:
        return []
    typed = conform("curated.structure", given)
    columns = ("etablissement", "service_code", "service", *ATTRIBUTS)
    rows = [
        {name: row.get(name) for name in columns}
        for row in typed.iter_rows(named=True)
        if plier(row.get("service") or "")
    ]
    return [
        {**row, "etablissement": row["etablissement"] or "", "service_code": row["service_code"] or ""}
        for row in rows
    ]
