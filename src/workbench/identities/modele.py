"""The probabilistic model (Splink on DuckDB): trained on the run's own records, it ranks; rules decide.

Source: Fellegi & Sunter (1969); Splink 5 documentation for training and term frequencies.
"""

from __future__ import annotations

import json
import logging
import math
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from workbench.socle.noms import bare, glued, letters

PEU_DE_FICHES = 200  # below, training has nothing to learn from: fixed, documented parameters are used
_BLOCS = (
    "l.nom1 = r.nom1 and l.prenom1 = r.prenom1",
    "l.nom1 = r.nom2 and l.prenom1 = r.prenom1",
    "l.nom2 = r.nom1 and l.prenom1 = r.prenom1",
    "l.nom2 = r.nom2 and l.prenom1 = r.prenom1",
    "l.naissance = r.naissance and l.prenom1 = r.prenom1",
    "l.naissance = r.naissance and substr(l.nom1, 1, 4) = substr(r.nom1, 1, 4)",
    "l.nom1 = r.prenom1 and l.prenom1 = r.nom1",
    "substr(l.nom1, 1, 5) = substr(r.nom1, 1, 5) and l.prenom1 = r.prenom1 and l.nom1 <> r.nom1",
    "substr(l.nom1, 1, 5) = substr(r.nom2, 1, 5) and l.prenom1 = r.prenom1 and l.nom1 <> r.nom2",
    "l.nom1 = r.nom1 and substr(l.prenom1, 1, 3) = substr(r.prenom1, 1, 3) and l.prenom1 <> r.prenom1",
    "l.nom1 = r.nom1 and l.prenom2 = r.prenom1",
    "l.nom1 = r.nom1 and l.prenom1 = r.prenom2",
    "l.nu1 = r.nu1 and l.prenom1 = r.prenom1 and l.nom1 <> r.nom1",
    "l.nu1 = r.nu2 and l.prenom1 = r.prenom1 and l.nom1 <> r.nom2",
    "l.nu2 = r.nu1 and l.prenom1 = r.prenom1 and l.nom2 <> r.nom1",
    "l.nom2 = r.nom1 and l.prenom2 = r.prenom1",
    "l.nom1 = r.nom2 and l.prenom1 = r.prenom2",
)


@dataclass
class Scores:
    """`paires`: cle_a, cle_b, probabilite; `modele`: the trained model; `graphiques`: name → Vega spec (JSON
    text);
    `details`: what each comparison weighed, by pair (columns of Splink: `gamma_*`, `mw_*`)."""

    paires: pl.DataFrame
    modele: dict[str, Any] = field(default_factory=dict)
    graphiques: dict[str, str] = field(default_factory=dict)
    details: pl.DataFrame = field(default_factory=pl.DataFrame)


def matching_frame(fiche: pl.DataFrame) -> pl.DataFrame:
    """What the model compares. Columns (text unless said): unique_id, nom1..2, nu1..2 (without particles),
    noms LIST, prenom1..2, naissance, sexe, commune, service, metier.
    """
    rows = []
    columns = (
        "cle noms prenoms_std date_naissance sexe lieu_naissance service profession_code role_code"
        " etablissement".split()
    )
    for cle, noms, prenoms, birth, sexe, lieu, service, profession, role, etab in fiche.select(
        columns
    ).iter_rows():
        keys = [glued(nom) for nom in noms]
        rows.append(
            {
                "unique_id": cle,
                "nom1": keys[0] if keys else None,
                "nom2": keys[-1] if len(keys) > 1 else None,
                "noms": keys,
                "nu1": bare(noms[0]) if noms else None,
                "nu2": bare(noms[-1]) if len(noms) > 1 else None,
                "prenom1": prenoms[0] if prenoms else None,
                "prenom2": prenoms[1] if len(prenoms) > 1 else None,
                "naissance": birth.isoformat() if birth else None,
                "naissance_inversee": f"{birth.year}-{birth.day:02d}-{birth.month:02d}" if birth else None,
                "sexe": sexe,
                "lieu": bare(letters(lieu)) if lieu else None,
                "service": bare(letters(service))[:20] if service else None,
                "metier": role or profession,
                "etablissement": etab,
            }
        )
    text = dict.fromkeys(
        "unique_id nom1 nom2 nu1 nu2 prenom1 prenom2 naissance naissance_inversee sexe lieu service metier"
        " etablissement".split(),
        pl.String,
    )
    return pl.DataFrame(rows, schema={**text, "noms": pl.List(pl.String)})


