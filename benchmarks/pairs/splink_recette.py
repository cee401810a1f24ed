"""Splink on one frame of records: its documented recipe, or the same given every column.

Recipe: « Deduplicate 50k rows historical persons » and « febrl » examples of its documentation: names, date,
deterministic rules for the prior, u by random sampling, m by expectation-maximisation, predict.
Usage: python splink_recette.py recette|tout FICHES.parquet PAIRES.parquet
"""

from __future__ import annotations

import sys
import warnings

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

warnings.filterwarnings("ignore")
GRAINE = 42
SEUIL_BAS = 0.10  # proposals under it are nobody's work
EXACTES = ("matricule", "login", "email", "rpps")
PROCHES = ("service", "emploi", "lieu", "commune")


def _filled(path: str, names: tuple[str, ...]) -> list[str]:
    """Columns that hold more than one value."""
    wanted = ", ".join(f"count(DISTINCT {name})" for name in names)
    counts = duckdb.connect().execute(f"SELECT {wanted} FROM '{path}'").fetchone()
    return [name for name, count in zip(names, counts or (), strict=True) if count > 1]


def settings(path: str, everything: bool) -> SettingsCreator:
    """Comparisons and blocking rules."""
    comparisons = [
        cl.JaroWinklerAtThresholds("prenom").configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("nom").configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("naissance", [1, 2]),
    ]
    rules = [block_on("prenom", "nom"), block_on("nom", "naissance"), block_on("prenom", "naissance")]
    if everything:
        exact = _filled(path, EXACTES)
        comparisons += [cl.ExactMatch(name).configure(term_frequency_adjustments=True) for name in exact]
        near = _filled(path, PROCHES)
        comparisons += [
            cl.JaroWinklerAtThresholds(name, [0.9]).configure(term_frequency_adjustments=True)
            for name in near
        ]
        comparisons += [cl.JaroWinklerAtThresholds("autre_nom")] if _filled(path, ("autre_nom",)) else []
        rules += [block_on(name) for name in exact] + [block_on("substr(nom, 1, 4)", "substr(prenom, 1, 3)")]
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="cle",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=rules,
        retain_intermediate_calculation_columns=False,
    )


def main(kind: str, source: str, target: str) -> None:
    """Train, predict, write the scored pairs."""
    con = duckdb.connect()
    api = DuckDBAPI(con)
    frame = api.register(con.sql(f"SELECT * FROM '{source}'").to_arrow_table())
    linker = Linker(frame, settings(source, kind == "tout"))
    train = linker.training
    train.estimate_probability_two_random_records_match(
        [block_on("prenom", "nom", "naissance"), block_on("prenom", "nom")], recall=0.7
    )
    train.estimate_u_using_random_sampling(max_pairs=1e6, seed=GRAINE)
    for rule in (block_on("prenom", "nom"), block_on("naissance"), block_on("nom")):
        try:
            train.estimate_parameters_using_expectation_maximisation(rule)
        except Exception as fault:  # a rule that leaves nothing to learn is passed over, as its examples do
            print(f"apprentissage passé : {fault}", file=sys.stderr)
    found = linker.inference.predict(threshold_match_probability=SEUIL_BAS)
    found.as_duckdbpyrelation().select("cle_l AS a, cle_r AS b, match_probability AS p").write_parquet(target)


if __name__ == "__main__":
    main(*sys.argv[1:4])
