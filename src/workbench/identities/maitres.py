"""The *référentiel maître* of each trait: the sources proposed, with their reasons, or why none deserves
it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from workbench.looks.formats import pourcent
from workbench.socle.regles import lire

COLONNES: dict[str, pl.DataType] = {
    "attribut": pl.String(),
    "sources": pl.List(pl.String),
    "raison": pl.String(),
}
RETENUES = ("retenue", "seule_a_dire")


def rules() -> dict[str, Any]:
    """The rules of `maitres.toml`."""
    return lire("workbench.identities", "maitres.toml")


def reasoned_masters(
    quality: pl.DataFrame, fiche: pl.DataFrame, noms: Mapping[str, str] | None = None
) -> pl.DataFrame:
    """One row a trait: the sources to write as its reference, first one first, or none.

    Args:
        quality: `cartographie.trait_quality`. fiche: `curated.fiche`. noms: source → its name.

    Returns:
        attribut, sources (list; empty: none deserves it), raison.
    """
    counts = fiche.group_by("source", "nature").len()
    natures = dict(counts.select("source", "nature").iter_rows())
    sizes = dict(counts.select("source", "len").iter_rows())
    rows: list[tuple[str, list[str], str]] = []
    for trait, ranks in rules()["traits"].items():
        known = quality.filter(pl.col("attribut") == trait).iter_rows(named=True)
        fitting = [one for one in known if natures.get(one["source"]) in ranks]
        fitting.sort(
            key=lambda one: (ranks.index(natures[one["source"]]), -sizes[one["source"]], one["source"])
        )
        rows.append((trait, *_chosen(trait, fitting, sizes, noms or {})))
    return pl.DataFrame(rows, schema=COLONNES, orient="row")


def _chosen(
    trait: str, fitting: list[dict[str, Any]], sizes: Mapping[str, int], noms: Mapping[str, str]
) -> tuple[list[str], str]:
    """The sources that are worth it, and why; else every refusal."""
    words = rules()["raisons"]
    kept = [one for one in fitting if _verdict(one) in RETENUES]
    if sum(sizes[one["source"]] for one in kept) < rules()["part"] * sum(
        sizes[one["source"]] for one in fitting
    ):
        kept = []  # a list of ninety trainees, however neat, is not the reference of a hospital
    shown = kept or [one for one in fitting if _verdict(one) not in RETENUES] or fitting
    said = [_said(_verdict(one), one, noms) for one in shown]
    return [one["source"] for one in kept], " ; ".join(said) or words.get(trait, words["personne"])


def _verdict(one: Mapping[str, Any]) -> str:
    least = rules()
    if one["renseignes"] < least["renseignes"]:
        return "vide"
    if one["juges"] < least["juges"]:
        return "seule_a_dire"
    return "discordante" if one["concordance"] < least["concordance"] else "retenue"


def _said(code: str, one: Mapping[str, Any], noms: Mapping[str, str]) -> str:
    shares = {
        name: "–" if one[name] is None else pourcent(one[name], 0) for name in ("renseignes", "concordance")
    }
    source = noms.get(one["source"], one["source"])
    return str(rules()["raisons"][code]).format(source=source, juges=one["juges"], **shares)
