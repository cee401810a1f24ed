"""What the model weighed, said to people: trait by trait, in powers of two."""

from __future__ import annotations

import json
import math
from typing import Any

import polars as pl

from workbench.identities.modele.comparaisons import comparisons, parameters, titles
from workbench.identities.modele.entrainement import Scores


def explain(a_revoir: pl.DataFrame, scores: Scores) -> pl.DataFrame:
    """Add `poids` to pairs: JSON list of {trait, constat, poids}, weights in powers of two, « départ » first;
    null when not scored.
    """
    details = scores.details
    if details.is_empty() or a_revoir.is_empty():
        return a_revoir.with_columns(pl.lit(None, dtype=pl.String).alias("poids"))
    labels = _labels()
    prior = _prior(scores)
    keyed = a_revoir.with_columns(
        _a=pl.concat_str("source_a", pl.lit(":"), "cle_a"), _b=pl.concat_str("source_b", pl.lit(":"), "cle_b")
    )
    joined = keyed.join(
        details.drop("probabilite"),
        left_on=["_a", "_b"],
        right_on=["cle_a", "cle_b"],
        how="left",
        maintain_order="left",
    )
    texts = [_weights(row, labels, prior) for row in joined.iter_rows(named=True)]
    return a_revoir.with_columns(pl.Series("poids", texts, dtype=pl.String))


def _weights(row: dict[str, Any], labels: dict[str, list[str]], prior: float) -> str | None:
    if row.get("gamma_nom1") is None:
        return None
    absent = {one["colonne"]: one.get("absent", "absent d'un côté") for one in parameters()["comparaisons"]}
    lines = [{"trait": "Départ", "constat": "au hasard", "poids": prior}]
    for name, title in titles().items():
        gamma = row.get(f"gamma_{name}")  # no column when nobody has the trait
        if gamma is None or gamma < 0:
            lines.append({"trait": title, "constat": absent[name], "poids": 0.0})
            continue
        frequency = row.get(f"mw_tf_adj_{name}") or 0.0
        seen = labels[name][gamma] + _commonness(frequency)
        lines.append({"trait": title, "constat": seen, "poids": round(row[f"mw_{name}"] + frequency, 1)})
    return json.dumps(lines, ensure_ascii=False)


def _commonness(frequency: float) -> str:
    """What the frequency of a value is worth saying."""
    if frequency >= parameters()["rare"]:
        return ", rare"
    return ", fréquent" if frequency <= parameters()["frequent"] else ""


def weights_table(model: dict[str, Any]) -> pl.DataFrame:
    """What the trained model learned, from `meta.modele`.

    Returns:
        trait, constat, m (frequency among same people), u (among different people), poids (log2 m/u);
        strongest first by trait.
    """
    rows = []
    for comparison in model["splink"]["comparisons"]:
        title = titles().get(comparison["output_column_name"], comparison["output_column_name"])
        for level in comparison["comparison_levels"]:
            m, u = level.get("m_probability"), level.get("u_probability")
            if m and u:
                rows.append((title, str(level["label_for_charts"]), m, u, round(math.log2(m / u), 1)))
    schema = {"trait": pl.String, "constat": pl.String, "m": pl.Float64, "u": pl.Float64, "poids": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _labels() -> dict[str, list[str]]:
    """Comparison → French label by level, worst first (as Splink numbers them)."""
    return {
        comparison["output_column_name"]: [
            str(level["label_for_charts"])
            for level in reversed(comparison["comparison_levels"])
            if not level.get("is_null_level")
        ]
        for comparison in comparisons()
    }


def _prior(scores: Scores) -> float:
    model = scores.modele.get("splink", {})
    p = float(model.get("probability_two_random_records_match", parameters()["prior"]))
    return round(math.log2(p / (1 - p)), 1)
