"""What other thresholds would change, on the published data, before anybody activates them."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from workbench.decisions import Decision, DecisionInvalide, Registre
from workbench.decisions.portee import taken_back
from workbench.decisions.rejeu import settings_decided
from workbench.identities import Matiere, Precedent, Regroupement, grouped, material
from workbench.identities.consignes import consignes
from workbench.identities.modele import Scores
from workbench.socle.ramassage import rare_collections
from workbench.socle.settings import Settings, load_settings
from workbench.warehouse import published_path, read_table
from workbench.warehouse.reprise import membership_held

NOMS = ("seuil_automatique", "seuil_maintien", "seuil_revue")
OBJET = "seuils"
PAIRE = {"cle_a": pl.String, "cle_b": pl.String, "probabilite": pl.Float64}


@dataclass(frozen=True)
class Etat:
    """Who is with whom: pairs of records of one person (`ensemble`), pairs waiting for a person (`revue`), as
    `cle_a`, `cle_b`, `probabilite` (1 when never scored); how many people.
    """

    ensemble: pl.DataFrame
    revue: pl.DataFrame
    personnes: int


@dataclass(frozen=True)
class Simulation:
    """Pairs of records (`cle_a`, `cle_b`, `probabilite`) that would change, and how many people there would
    be.
    """

    apparaissent: pl.DataFrame
    disparaissent: pl.DataFrame
    vers_revue: pl.DataFrame
    hors_revue: pl.DataFrame
    personnes_avant: int
    personnes_apres: int

    @property
    def rien(self) -> bool:
        """Nothing would change."""
        changes = (self.apparaissent, self.disparaissent, self.vers_revue, self.hors_revue)
        return all(pairs.is_empty() for pairs in changes)


def check(seuils: dict[str, float]) -> None:
    """Thresholds in the right order.

    Raises:
        DecisionInvalide: out of bounds, or review above automatic.
    """
    low, keep, auto = seuils["seuil_revue"], seuils["seuil_maintien"], seuils["seuil_automatique"]
    if not 0 < low < keep <= auto < 1:
        raise DecisionInvalide(
            "Seuils impossibles",
            f"revue {low:g}, maintien {keep:g}, automatique {auto:g}",
            "Il faut 0 < revue < maintien ≤ automatique < 1.",
        )


def simulate(home: Path, seuils: dict[str, float], decisions: Sequence[Decision]) -> Simulation:
    """Play the matching again with these thresholds on the published records and their kept scores; nothing
    is written.
    """
    check(seuils)
    settings = settings_decided(load_settings(home), decisions)
    changed = settings.execution.rapprochement.model_copy(update=seuils)
    settings = settings.model_copy(
        update={"execution": settings.execution.model_copy(update={"rapprochement": changed})}
    )
    annulees = taken_back(Registre(home).toutes())
    return compare(published_state(home), replay(home, settings, decisions, annulees))


def compare(avant: Etat, apres: Etat) -> Simulation:
    """What changes between two states, to the pair."""

    def only(here: pl.DataFrame, there: pl.DataFrame) -> pl.DataFrame:
        return here.join(there, on=["cle_a", "cle_b"], how="anti").sort("cle_a", "cle_b")

    return Simulation(
        only(apres.ensemble, avant.ensemble),
        only(avant.ensemble, apres.ensemble),
        only(apres.revue, avant.revue),
        only(avant.revue, apres.revue),
        avant.personnes,
        apres.personnes,
    )


Matieres = dict[tuple[object, ...], Matiere]
"""Published records as compared, the last ones read: what is tried upon them changes only the groups."""


@rare_collections()
def replay(
    home: Path,
    settings: Settings,
    decisions: Sequence[Decision],
    annulees: AbstractSet[str] = frozenset(),
    gardees: Matieres | None = None,
) -> Etat:
    """The matching with these settings and decisions, on the published records and their kept scores.

    Args:
        annulees: decisions undone since some version (`decisions.portee.taken_back`).
        gardees: where whoever tries several things keeps what does not depend on them.
    """
    names = ("identite_fiche", "identite", "compte", "redirection")
    membership, people, accounts, moved = (_table(home, name) for name in names)
    held = membership_held(home, annulees, membership)
    precedent = Precedent(membership, people, accounts, moved, tenues=held)
    kept = {} if gardees is None else gardees
    key = _same_records(home, settings, decisions)
    if key not in kept:
        kept.clear()
        scores = Scores(_table(home, "paire_score").select("cle_a", "cle_b", "probabilite"))
        kept[key] = material(_table(home, "fiche"), settings, decisions, scores)
    return state(grouped(kept[key], settings, precedent, decisions))


def _same_records(home: Path, settings: Settings, decisions: Sequence[Decision]) -> tuple[object, ...]:
    """What `material` depends on."""
    accounts = tuple(entry.id for entry in decisions if entry.famille == "compte")
    return published_path(home), settings.model_dump_json(exclude={"execution"}), accounts


def state(joined: Regroupement) -> Etat:
    """The state that a matching leaves."""
    review = pl.DataFrame(
        [(min(one.a, one.b), max(one.a, one.b), one.probabilite) for one in joined.doutes],
        schema=PAIRE,
        orient="row",
    )
    return Etat(
        _together(joined.scores.paires, joined.ensemble),
        review.unique(["cle_a", "cle_b"]),
        len(joined.chantier.groupes.groupes),
    )


def published_state(home: Path) -> Etat:
    """The state of the published version."""
    membership, review, pairs = (_table(home, name) for name in ("identite_fiche", "a_revoir", "paire_score"))
    key = pl.concat_str("source", pl.lit(":"), "cle_source")
    ensemble = membership.select(key.alias("cle"), pl.col("id_unique").alias("groupe"))
    return Etat(_together(pairs, ensemble), _waiting(review), _table(home, "identite").height)


def _table(home: Path, name: str) -> pl.DataFrame:
    frame = read_table(home, f"curated.{name}")
    assert frame is not None
    return frame


def _together(pairs: pl.DataFrame, ensemble: pl.DataFrame) -> pl.DataFrame:
    """Every pair of records of one person, with its score."""
    both = ensemble.join(ensemble, on="groupe", suffix="_b").filter(pl.col("cle") < pl.col("cle_b"))
    return (
        both.select(pl.col("cle").alias("cle_a"), "cle_b")
        .join(pairs.select("cle_a", "cle_b", "probabilite"), on=["cle_a", "cle_b"], how="left")
        .with_columns(pl.col("probabilite").fill_null(1.0))
    )


def _waiting(review: pl.DataFrame) -> pl.DataFrame:
    keys = [pl.concat_str(f"source_{side}", pl.lit(":"), f"cle_{side}") for side in "ab"]
    return review.select(
        pl.min_horizontal(*keys).alias("cle_a"), pl.max_horizontal(*keys).alias("cle_b"), "probabilite"
    ).unique(["cle_a", "cle_b"])


def current(home: Path, decisions: Sequence[Decision]) -> dict[str, float]:
    """The thresholds in force: the settings', unless people activated others."""
    chosen = settings_decided(load_settings(home), decisions).execution.rapprochement
    return {name: float(getattr(chosen, name)) for name in NOMS}


