"""A message written for the command line, as a page says it: no command, no settings file (`ecran.toml`)."""

from __future__ import annotations

import re
from typing import Any

from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.regles import lire

_PHRASES = re.compile(r"(?<=[.!?:;])\s+|\n+")


def _rules() -> dict[str, Any]:
    return lire("workbench.ui", "ecran.toml")


def plain(text: str) -> str:
    """The text without what speaks of commands; empty when it spoke of nothing else."""
    rules = _rules()
    for one in rules["remplacements"]:
        text = re.sub(one["de"], one["par"], text)
    technical = re.compile("|".join(rules["techniques"]))
    kept = [part for part in _PHRASES.split(text) if part and not technical.search(part)]
    said = " ".join(kept).strip(" ,;:")
    return said if not said or said[-1] in ".!?…»" else f"{said}."


def shown(error: ErreurWorkbench) -> ErreurWorkbench:
    """The same fault in words of the screen, always with a remedy."""
    return ErreurWorkbench(
        plain(error.titre).rstrip("."), plain(error.message), plain(error.conseil) or _rules()["remede"]
    )
