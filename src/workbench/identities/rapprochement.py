"""Who is who: shared identifiers first, then traits under rules of evidence, groups under constraints, ids
that last.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from workbench.decisions import Decision
from workbench.decisions.rejeu import Effet
from workbench.identities.arbitrages import account_natures, apply_decisions
from workbench.identities.chantier import Chantier, Precedent
from workbench.identities.collisions import close, collision_frame, read_groups
from workbench.identities.comptes import accounts, transitions
from workbench.identities.consignes import allowed, asked, refuse_unknown
from workbench.identities.fiches.pont import bridged
from workbench.identities.fiches.services import one_service
from workbench.identities.groupes import Groupes
from workbench.identities.indices.epellation import with_spelled
from workbench.identities.indices.identifiants import by_identifiers
from workbench.identities.indices.noms_changes import propose_changed
from workbench.identities.indices.noms_seuls import by_names
from workbench.identities.indices.porteurs import Porteurs
from workbench.identities.modele import Scores, explain, score_pairs
from workbench.identities.persistance import assign_ids
from workbench.identities.preuves import to_fiche
from workbench.identities.reference import golden_records
from workbench.identities.regles import rules
from workbench.identities.revue import review_frame
from workbench.identities.traits import Seuils, by_births, former_pairs, judged
from workbench.socle import numeros
from workbench.socle.ramassage import rare_collections
from workbench.socle.settings import DPI, Settings
from workbench.socle.tables import schema

SEUIL_GARDE = 0.01  # pairs scored below are not kept: nobody would look at them


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
    scores: Scores | Callable[[pl.DataFrame, int, float], Scores] | None = None,
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
    fiche, effets = account_natures(_keyed(fiche), decisions)
    people = with_spelled(
        fiche.filter((pl.col("nature_compte").is_null()) | (pl.col("nature_compte") == "nominatif"))
    )
    compared = one_service(bridged(people), settings.synonymes_services)
    reglages = settings.execution.rapprochement
    refuse_unknown(reglages)
    if not isinstance(scores, Scores):
        scores = (scores or score_pairs)(compared, reglages.graine, SEUIL_GARDE)
    chantier = new_chantier(compared, decisions, collisions)
    effets |= apply_decisions(chantier, decisions)
    paires = allowed(scores.paires, chantier.fiches, reglages.vetos)
    group_people(chantier, compared, paires, settings, effets, precedent)
    read_groups(chantier, fiche)
    ids, redirection = assign_ids(chantier.groupes, chantier.fiches, precedent, date)
    identite_fiche = _membership(fiche, chantier, ids)
    doubts = asked(chantier.propositions, reglages.raisons_ecartees)
    a_revoir = explain(review_frame(doubts, chantier.groupes, chantier.fiches, ids), scores)
    a_revoir = a_revoir.select(schema("curated.a_revoir").keys())
    collision, closed = close(collision_frame(chantier.collisions, ids, chantier.groupes), decisions, date)
    compte = accounts(fiche, identite_fiche, a_revoir, collision, chantier, settings, date)
    return Rapprochement(
        _with_users(golden_records(people, identite_fiche, settings, date, precedent), compte),
        identite_fiche,
        a_revoir,
        collision,
        compte,
        redirection,
        transitions(compte, precedent.compte if precedent else None, date),
        _scored(scores.paires, chantier, a_revoir),
        effets | closed,
        {**scores.modele, "regles": rules()["version"], "seuils": reglages.model_dump()},
        scores.graphiques,
    )


def _keyed(fiche: pl.DataFrame) -> pl.DataFrame:
    """Every record with its key, in order; columns of the profession empty when nobody gave them."""
    fiche = fiche.with_columns(cle=pl.col("source") + ":" + pl.col("cle_source")).sort("cle")
    absent = [name for name in ("profession_code", "role_code", "autorite") if name not in fiche.columns]
    return fiche.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in absent)


def group_people(
    chantier: Chantier,
    people: pl.DataFrame,
    pairs: pl.DataFrame,
    settings: Settings,
    effets: dict[str, Effet],
    precedent: Precedent | None = None,
) -> None:
    """Join the records of `people`, surest evidence first: births of HR people, identifiers, names.

    Args:
        pairs: cle_a, cle_b, probabilite: those the model scored.
        effets: of decisions, completed where an identifier challenges one.
    """
    scored = judged(chantier, pairs)
    seuils = Seuils(settings.execution.rapprochement, former_pairs(precedent))
    by_births(chantier, scored, seuils)
    porteurs = Porteurs(chantier, scored)
    by_identifiers(chantier, people, settings, effets, porteurs)
    porteurs.circonstances.learn()
    by_names(chantier, scored, seuils, porteurs)
    propose_changed(chantier, scored, porteurs)


def new_chantier(
    people: pl.DataFrame,
    decisions: Sequence[Decision] = (),
    collisions: Sequence[dict[str, object]] = (),
) -> Chantier:
    """Every record alone (`curated.fiche` with `cle`, `profession_code`, `role_code`)."""
    fiches = {row["cle"]: to_fiche(row, _valid_rpps(row["rpps"])) for row in people.iter_rows(named=True)}
    return Chantier(
        fiches,
        Groupes(fiches.values()),
        collisions=[dict(row) for row in collisions],
        separees={(d.cle_a, d.cle_b): d for d in decisions if d.genre == "personne_differente"},
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


def _valid_rpps(text: str | None) -> str | None:
    lu = numeros.lire("rpps", text)
    return lu.valeur if lu.verdict == "ok" else None


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