def stage(decisions: Sequence[Decision], verdict: str, objet: str = OBJET) -> Decision | None:
    """The draft, proposal or activation in force, of the thresholds or of an instruction (`objet`)."""
    kinds = ("seuils", "regle_rapprochement")
    return next(
        (
            entry
            for entry in reversed(decisions)
            if entry.genre in kinds and (entry.verdict, entry.objet) == (verdict, objet)
        ),
        None,
    )


def advance(registre: Registre, verdict: str, seuils: dict[str, float], auteur: str, motif: str) -> None:
    """Record a step: `brouillon`, then `propose` (the draft's very values), then `actif` (the proposal's), by
    somebody else than who proposed.

    Raises:
        DecisionInvalide: a step is missing, or its values changed since, or the proposer activates.
    """
    check(seuils)
    _step(registre, Decision("seuils", auteur, motif, verdict=verdict, objet=OBJET, valeur=dict(seuils)))


def advance_instruction(registre: Registre, verdict: str, objet: str, auteur: str, motif: str) -> None:
    """The same three steps for an instruction of the matching (`identities.consignes`).

    Raises:
        DecisionInvalide: unknown instruction; else as `advance`.
    """
    refuse_unknown(objet)
    _step(registre, Decision("regle_rapprochement", auteur, motif, verdict=verdict, objet=objet))


def refuse_unknown(objet: str) -> None:
    """An instruction must be one that exists.

    Raises:
        DecisionInvalide: it does not; those that do are said.
    """
    if objet not in consignes():
        raise DecisionInvalide(
            "Consigne inconnue", f"« {objet} »", f"Consignes connues : {', '.join(consignes())}."
        )


def _step(registre: Registre, entry: Decision) -> None:
    before = {"propose": "brouillon", "actif": "propose"}.get(entry.verdict)
    known = stage(registre.en_vigueur(), before, entry.objet) if before else None
    if before and (known is None or dict(known.valeur) != dict(entry.valeur)):
        raise DecisionInvalide(
            "Étape manquante",
            f"Ces réglages n'ont pas encore été enregistrés comme « {before} ».",
            "Brouillon, puis proposition, puis activation : chacun voit ce qui va changer.",
        )
    if entry.verdict == "actif" and known and known.auteur == entry.auteur:
        raise DecisionInvalide(
            "Une deuxième personne est nécessaire",
            f"{known.auteur} a proposé ce réglage le {known.le:%d/%m/%Y} ; qui propose n’active pas.",
            "Faites-le activer par une autre personne, après qu’elle en a vu l’effet.",
        )
    registre.enregistrer([entry], exclusif=False)
