"""How French is printed."""

from __future__ import annotations

import re

_DROITE = re.compile(r"(?<=\w)'(?=\w)")


def apostrophes(phrase: str) -> str:
    """The same sentence, its apostrophes curly; a first one, which protects a cell, is left."""
    return _DROITE.sub("’", phrase)
