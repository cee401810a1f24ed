"""What the model compares and the parameters it starts from (`modele.toml`), as Splink wants them."""

from __future__ import annotations

from typing import Any

from workbench.socle.regles import lire

UID = "workbench"  # drawn at random by Splink otherwise, and published with the model


def parameters() -> dict[str, Any]:
    """The content of `modele.toml`."""
    return lire("workbench.identities.modele", "modele.toml")


def titles() -> dict[str, str]:
    """Column compared → trait, as people say it."""
    return {entry["colonne"]: entry["trait"] for entry in parameters()["comparaisons"]}


def frequent_columns() -> set[str]:
    """Columns whose rare values weigh more: a score hangs on how often their values come."""
    levels = (level for entry in parameters()["comparaisons"] for level in entry["niveaux"])
    return {level["frequence"] for level in levels if "frequence" in level}


def comparisons(frequencies: bool = True) -> list[Any]:
    """Comparisons with their starting parameters; EM refines them when there are records enough.

    Args:
        frequencies: rare values weigh more; in a handful of records every name looks frequent, which says
            nothing.
    """
    return [
        {
            "output_column_name": entry["colonne"],
            "comparison_levels": [
                _null(entry["colonne"], entry.get("sauf")),
                *(_level(level, frequencies) for level in entry["niveaux"]),
            ],
        }
        for entry in parameters()["comparaisons"]
    ]


def blocking_rule(text: str) -> Any:
    """The rule as it is written: Splink's own functions would parse and rewrite it."""
    from splink.internals.blocking_rule_library import CustomRule

    return CustomRule(text, sql_dialect="duckdb")


def splink_settings(frequencies: bool) -> Any:
    """Everything Splink asks to compare records of one frame with each other."""
    from splink import SettingsCreator

    rules = parameters()
    return SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=rules["prior"],
        blocking_rules_to_generate_predictions=[blocking_rule(text) for text in rules["blocs"]],
        comparisons=comparisons(frequencies),
        retain_matching_columns=True,  # without them Splink gives no level (gamma) either
        retain_intermediate_calculation_columns=True,
        max_iterations=rules["iterations"],
        linker_uid=UID,
    )


def _null(column: str, said_elsewhere: str | None) -> dict[str, Any]:
    absent = f"{column}_l IS NULL OR {column}_r IS NULL"
    absent += f" OR ({said_elsewhere})" if said_elsewhere else ""
    return {"sql_condition": absent, "label_for_charts": "absent", "is_null_level": True}


def _level(given: dict[str, Any], frequencies: bool) -> dict[str, Any]:
    level = {
        "sql_condition": given["si"],
        "label_for_charts": given["constat"],
        "m_probability": given["m"],
        "u_probability": given["u"],
    }
    if frequencies and "frequence" in given:
        level |= {"tf_adjustment_column": given["frequence"], "tf_adjustment_weight": 1.0}
    return level
