"""Keys of a source replaced: many at once are believed to be a renumbering, followed once a person says so;
a few are followed where name, given name and birth date say that it is the same agent.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

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


def already_followed(before: pl.DataFrame | None) -> dict[Cle, str]:
    """(source, key of today) → key before, of HR people published under another key than their number, whose
    number has not changed since.
    """
    if before is None:
        return {}
    rows = before.filter(pl.col("nature") == "sirh").select("source", "cle_source", "matricule").rows()
    keys = {(source, canonical_key("sirh", cle)) for source, cle, _ in rows}
    found = {}
    for source, cle, number in rows:
        new = (source, canonical_key("sirh", number or ""))
        if number and "#" not in cle and new not in keys:
            found[new] = cle
    return found


def followed_alone(
    fiche: pl.DataFrame, before: pl.DataFrame | None, settings: Settings, doubted: Collection[str]
) -> dict[Cle, str]:
    """(source, key of today) → key before, of HR people given another number: the old one is gone, and nobody
    else has that name, given name and birth date, here or there.

    Args:
        fiche, before: as `doubts`. doubted: sources whose renumbering waits for a person.
    """
    if before is None:
        return {}
    return {
        (source.code, new): old
        for source in settings.sources
        if source.nature == "sirh" and source.code not in doubted
        for new, old in renumbered(fiche, before, source.code, certain=True).items()
    }


def told(source: str, followed: Mapping[Cle, str]) -> str:
    """What is said of the people of a source followed under another number; "" when there is none."""
    pairs = sorted((old, new) for (code, new), old in followed.items() if code == source)
    if not pairs:
        return ""
    seen = ", ".join(f"{old} → {new}" for old, new in pairs[:EXEMPLES])
    return (
        f"{len(pairs)} agents portent un autre matricule qu'avant ({seen}{'…' if pairs[EXEMPLES:] else ''}) :"
        " reconnus à leurs nom, prénom et date de naissance, ils gardent leur identité"
    )
