"""The model of the last version, kept while what it was learned on has not moved: the weights of a pair
nobody touched do not change from one night to the next.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from workbench.identities.modele.comparaisons import parameters
from workbench.warehouse import read_table


def published_model(home: Path) -> dict[str, Any]:
    """What the published version says of its model (`meta.modele`, as `told`); empty when there is none."""
    table = read_table(home, "meta.modele")
    told = {} if table is None else dict(table.select("nom", "json").iter_rows())
    return dict(json.loads(told.get("modele") or "{}"))


def ground(compared: pl.DataFrame, graine: int) -> dict[str, Any]:
    """What a model is learned on: its definition, and how many records fill each column, from each source.

    Args:
        compared: `matching_frame`.
    """
    filled = compared.select(pl.exclude("unique_id", "noms").is_not_null().sum()).row(0, named=True)
    source = pl.col("unique_id").str.split(":").list.first().alias("source")
    by_source = compared.group_by(source).len().sort("source")
    written = json.dumps([parameters(), version("splink"), graine], sort_keys=True)
    return {
        "definition": hashlib.sha256(written.encode()).hexdigest()[:12],
        "colonnes": {name: int(count) for name, count in filled.items()},
        "sources": dict(by_source.iter_rows()),
    }


def chosen(connu: Mapping[str, Any], now: dict[str, Any]) -> dict[str, Any] | None:
    """The first learned of the published models that speaks of these records too: what is undone finds the
    weights it had.
    """
    return next((model for model in connu.get("connus", []) if still_holds(model, now)), None)


def told(model: dict[str, Any], connu: Mapping[str, Any]) -> dict[str, Any]:
    """What is published of a model: itself, and those known besides, in the order they were learned."""
    known = [*connu.get("connus", [])]
    if model["entraine"] and model not in known:
        known.append(model)
    return {**model, "connus": known[-int(parameters()["modeles_connus"]) :]}


def still_holds(known: dict[str, Any], now: dict[str, Any]) -> bool:
    """Whether a published model speaks of these records too: same definition, and no column or source that
    grew or shrank beyond `derive` (`modele.toml`).
    """
    before = known["fonds"]
    if not known["entraine"] or before["definition"] != now["definition"]:
        return False
    share, few = parameters()["derive"], parameters()["peu_de_fiches"]

    def close(one: dict[str, int], other: dict[str, int]) -> bool:
        pairs = [(one.get(name, 0), other.get(name, 0)) for name in one.keys() | other.keys()]
        return all(abs(a - b) <= share * max(a, few) for a, b in pairs)

    return all(close(before[name], now[name]) for name in ("colonnes", "sources"))
