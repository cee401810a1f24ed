"""What an application may be (`applications.toml`)."""

from __future__ import annotations

from functools import cache
from typing import Any

from workbench.socle.regles import lire

DPI = "dpi"  # the role whose accounts the milestones count
AUTRE = "autre"


@cache
def roles() -> dict[str, dict[str, Any]]:
    """Code → `libelle`, `indices`."""
    table: dict[str, dict[str, Any]] = lire("workbench.socle", "applications.toml")["roles"]
    return table
