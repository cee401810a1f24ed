"""The rules of the matching (`regles.toml`): thresholds, account patterns, reasons shown to people."""

from __future__ import annotations

from typing import Any

from workbench.socle.regles import lire


def rules() -> dict[str, Any]:
    """The rules of `regles.toml`."""
    return lire("workbench.identities", "regles.toml")
