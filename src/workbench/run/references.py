"""Rules held as data, as tables of the warehouse: what marts and pages read of the definitions in force."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl

from workbench.documents.systemes.psi import controle as psi
from workbench.documents.systemes.rpps_plus import regles as rpps_plus
from workbench.identities.collisions import type_table
from workbench.marts.catalogue import ROOM, catalogue, csv_table
from workbench.pilotage import activites, arrivees, particuliers, recuperation
from workbench.pilotage.comptes.habilitations import entitlement_rules
from workbench.pilotage.comptes.regles import account_rules
from workbench.pilotage.mie import rie
from workbench.pilotage.suivi_rpps import orders_table, seniority_table
from workbench.socle.regles import RegleIllisible, lire, propres
from workbench.socle.tables import TableInconnue, conform

SAID = ("options", "cout", "inaction", "critere")  # of a subject of the committee: words of documents only


def reference_tables(home: Path | None = None) -> dict[str, pl.DataFrame]:
    """Definitions, next steps and expected traits, as tables of the warehouse; the establishment's own rules
    win.

    Raises:
        RegleIllisible: a rule of the establishment says something its table has no column for, or of another
        type.
    """
    tables = {
        "meta.catalogue": pl.DataFrame(catalogue(home)["indicateurs"]),
        "meta.prochaine_etape": csv_table("prochaine_etape.csv"),
        "meta.qui_fait": csv_table("qui_fait.csv"),
        "meta.trait_attendu": csv_table("traits.csv"),
        "meta.collision_type": type_table(),
        "meta.regle_anomalie": _rules(),
        "meta.vertu": _virtues(lire(ROOM, "vertus.toml", home)),
        "meta.probleme_compte": _account_problems(
            lire("workbench.pilotage.comptes", "comptes.toml", home), lire(ROOM, "vertus.toml", home)["jours"]
        ),
        "meta.type_mie": _means(rie.regles(home)),
        **activites.tables(home),
        **particuliers.tables(home),
        "meta.liste_ordre": orders_table(home),
        "meta.tranche_anciennete": seniority_table(home),
        "meta.regle_contrat_court": arrivees.table_regles(home),
        **account_rules(home),
        **entitlement_rules(home),
        **psi.rule_tables(home),
        **rpps_plus.rule_tables(home),
        **recuperation.recovery_tables(),
        "meta.sujet_codir": _subjects(lire("workbench.pilotage", "sujets_codir.toml", home)),
    }
    return {name: _held(name, frame, home) for name, frame in tables.items()}


def _held(name: str, rules: pl.DataFrame, home: Path | None) -> pl.DataFrame:
    """The rules as their table takes them; what an establishment wrote is refused in its words, ours in the
    developer's.
    """
    try:
        return conform(name, rules)
    except TableInconnue as error:
        own = propres(home) if home is not None else []
        if not own:
            raise
        raise RegleIllisible(
            "Règles refusées",
            f"{error.message} Cela vient des règles propres à l'établissement ({', '.join(own)}).",
            "Dans le dossier regles/, retirez la ligne en trop ou corrigez sa valeur, comme dans le fichier"
            " livré.",
        ) from error


def _virtues(data: dict[str, Any]) -> pl.DataFrame:
    """The four qualities: definitions with the delay of the establishment written in."""
    rows = [
        {**entry, "definition": entry["definition"].format(jours=data["jours"]), "rang": rank}
        for rank, entry in enumerate(data["mesures"], 1)
    ]
    rules = pl.DataFrame(rows, infer_schema_length=None).drop("de", strict=False)
    return rules.with_columns(jours=pl.lit(data["jours"]), version=pl.lit(data["version"]))


def _account_problems(data: dict[str, Any], admis: int) -> pl.DataFrame:
    """What may be wrong with an account, each definition with its delay, its own or the one admitted."""
    rows = [
        {**entry, "definition": entry["definition"].format(jours=entry["jours"], admis=admis), "rang": rank}
        for rank, entry in enumerate(data["problemes"], 1)
    ]
    rules = pl.DataFrame(rows, infer_schema_length=None).drop("de", strict=False)
    return rules.with_columns(version=pl.lit(data["version"]))


def _means(data: dict[str, Any]) -> pl.DataFrame:
    """The register of means of identification, and the delays after which one is to be chased."""
    shared = {name: pl.lit(data[name]) for name in ("blocage_jours", "expiration_jours", "version")}
    return pl.DataFrame(data["types"]).with_columns(**shared)


def _subjects(data: dict[str, Any]) -> pl.DataFrame:
    """What the committee may settle, and how many of these subjects are shown."""
    shared = {name: pl.lit(data[name]) for name in ("montres", "version")}
    subjects = [{"indicateur": "", **subject} for subject in data["sujets"]]
    return pl.DataFrame(subjects).drop(*SAID, strict=False).with_columns(**shared)


def _rules() -> pl.DataFrame:
    """Reading rules, and the contradictions as the owner of a source sees them."""
    read = tomllib.loads(files(ROOM).joinpath("anomalies.toml").read_text("utf-8"))
    found = type_table().select(
        pl.col("type").str.to_uppercase().alias("code"),
        "titre",
        pl.lit("information").alias("gravite"),
        pl.col("que_faire").alias("que_corriger"),
    )
    return pl.concat([pl.DataFrame([{"code": code, **entry} for code, entry in read.items()]), found])