def score_pairs(fiche: pl.DataFrame, graine: int, seuil: float) -> Scores:
    """Score every pair the blocking rules let through, above `seuil`."""
    frame, keys = _ranked(matching_frame(fiche))
    if frame.height < 2:
        return Scores(_empty())
    logging.getLogger("splink").setLevel(logging.ERROR)
    from splink import DuckDBAPI, Linker

    api = DuckDBAPI()
    linker = Linker(
        api.register(frame.to_arrow()),
        _settings(frame.height >= PEU_DE_FICHES),
        log_level="ERROR",
        validate_settings=False,
    )
    trained = frame.height >= PEU_DE_FICHES and _train(linker, graine)
    predicted = linker.inference.predict(threshold_match_probability=seuil)
    table = pl.from_arrow(_arrow(predicted))
    assert isinstance(table, pl.DataFrame)
    table = table.with_columns(
        pl.col(side).replace_strict(keys, return_dtype=pl.String) for side in ("unique_id_l", "unique_id_r")
    )
    pairs = table.select(
        pl.min_horizontal("unique_id_l", "unique_id_r").alias("cle_a"),
        pl.max_horizontal("unique_id_l", "unique_id_r").alias("cle_b"),
        pl.col("match_probability")
        .round(9)
        .alias("probabilite"),  # sums in parallel differ in the last digits
        pl.col("^gamma_.*$"),
        pl.col("^mw_.*$").round(2),
    ).unique(["cle_a", "cle_b"], keep="first")
    pairs, model = pairs.sort("cle_a", "cle_b"), linker.misc.save_model_to_json()
    kept = pairs.select("cle_a", "cle_b", "probabilite")
    return Scores(kept, {"splink": model, "entraine": trained}, _charts(linker), pairs)


def _ranked(frame: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, str]]:
    """Records in the order of their traits, known by their rank: how keys are spelled moves no weight of the
    model.

    Returns:
        The frame, and rank → key.
    """
    traits = [name for name in frame.columns if name not in {"unique_id", "noms"}]
    ranked = frame.sort([*traits, "unique_id"], nulls_last=True)
    ranks = [f"{rank:08d}" for rank in range(ranked.height)]
    return ranked.with_columns(unique_id=pl.Series(ranks, dtype=pl.String)), dict(
        zip(ranks, ranked["unique_id"], strict=True)
    )


TRAITS = {
    "nom1": "Nom",
    "prenom1": "Prénom",
    "naissance": "Naissance",
    "sexe": "Sexe",
    "service": "Service",
    "metier": "Profession",
    "etablissement": "Établissement",
}
RARE, FREQUENT = (
    1.0,
    -1.0,
)  # powers of two the frequency of a value adds or takes away before it is worth saying


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
    lines = [{"trait": "Départ", "constat": "au hasard", "poids": prior}]
    for name, title in TRAITS.items():
        gamma = row.get(f"gamma_{name}")  # no column when nobody has the trait
        if gamma is None or gamma < 0:
            lines.append({"trait": title, "constat": "absent d'un côté", "poids": 0.0})
            continue
        frequency = row.get(f"mw_tf_adj_{name}") or 0.0
        seen = labels[name][gamma] + (
            ", rare" if frequency >= RARE else ", fréquent" if frequency <= FREQUENT else ""
        )
        lines.append({"trait": title, "constat": seen, "poids": round(row[f"mw_{name}"] + frequency, 1)})
    return json.dumps(lines, ensure_ascii=False)


def weights_table(model: dict[str, Any]) -> pl.DataFrame:
    """What the trained model learned, from `meta.modele`.

    Returns:
        trait, constat, m (frequency among same people), u (among different people), poids (log2 m/u);
        strongest first by trait.
    """
    rows = []
    for comparison in model["splink"]["comparisons"]:
        title = TRAITS.get(comparison["output_column_name"], comparison["output_column_name"])
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
        for comparison in _comparisons()
    }


def _prior(scores: Scores) -> float:
    model = scores.modele.get("splink", {})
    p = float(model.get("probability_two_random_records_match", 1e-4))
    return round(math.log2(p / (1 - p)), 1)


def _arrow(table: Any) -> Any:
    return table.as_pyarrow_table()


def _empty() -> pl.DataFrame:
    return pl.DataFrame(schema={"cle_a": pl.String, "cle_b": pl.String, "probabilite": pl.Float64})


def _settings(frequencies: bool) -> Any:
    from splink import SettingsCreator

    return SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=1e-4,
        blocking_rules_to_generate_predictions=[_rule(text) for text in _BLOCS],
        comparisons=_comparisons() if frequencies else _without_frequencies(_comparisons()),
        retain_matching_columns=True,  # without them Splink gives no level (gamma) either
        retain_intermediate_calculation_columns=True,
        max_iterations=15,
    )


def _without_frequencies(comparisons: list[Any]) -> list[Any]:
    """In a handful of records every name looks frequent: its frequency says nothing."""
    for comparison in comparisons:
        for level in comparison["comparison_levels"]:
            level.pop("tf_adjustment_column", None)
            level.pop("tf_adjustment_weight", None)
    return comparisons


