"""How French is printed."""

from __future__ import annotations

import re

_DROITE = re.compile(r"(?<=\w)'(?=\w)")
_COUPURES = re.compile(r"(?<=\S) (?=[;:!?»](?:\s|[.,)]|$))|(?<=«) ")


def apostrophes(phrase: str) -> str:
    """The same sentence, its apostrophes curly; a first one, which protects a cell, is left."""
    return _DROITE.sub("’", phrase)


def insecables(phrase: str) -> str:
    """The same sentence, whose « ; », « : », « ? » and quotes never start or end a line alone."""
    return _COUPURES.sub("\u00a0", phrase)
