"""A table of a slide that says how many rows it leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workbench.looks.etats import GRIS
from workbench.looks.formats import accord
from workbench.office import diapo
from workbench.office.diapo import Cellule, Tableau
from workbench.office.modele_copil import Cadre

DIT = 300_000  # EMU of the line that says it
SUITE = "dans le classeur joint"


def place(
    page: Any, zone: Cadre, voulu: Tableau, rangs: Sequence[Sequence[Cellule]], mot: str, mots: str = ""
) -> None:
    """The table, all of it when the frame holds it.

    Args:
        mot, mots: what a row is, what several are.
    """
    if diapo.tableau(page, zone, voulu, rangs) == len(rangs):
        return
    dessin = page.shapes[-1]._element
    if dessin.tag.endswith("graphicFrame"):
        dessin.getparent().remove(dessin)
    montres = diapo.tableau(page, Cadre(zone.x, zone.y, zone.l, zone.h - DIT - 30_000), voulu, rangs)
    dit = accord(len(rangs) - montres, f"autre {mot}", f"autres {mots or f'{mot}s'}")
    ou = Cadre(zone.x, zone.y + zone.h - DIT, zone.l, DIT)
    diapo.texte(page, ou, f"et {dit}, {SUITE}", 12, GRIS)