def _rule(text: str) -> Any:
    from splink.internals.blocking_rule_library import CustomRule

    return CustomRule(text, sql_dialect="duckdb")


def _level(sql: str, label: str, m: float, u: float, tf: str | None = None) -> dict[str, Any]:
    level: dict[str, Any] = {
        "sql_condition": sql,
        "label_for_charts": label,
        "m_probability": m,
        "u_probability": u,
    }
    if tf:
        level |= {"tf_adjustment_column": tf, "tf_adjustment_weight": 1.0}
    return level


def _null(sql: str) -> dict[str, Any]:
    return {"sql_condition": sql, "label_for_charts": "absent", "is_null_level": True}


def _comparison(name: str, *levels: dict[str, Any]) -> dict[str, Any]:
    return {"output_column_name": name, "comparison_levels": list(levels)}


def _comparisons() -> list[Any]:
    """Comparisons with starting (and fall-back) parameters; EM refines them when there are records enough."""
    return [
        _comparison(
            "nom1",
            _null("nom1_l IS NULL OR nom1_r IS NULL"),
            _level("nom1_l = nom1_r", "même premier nom", 0.80, 0.0006, "nom1"),
            _level("list_has_any(noms_l, noms_r)", "un nom en commun", 0.12, 0.0004),
            _level("damerau_levenshtein(nom1_l, nom1_r) <= 1", "une lettre d'écart", 0.02, 0.0006),
            _level(
                "contains(nom1_l, nom1_r) OR contains(nom1_r, nom1_l)", "nom accolé ou tronqué", 0.03, 0.004
            ),
            _level("ELSE", "noms différents", 0.03, 0.9944),
        ),
        _comparison(
            "prenom1",
            _null("prenom1_l IS NULL OR prenom1_r IS NULL"),
            _level("prenom1_l = prenom1_r", "même prénom", 0.93, 0.006, "prenom1"),
            _level("prenom1_l = prenom2_r OR prenom2_l = prenom1_r", "prénoms en commun", 0.03, 0.006),
            _level("damerau_levenshtein(prenom1_l, prenom1_r) <= 1", "une lettre d'écart", 0.01, 0.01),
            _level("ELSE", "prénoms différents", 0.03, 0.978),
        ),
        _comparison(
            "naissance",
            _null("naissance_l IS NULL OR naissance_r IS NULL"),
            _level("naissance_l = naissance_r", "même naissance", 0.97, 0.00008),
            _level("naissance_l = naissance_inversee_r", "jour et mois échangés", 0.01, 0.0001),
            _level("damerau_levenshtein(naissance_l, naissance_r) <= 1", "un chiffre d'écart", 0.01, 0.0018),
            _level("ELSE", "naissances différentes", 0.01, 0.998),
        ),
        _comparison(
            "sexe",
            _null("sexe_l IS NULL OR sexe_r IS NULL"),
            _level("sexe_l = sexe_r", "même sexe", 0.995, 0.58),
            _level("ELSE", "sexes différents", 0.005, 0.42),
        ),
        _comparison(
            "service",
            _null("service_l IS NULL OR service_r IS NULL"),
            _level("service_l = service_r", "même service", 0.85, 0.03),
            _level("ELSE", "services différents", 0.15, 0.97),
        ),
        _comparison(
            "metier",
            _null("metier_l IS NULL OR metier_r IS NULL"),
            _level("metier_l = metier_r", "même profession", 0.95, 0.12),
            _level("ELSE", "professions différentes", 0.05, 0.88),
        ),
        _comparison(
            "etablissement",
            _null("etablissement_l IS NULL OR etablissement_r IS NULL"),
            _level("etablissement_l = etablissement_r", "même établissement", 0.93, 0.5),
            _level("ELSE", "autre établissement", 0.07, 0.5),
        ),
    ]


def _train(linker: Any, graine: int) -> bool:
    """Random sampling for u, EM for m; False (starting values kept) when the data do not allow it."""
    try:
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=graine)
        for rule in ("l.nom1 = r.nom1 and l.prenom1 = r.prenom1", "l.naissance = r.naissance"):
            linker.training.estimate_parameters_using_expectation_maximisation(
                _rule(rule), fix_probability_two_random_records_match=False, record_sample_proportion=1.0
            )
    except Exception as error:
        logging.getLogger(__name__).warning(
            "Modèle non entraîné (%s) : paramètres de départ conservés.", error
        )
        return False
    return True


def _charts(linker: Any) -> dict[str, str]:
    try:
        return {"poids": linker.visualisations.match_weights_chart().to_json()}
    except Exception:  # the chart is a convenience; a run never fails for it
        return {}
