"""Who is who: shared identifiers first, then traits under rules of evidence, groups under constraints, ids
that last.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from workbench.decisions import Decision
from workbench.decisions.rejeu import Effet
from workbench.identities.arrivees import corrected_arrivals
from workbench.identities.chantier import Chantier, Precedent
from workbench.identities.collisions import close, collision_frame, read_groups
from workbench.identities.comptes import accounts, transitions
from workbench.identities.modele import explain
from workbench.identities.persistance import assign_ids
from workbench.identities.reference import golden_records
from workbench.identities.regles import rules
from workbench.identities.regroupement import Scoring, regroup
from workbench.identities.revue import review_frame
from workbench.socle.ramassage import rare_collections
from workbench.socle.settings import DPI, Settings
from workbench.socle.tables import schema


@dataclass
class Rapprochement:
    """Tables of the run (columns in docs/tables.md), the model and its charts."""

    identite: pl.DataFrame
    identite_fiche: pl.DataFrame
    a_revoir: pl.DataFrame
    collision: pl.DataFrame
    compte: pl.DataFrame
    redirection: pl.DataFrame
    transition: pl.DataFrame
    paire_score: pl.DataFrame
    effets: dict[str, Effet] = field(default_factory=dict)
    modele: dict[str, Any] = field(default_factory=dict)
    graphiques: dict[str, str] = field(default_factory=dict)


@rare_collections()
def reconcile(
    fiche: pl.DataFrame,
    settings: Settings,
    date: dt.date,
    precedent: Precedent | None = None,
    decisions: Sequence[Decision] = (),
    collisions: Sequence[dict[str, object]] = (),
    scores: Scoring = None,
) -> Rapprochement:
    """Group the records of one run into identities.

    Args:
        fiche: `curated.fiche`, with `profession_code`, `role_code`, `autorite` when known.
        precedent: the published version, so that identifiers last (None on a first run).
        decisions: those in force; the kinds that speak of records are applied, the others ignored.
        collisions: contradictions already met while records were built.
        scores: pairs already scored (a simulation), or what scores them (`score_pairs` when absent).

    Returns:
        Every table of the room; record order in the input changes nothing.
    """
    joined = regroup(fiche, settings, precedent, decisions, collisions, scores)
    fiche, people, chantier, effets = joined.fiche, joined.people, joined.chantier, joined.effets
    read_groups(chantier, fiche, joined.propositions)
    ids, redirection = assign_ids(chantier.groupes, chantier.fiches, precedent, date)
    identite_fiche = _membership(fiche, chantier, ids)
    a_revoir = explain(review_frame(joined.doutes, chantier.groupes, chantier.fiches, ids), joined.scores)
    a_revoir = a_revoir.select(schema("curated.a_revoir").keys())
    collision, closed = close(collision_frame(chantier.collisions, ids, chantier.groupes), decisions, date)
    compte = accounts(fiche, identite_fiche, a_revoir, collision, chantier, settings, date)
    identite = golden_records(people, identite_fiche, settings, date, precedent)
    identite, arrivals = corrected_arrivals(identite, decisions, redirection)
    return Rapprochement(
        _with_users(identite, compte),
        identite_fiche,
        a_revoir,
        collision,
        compte,
        redirection,
        transitions(compte, precedent.compte if precedent else None, date),
        _scored(joined.scores.paires, chantier, a_revoir),
        effets | closed | arrivals,
        {
            **joined.scores.modele,
            "regles": rules()["version"],
            "seuils": settings.execution.rapprochement.model_dump(),
        },
        joined.scores.graphiques,
    )


def _with_users(identite: pl.DataFrame, compte: pl.DataFrame) -> pl.DataFrame:
    """`utilisateur_dpi`: the person holds an open account of her own in the EHR."""
    users = compte.filter(
        (pl.col("role") == DPI)
        & pl.col("actif")
        & (pl.col("nature") == "nominatif")
        & pl.col("situation").ne_missing("exclue")
    )["id_unique"].drop_nulls()
    return identite.with_columns(utilisateur_dpi=pl.col("id_unique").is_in(users.implode()))


def _scored(pairs: pl.DataFrame, chantier: Chantier, a_revoir: pl.DataFrame) -> pl.DataFrame:
    """`curated.paire_score`: every scored pair and what became of it; matter of the samples and
    simulations.
    """
    key = pl.concat_str("source_a", pl.lit(":"), "cle_a")
    waiting = set(
        a_revoir.select(key, pl.concat_str("source_b", pl.lit(":"), "cle_b").alias("b")).iter_rows()
    )
    situations = [
        "reunie" if chantier.groupes.same(a, b) else "revue" if (a, b) in waiting else "ecartee"
        for a, b in pairs.select("cle_a", "cle_b").iter_rows()
    ]
    return pairs.select("cle_a", "cle_b", "probabilite").with_columns(
        situation=pl.Series(situations, dtype=pl.String),
        mode=pl.Series(
            [_mode(chantier, a, b) for a, b in pairs.select("cle_a", "cle_b").iter_rows()], dtype=pl.String
        ),
    )


def _mode(chantier: Chantier, a: str, b: str) -> str:
    """`traits` when the pair is together and one of the two came in by its traits alone."""
    return "traits" if "traits" in {chantier.modes.get(cle, ("",))[0] for cle in (a, b)} else "identifiant"


def _membership(fiche: pl.DataFrame, chantier: Chantier, ids: dict[str, str]) -> pl.DataFrame:
    rows = []
    for source, cle_source, cle in fiche.select("source", "cle_source", "cle").iter_rows():
        if cle not in chantier.fiches:
            continue
        alone = len(chantier.groupes.groupes[chantier.groupes.find(cle)].membres) == 1
        mode, probability, proof = (
            ("seule", 1.0, "") if alone else chantier.modes.get(cle, ("identifiant", 1.0, "même identifiant"))
        )
        rows.append((source, cle_source, ids[chantier.groupes.find(cle)], mode, probability, proof))
    return pl.DataFrame(rows, schema=schema("curated.identite_fiche"), orient="row")
