"""Rules of the establishment as pages read them: an unreadable file stops the page with what to correct."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import session

T = TypeVar("T")


def ou_stop(lecture: Callable[[Path], T], home: Path) -> T:
    """What `lecture` gives for this home, or the page stops, saying the file and the fault."""
    try:
        return lecture(home)
    except ErreurWorkbench as erreur:
        session.page_vide(erreur.titre, erreur.message, erreur.conseil or "Corrigez le fichier de règles.")
