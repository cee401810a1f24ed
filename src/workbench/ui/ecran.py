"""A message written for the command line, as a page says it: no command, no settings file, no words of the
library that failed (`ecran.toml`).
"""

from __future__ import annotations

import re
from typing import Any

from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.regles import lire
from workbench.socle.typographie import apostrophes

_PHRASES = re.compile(r"(?<=[.!?:;])\s+|\n+")


def _rules() -> dict[str, Any]:
    return lire("workbench.ui", "ecran.toml")


def plain(text: str) -> str:
    """The text without what speaks of commands, as it is printed; empty when it spoke of nothing else."""
    rules = _rules()
    for one in rules["remplacements"]:
        text = re.sub(one["de"], one["par"], text)
    technical = re.compile("|".join(rules["techniques"]))
    kept = text.strip()
    if technical.search(text):
        kept = " ".join(part for part in _PHRASES.split(text) if part and not technical.search(part))
    said = apostrophes(kept.strip(" ,;:"))
    return said if not said or said[-1] in ".!?…»" else f"{said}."


def said(error: ErreurWorkbench) -> ErreurWorkbench:
    """The same fault in words of the screen: the remedy is that of `[conseils]` when its title has one."""
    rules = _rules()
    remedy = rules["conseils"].get(error.titre) or plain(error.conseil)
    if error.conseil and not remedy:
        remedy = rules["remede"]
    return ErreurWorkbench(plain(error.titre).rstrip("."), plain(error.message), remedy)


def shown(error: ErreurWorkbench) -> ErreurWorkbench:
    """The same as `said` about a file, always with a remedy."""
    out = said(error)
    out.conseil = out.conseil or _rules()["remede"]
    return out
