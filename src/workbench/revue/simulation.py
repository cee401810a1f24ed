"""What other thresholds would change, on the published data, before anybody activates them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from workbench.decisions import Decision, DecisionInvalide, Registre
from workbench.decisions.rejeu import settings_decided
from workbench.identities import Precedent, reconcile
from workbench.identities.modele import Scores
from workbench.socle.settings import load_settings
from workbench.warehouse import published_date, read_table

NOMS = ("seuil_automatique", "seuil_maintien", "seuil_revue")
OBJET = "seuils"


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
    tables = {
        name: _table(home, name)
        for name in (
            "fiche",
            "identite_fiche",
            "identite",
            "compte",
            "redirection",
            "paire_score",
            "a_revoir",
        )
    }
    precedent = Precedent(
        tables["identite_fiche"], tables["identite"], tables["compte"], tables["redirection"]
    )
    scores = Scores(tables["paire_score"].select("cle_a", "cle_b", "probabilite"))
    date = published_date(home)
    assert date is not None
    after = reconcile(tables["fiche"], settings, date, precedent, decisions, scores=scores)
    pairs = tables["paire_score"]
    before_together, after_together = (
        _together(pairs, tables["identite_fiche"]),
        _together(pairs, after.identite_fiche),
    )
    before_review, after_review = _waiting(pairs, tables["a_revoir"]), _waiting(pairs, after.a_revoir)
    return Simulation(
        after_together.join(before_together, on=["cle_a", "cle_b"], how="anti"),
        before_together.join(after_together, on=["cle_a", "cle_b"], how="anti"),
        after_review.join(before_review, on=["cle_a", "cle_b"], how="anti"),
        before_review.join(after_review, on=["cle_a", "cle_b"], how="anti"),
        tables["identite"].height,
        after.identite.height,
    )


def _table(home: Path, name: str) -> pl.DataFrame:
    frame = read_table(home, f"curated.{name}")
    assert frame is not None
    return frame


def _together(pairs: pl.DataFrame, membership: pl.DataFrame) -> pl.DataFrame:
    ids = membership.select((pl.col("source") + ":" + pl.col("cle_source")).alias("cle"), "id_unique")
    joined = pairs.join(ids, left_on="cle_a", right_on="cle").join(
        ids, left_on="cle_b", right_on="cle", suffix="_b"
    )
    return (
        joined.filter(pl.col("id_unique") == pl.col("id_unique_b"))
        .select("cle_a", "cle_b", "probabilite")
        .sort("cle_a", "cle_b")
    )


def _waiting(pairs: pl.DataFrame, review: pl.DataFrame) -> pl.DataFrame:
    keys = review.select(
        (pl.col("source_a") + ":" + pl.col("cle_a")).alias("cle_a"),
        (pl.col("source_b") + ":" + pl.col("cle_b")).alias("cle_b"),
    )
    return (
        pairs.join(keys, on=["cle_a", "cle_b"], how="semi")
        .select("cle_a", "cle_b", "probabilite")
        .sort("cle_a", "cle_b")
    )


def current(home: Path, decisions: Sequence[Decision]) -> dict[str, float]:
    """The thresholds in force: the settings', unless people activated others."""
    chosen = settings_decided(load_settings(home), decisions).execution.rapprochement
    return {name: float(getattr(chosen, name)) for name in NOMS}


def stage(decisions: Sequence[Decision], verdict: str) -> Decision | None:
    """The draft, proposal or activation in force."""
    return next(
        (entry for entry in reversed(decisions) if entry.genre == "seuils" and entry.verdict == verdict), None
    )


def advance(registre: Registre, verdict: str, seuils: dict[str, float], auteur: str, motif: str) -> None:
    """Record a step: `brouillon`, then `propose` (the draft's very values), then `actif` (the proposal's).

    Raises:
        DecisionInvalide: a step is missing, or its values changed since.
    """
    check(seuils)
    before = {"propose": "brouillon", "actif": "propose"}.get(verdict)
    known = stage(registre.en_vigueur(), before) if before else None
    if before and (known is None or {name: known.valeur.get(name) for name in NOMS} != seuils):
        raise DecisionInvalide(
            "Étape manquante",
            f"Ces seuils n'ont pas encore été enregistrés comme « {before} ».",
            "Brouillon, puis proposition, puis activation : chacun voit ce qui va changer.",
        )
    entry = Decision("seuils", auteur, motif, verdict=verdict, objet=OBJET, valeur=dict(seuils))
    registre.enregistrer([entry], exclusif=False)
