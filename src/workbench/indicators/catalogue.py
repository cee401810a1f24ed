"""Definitions, marts and measures, all held as data beside this module."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from workbench.identities.collisions import type_table
from workbench.indicators import activites, arrivees, mie_rie, particuliers
from workbench.indicators.regles_comptes import account_rules
from workbench.indicators.suivi_rpps import seniority_table
from workbench.regles import lire

ROOM = "workbench.indicators"
_ROOM = files(ROOM)
_ENTETE = re.compile(r"-- mart: (\w+) \| acces: (comptage|nominatif) \| forme: (table|vue) \| rang: (\d)\n-- (.+)\n")


@dataclass(frozen=True)
class Mart:
    """One question, answered: its name under `mart`, whether it names people, its query."""

    nom: str
    nominatif: bool
    materialise: bool
    rang: int
    description: str
    sql: str


def marts() -> list[Mart]:
    """Every mart of `marts/*.sql`, in order of creation."""
    found = [_mart(text) for _, text in _sql("marts")]
    return sorted(found, key=lambda mart: (mart.rang, mart.nom))


def mesures() -> list[str]:
    """Queries of the indicators kept from run to run."""
    return [text for _, text in _sql("mesures")]


def reference_tables(home: Path | None = None) -> dict[str, pl.DataFrame]:
    """Definitions, next steps and expected traits, as tables of the warehouse; the establishment's own rules win."""
    return {
        "meta.catalogue": pl.DataFrame(catalogue(home)["indicateurs"]),
        "meta.prochaine_etape": _csv("prochaine_etape.csv"),
        "meta.trait_attendu": _csv("traits.csv"),
        "meta.collision_type": type_table(),
        "meta.regle_anomalie": _rules(),
        "meta.vertu": _virtues(lire(ROOM, "vertus.toml", home)),
        "meta.probleme_compte": _account_problems(lire(ROOM, "comptes.toml", home)),
        "meta.type_mie": _means(mie_rie.regles(home)),
        **activites.tables(home),
        **particuliers.tables(home),
        "meta.tranche_anciennete": seniority_table(home),
        "meta.regle_contrat_court": arrivees.table_regles(home),
        **account_rules(home),
    }


def catalogue(home: Path | None = None) -> dict[str, Any]:
    """`catalogue.toml`: the note and the definitions of the milestones."""
    return lire(ROOM, "catalogue.toml", home)


def _virtues(data: dict[str, Any]) -> pl.DataFrame:
    """The four qualities: definitions with the delay of the establishment written in."""
    rows = [
        {**entry, "definition": entry["definition"].format(jours=data["jours"]), "rang": rank}
        for rank, entry in enumerate(data["mesures"], 1)
    ]
    return pl.DataFrame(rows).with_columns(jours=pl.lit(data["jours"]), version=pl.lit(data["version"]))


def _account_problems(data: dict[str, Any]) -> pl.DataFrame:
    """What may be wrong with an account, each definition with its own delay."""
    rows = [
        {**entry, "definition": entry["definition"].format(jours=entry["jours"]), "rang": rank}
        for rank, entry in enumerate(data["problemes"], 1)
    ]
    return pl.DataFrame(rows).with_columns(version=pl.lit(data["version"]))


def _means(data: dict[str, Any]) -> pl.DataFrame:
    """The register of means of identification, and the delays after which one is to be chased."""
    shared = {name: pl.lit(data[name]) for name in ("blocage_jours", "expiration_jours", "version")}
    return pl.DataFrame(data["types"]).with_columns(**shared)


def _rules() -> pl.DataFrame:
    """Reading rules, and the contradictions as the owner of a source sees them."""
    read = tomllib.loads(_ROOM.joinpath("anomalies.toml").read_text("utf-8"))
    found = type_table().select(
        pl.col("type").str.to_uppercase().alias("code"),
        "titre",
        pl.lit("information").alias("gravite"),
        pl.col("que_faire").alias("que_corriger"),
    )
    return pl.concat([pl.DataFrame([{"code": code, **entry} for code, entry in read.items()]), found])


def _csv(name: str) -> pl.DataFrame:
    return pl.read_csv(BytesIO(_ROOM.joinpath(name).read_bytes()), infer_schema=False)


def _sql(folder: str) -> list[tuple[str, str]]:
    entries = [entry for entry in _ROOM.joinpath(folder).iterdir() if entry.name.endswith(".sql")]
    return sorted((entry.name, entry.read_text("utf-8")) for entry in entries)


def _mart(text: str) -> Mart:
    header = _ENTETE.match(text)
    if header is None:
        raise ValueError(f"a mart without its header: {text[:60]}")
    name, reading, form, rank, description = header.groups()
    traits = ",\n        ".join(f"count(nullif({trait}::VARCHAR, '')) AS {trait}" for trait in _traits())
    query = text.replace("{{comptes}}", traits)
    return Mart(name, reading == "nominatif", form == "table", int(rank), description, query)


def _traits() -> list[str]:
    return sorted(set(_csv("traits.csv")["trait"]))
