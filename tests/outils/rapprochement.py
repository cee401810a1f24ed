"""Records made by hand, and what the reconciliation says of them."""

from __future__ import annotations

import datetime as dt
from itertools import combinations
from pathlib import Path
from typing import Any

import polars as pl

from workbench.identities import Precedent, Rapprochement, reconcile
from workbench.identities.fiches import SCHEMA, standardise
from workbench.identities.modele import Scores
from workbench.identities.regroupement import group_people, material, new_chantier
from workbench.socle.settings import Settings

JOUR = dt.date(2026, 11, 1)

Fiche = dict[str, Any]
Paires = set[tuple[str, str]]


REGLAGES = Settings.model_validate({"home": Path(), "etablissement": {"nom": "Essai"}})


def agent(cle: str, nom: str, prenoms: str, naissance: str | None, **autres: Any) -> dict[str, Any]:
    birth = dt.date.fromisoformat(naissance) if naissance else None
    return {
        "source": "rh",
        "nature": "sirh",
        "cle_source": cle,
        "matricule": cle,
        "nom_naissance": nom,
        "prenoms": prenoms,
        "date_naissance": birth,
        "actif": True,
        **autres,
    }


def compte(login: str, nom: str, prenom: str, source: str = "ad", **autres: Any) -> dict[str, Any]:
    nature = "annuaire" if source.startswith("ad") else "application"
    return {
        "source": source,
        "nature": nature,
        "application": source,
        "cle_source": login,
        "login": login,
        "nom": nom,
        "prenoms": prenom,
        "actif": True,
        "nature_compte": "nominatif",
        **autres,
    }


def fiches(*rows: dict[str, Any]) -> pl.DataFrame:
    return standardise(
        pl.DataFrame([{name: row.get(name) for name in SCHEMA} for row in rows], schema=SCHEMA)
    )


def rapprocher(*rows: dict[str, Any], precedent: Precedent | None = None, **mots: Any) -> Rapprochement:
    return reconcile(fiches(*rows), REGLAGES, JOUR, precedent, **mots)


def ident(result: Rapprochement, source: str, cle: str) -> str:
    found = result.identite_fiche.filter((pl.col("source") == source) & (pl.col("cle_source") == cle))
    return str(found["id_unique"][0])


def suite(result: Rapprochement) -> Precedent:
    return Precedent(result.identite_fiche, result.identite, result.compte, result.redirection)


def joined(rows: list[Fiche]) -> Paires:
    """Pairs of records put together, every pair with a perfect score: the rules alone decide."""
    metiers = {f"{row['source']}:{row['cle_source']}": row.get("profession_code") for row in rows}
    autorites = {f"{row['source']}:{row['cle_source']}": row.get("autorite") for row in rows}
    frame = fiches(*rows).with_columns(
        cle=pl.col("source") + ":" + pl.col("cle_source"), role_code=pl.lit(None, dtype=pl.String)
    )
    frame = frame.with_columns(
        profession_code=pl.col("cle").replace_strict(metiers, return_dtype=pl.String),
        autorite=pl.col("cle").replace_strict(autorites, return_dtype=pl.String),
    ).sort("cle")
    cles = frame["cle"].to_list()
    pairs = pl.DataFrame(
        [(a, b, 1.0) for a, b in combinations(cles, 2)],
        schema={"cle_a": pl.String, "cle_b": pl.String, "probabilite": pl.Float64},
        orient="row",
    )
    matiere = material(frame, REGLAGES, scores=Scores(pairs))
    chantier = new_chantier(matiere.fiches)
    group_people(chantier, matiere, matiere.juges, REGLAGES, {})
    return {(a, b) for a, b in combinations(cles, 2) if chantier.groupes.same(a, b)}
