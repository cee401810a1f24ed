"""The twins of the establishments this server hosts, made where they are: nothing is sent by hand."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from workbench.access import ouvrir
from workbench.documents import exports, produits
from workbench.socle.erreurs import ErreurWorkbench

POUR = "vue régionale"
JUMEAU = ".zip"


def collect(homes: Iterable[Path], folder: Path, person: str) -> list[str]:
    """Ask each establishment for its twin, as its own page Exports would; what could not be, in sentences.

    Each is made through the gate of its home, with the rights `person` has there, and noted in its history.

    Args:
        folder: where the region's twins are read, one sub-folder an establishment.
    """
    told = []
    for home in homes:
        try:
            acces = ouvrir(home, person, POUR)
            made = [one for one in exports.produire(acces, "ars") if one.fichier.endswith(JUMEAU)]
            produits.deposer(acces, made, folder / home.name, POUR)
        except ErreurWorkbench as error:
            told.append(f"{home.name} : {error.titre}. {error.message}")
    return told
