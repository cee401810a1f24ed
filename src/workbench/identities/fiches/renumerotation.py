"""Many keys of a source replaced at once: believed to be a renumbering, followed once a person says so."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from workbench.decisions import Decision
from workbench.identities.fiches.cles import Cle, canonical_key, renumbered
from workbench.socle.settings import Settings
from workbench.sources.confirmation import GENRE, Doute

NATURE = "renumerotation"
EXEMPLES = 3


def followed_keys(decisions: Sequence[Decision]) -> dict[Cle, str]:
    """(source, key of today) → key before, as people confirmed."""
    return {
        (str(entry.valeur["source"]), new): str(old)
        for entry in decisions
        if entry.genre == GENRE and entry.objet.startswith(f"{NATURE}|")
        for new, old in dict(entry.valeur.get("cles", {})).items()
    }


def doubts(fiche: pl.DataFrame, before: pl.DataFrame | None, settings: Settings) -> list[Doute]:
    """Sources whose keys changed too much since the published version (thresholds: `execution.cles`).

    Args:
        fiche: today's records, under known spellings. before: `curated.fiche` of the published version, None
        on a first run.
    """
    if before is None:
        return []
    bounds, found = settings.execution.cles, []
    for source in settings.sources:
        nature = source.nature
        here = {
            canonical_key(nature, cle) for cle in fiche.filter(pl.col("source") == source.code)["cle_source"]
        }
        there = {
            canonical_key(nature, cle) for cle in before.filter(pl.col("source") == source.code)["cle_source"]
        }
        gone, new = there - here, here - there
        many = max(bounds.minimum, bounds.part_disparue * len(there))
        if not here or len(gone) < many or len(new) < many:
            continue
        pairs = renumbered(fiche, before, source.code)
        if len(pairs) < bounds.part_retrouvee * len(gone):
            continue
        seen = ", ".join(f"{old} → {key}" for key, old in sorted(pairs.items())[:EXEMPLES])
        message = (
            f"{source.nom} (source {source.code}) : {len(gone)} identifiants sur {len(there)} ont disparu et"
            f" {len(new)} sont nouveaux, pour les mêmes personnes {len(pairs)} fois. Les identifiants"
            f" semblent avoir changé de forme ou de série : {seen}…"
        )
        found.append(Doute(source.code, NATURE, message, pairs, {"cles": pairs}))
    return found
