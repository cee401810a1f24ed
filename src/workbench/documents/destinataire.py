"""To whom a document goes back: what its receiver reads, who knows neither the tool nor its pages."""

from __future__ import annotations

import re
from pathlib import Path

from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import load_settings

EQUIPE = "l’équipe projet"
_PAGE = re.compile(r"\s*\((?:page|pages) [^()]*\)")


def team(home: Path) -> str:
    """« l’équipe projet (hospiconnect@ght.example) »: whom an answer goes to; settings that cannot be read do
    not hold a list back.
    """
    try:
        courriel = load_settings(home).contact.courriel
    except ErreurWorkbench:
        courriel = ""
    return f"{EQUIPE} ({courriel})" if courriel else EQUIPE


def outside(texte: str) -> str:
    """A sentence of ours without the page of the tool it names: whoever receives a list has no page."""
    return _PAGE.sub("", texte)
