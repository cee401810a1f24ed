"""What the first reader of a version would wait for, read before them: the counting marts, as they are given
to who reads names and to who reads rounded numbers; then what pages compute and keep, as they say it
(`aussi`).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from workbench.access import Acces, listes, roles
from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import donnees
from workbench.warehouse import published_path
from workbench.warehouse.publication import version_of

journal = logging.getLogger(__name__)
MOTIF = "préchauffage"
PERIODE = 20.0  # seconds between two looks at what is published
_CALCULS: list[Callable[[Acces], object]] = []


def aussi(calcul: Callable[[Acces], object]) -> None:
    """From now on, this is computed beforehand too, and kept by what is read (`donnees.lecture`)."""
    _CALCULS.append(calcul)


def veiller(home: Path) -> threading.Thread:
    """From now on, whatever version that home publishes is read beforehand; ends with the process."""
    thread = threading.Thread(target=_veiller, args=(home,), name="prechauffe", daemon=True)
    thread.start()
    return thread


def _veiller(home: Path) -> None:
    seen: Path | None = None
    while True:
        try:
            published = published_path(home)
            if published != seen:
                seen = published
                chauffer(home, published)
        except ErreurWorkbench:
            pass  # nothing published, a version of an older tool: the page that reads it says so
        except Exception:  # a fault of ours: written once a version, and the next one is read all the same
            journal.exception("Preloading failed on %s", seen)
        time.sleep(PERIODE)


def chauffer(home: Path, fichier: Path) -> None:
    """Read every counting mart of that version, in both ways, then what pages compute of them."""
    readers = {role.nommer: role for role in roles().values()}
    for role in readers.values():
        acces = Acces(home, "", MOTIF, version_of(fichier), fichier, role)
        for nom in sorted(listes()["comptage"]):
            donnees.mart(acces, nom)
        for calcul in _CALCULS:
            calcul(acces)
