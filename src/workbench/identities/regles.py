"""The rules of the matching (`regles.toml`): thresholds, account patterns, reasons shown to people."""

from __future__ import annotations

from typing import Any

from workbench.socle.regles import lire


def rules() -> dict[str, Any]:
    """The rules of `regles.toml`."""
    return lire("workbench.identities", "regles.toml")


def reasons() -> dict[str, str]:
    """Why a pair is shown to a person, by code, when how many they are is not known."""
    return {
        code: text.format(n="plusieurs")
        for code, text in rules()["motifs"].items()
        if "{" not in text.replace("{n}", "")
    }
