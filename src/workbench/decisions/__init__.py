"""What people decided. The append-only ledger comes later; until then there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def lire_decisions(home: Path) -> list[dict[str, Any]]:  # noqa: ARG001 - the ledger will be found there
    """Decisions in force, oldest first."""
    return []
