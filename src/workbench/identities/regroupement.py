"""Records to groups: shared identifiers first, then traits under rules of evidence, under constraints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import polars as pl

from workbench.decisions import Decision
from workbench.decisions.rejeu import Effet
from workbench.identities.arbitrages import account_natures, apply_decisions
from workbench.identities.chantier import Chantier, Precedent
from workbench.identities.consignes import allowed, asked, refuse_unknown
from workbench.identities.fiches.comparees import read_fiches
from workbench.identities.fiches.pont import bridged
from workbench.identities.fiches.services import one_service
from workbench.identities.groupes import Groupes
from workbench.identities.indices.epellation import with_spelled
from workbench.identities.indices.identifiants import Partages, by_identifiers, shared_identifiers
from workbench.identities.indices.noms_changes import propose_changed
from workbench.identities.indices.noms_portes import NomsPortes
from workbench.identities.indices.noms_seuls import by_names
from workbench.identities.indices.porteurs import Porteurs
from workbench.identities.modele import Scores, score_pairs
from workbench.identities.preuves import Fiche
from workbench.identities.revue import Proposition, worth_asking
from workbench.identities.traits import Scored, Seuils, by_births, former_pairs, judged
from workbench.socle.ramassage import rare_collections
from workbench.socle.settings import Settings

SEUIL_GARDE = 0.01  # pairs scored below are not kept: nobody would look at them
Scoring = Scores | Callable[[pl.DataFrame, int, float], Scores] | None


@dataclass(frozen=True)
class Regroupement:
    """Who is with whom.

    Attributes:
        fiche: every record, with `cle`; `people` those that are somebody's.
        chantier: the groups, and why.
        scores: the pairs the model scored.
        propositions: every pair left to a person; `doutes` those that are worth asking, most likely first.
        effets: of decisions.
    """

    fiche: pl.DataFrame
    people: pl.DataFrame
    chantier: Chantier
    scores: Scores
    propositions: list[Proposition]
    doutes: list[Proposition]
    effets: dict[str, Effet]

    @property
    def ensemble(self) -> pl.DataFrame:
        """`cle` of each record that is somebody's, and its `groupe`."""
        cles = list(self.chantier.fiches)
        return pl.DataFrame(
            {"cle": cles, "groupe": [self.chantier.groupes.find(cle) for cle in cles]},
            schema={"cle": pl.String, "groupe": pl.String},
        )


@dataclass(frozen=True)
class Matiere:
    """What a matching compares, whatever its thresholds and its instructions: made once for several trials.

    Attributes:
        fiche, people: as `Regroupement`; `compared` those whose names and services were made one.
        fiches: key → traits that evidence looks at; `noms` who bears which name.
        juges: every scored pair, best first, with what the rules say of it; `partages` the identifiers that
            several records bear.
        effets: of the decisions on accounts.
    """

    fiche: pl.DataFrame
    people: pl.DataFrame
    compared: pl.DataFrame
    fiches: dict[str, Fiche]
    noms: NomsPortes
    scores: Scores
    juges: Scored
    partages: Partages
    effets: dict[str, Effet]


@rare_collections()
def material(
    fiche: pl.DataFrame, settings: Settings, decisions: Sequence[Decision] = (), scores: Scoring = None
) -> Matiere:
    """What `regroup` starts from (same arguments): of the decisions, only those on accounts count here, and
    of the settings everything but the thresholds.
    """
    fiche, effets = account_natures(_keyed(fiche), decisions)
    people = with_spelled(
        fiche.filter((pl.col("nature_compte").is_null()) | (pl.col("nature_compte") == "nominatif"))
    )
    compared = one_service(bridged(people), settings.synonymes_services)
    with ThreadPoolExecutor(1) as aside:  # the model waits for its engine, outside of Python
        scoring = aside.submit(_scores, scores, compared, settings.execution.rapprochement.graine)
        fiches = read_fiches(compared)
        partages, noms = shared_identifiers(compared, fiches, settings), NomsPortes(fiches)
        scores = scoring.result()
    juges = judged(fiches, scores.paires)
    return Matiere(fiche, people, compared, fiches, noms, scores, juges, partages, effets)


def _scores(scores: Scoring, compared: pl.DataFrame, graine: int) -> Scores:
    """The scores given, or what the function given makes of the records."""
    return scores if isinstance(scores, Scores) else (scores or score_pairs)(compared, graine, SEUIL_GARDE)


def regroup(
    fiche: pl.DataFrame,
    settings: Settings,
    precedent: Precedent | None = None,
    decisions: Sequence[Decision] = (),
    collisions: Sequence[dict[str, object]] = (),
    scores: Scoring = None,
) -> Regroupement:
    """Group the records of one run (arguments as `reconcile`); nothing is named nor numbered yet."""
    refuse_unknown(settings.execution.rapprochement)
    return grouped(material(fiche, settings, decisions, scores), settings, precedent, decisions, collisions)


@rare_collections()
def grouped(
    matiere: Matiere,
    settings: Settings,
    precedent: Precedent | None = None,
    decisions: Sequence[Decision] = (),
    collisions: Sequence[dict[str, object]] = (),
) -> Regroupement:
    """`regroup`, from what is already read."""
    reglages = settings.execution.rapprochement
    refuse_unknown(reglages)
    chantier = new_chantier(matiere.fiches, decisions, collisions)
    effets = matiere.effets | apply_decisions(chantier, decisions)
    juges = allowed(matiere.juges, chantier.fiches, reglages.vetos)
    group_people(chantier, matiere, juges, settings, effets, precedent)
    proposed = chantier.all_proposed()
    doubts = worth_asking(asked(proposed, reglages.raisons_ecartees), chantier.groupes)
    return Regroupement(matiere.fiche, matiere.people, chantier, matiere.scores, proposed, doubts, effets)


def _keyed(fiche: pl.DataFrame) -> pl.DataFrame:
    """Every record with its key, in order; columns of the profession empty when nobody gave them."""
    fiche = fiche.with_columns(cle=pl.col("source") + ":" + pl.col("cle_source")).sort("cle")
    absent = [name for name in ("profession_code", "role_code", "autorite") if name not in fiche.columns]
    return fiche.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in absent)


def group_people(
    chantier: Chantier,
    matiere: Matiere,
    juges: Scored,
    settings: Settings,
    effets: dict[str, Effet],
    precedent: Precedent | None = None,
) -> None:
    """Join the records compared, surest evidence first: births of HR people, identifiers, names.

    Args:
        juges: the pairs the model scored, judged, that are allowed; those people set apart are left out.
        effets: of decisions, completed where an identifier challenges one.
    """
    scored = [one for one in juges if (one[1], one[2]) not in chantier.apart]
    seuils = Seuils(settings.execution.rapprochement, former_pairs(precedent))
    by_births(chantier, scored, seuils, matiere.noms)
    porteurs = Porteurs(chantier, matiere.noms, scored)
    by_identifiers(chantier, matiere.compared, matiere.partages, effets, porteurs)
    porteurs.circonstances.learn()
    by_names(chantier, scored, seuils, porteurs)
    propose_changed(chantier, scored, porteurs)


def new_chantier(
    fiches: dict[str, Fiche],
    decisions: Sequence[Decision] = (),
    collisions: Sequence[dict[str, object]] = (),
) -> Chantier:
    """Every record alone."""
    return Chantier(
        fiches,
        Groupes(fiches.values()),
        collisions=[dict(row) for row in collisions],
        separees={(d.cle_a, d.cle_b): d for d in decisions if d.genre == "personne_differente"},
    )
