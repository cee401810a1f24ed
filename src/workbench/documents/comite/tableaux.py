"""A table of a slide that says how many rows it leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workbench.looks.etats import GRIS
from workbench.looks.formats import accord
from workbench.office import diapo, tableau_diapo
from workbench.office.modele_copil import Cadre
from workbench.office.tableau_diapo import Cellule, Tableau

DIT = 300_000  # EMU of the line that says it
SUITE = "dans le classeur joint"


def place(
    page: Any,
    zone: Cadre,
    voulu: Tableau,
    rangs: Sequence[Sequence[Cellule]],
    mot: str,
    mots: str = "",
    montres: int | None = None,
) -> None:
    """The table, all of it when the frame holds it and as many rows are wished.

    Args:
        mot, mots: what a row is, what several are.
        montres: rows at most, all when absent.
    """
    dus = rangs if montres is None else rangs[:montres]
    serre = Cadre(zone.x, zone.y, zone.l, zone.h - DIT - 30_000)
    entier = len(dus) == len(rangs) and tableau_diapo.held(zone, voulu, dus) == len(dus)
    montres = tableau_diapo.tableau(page, zone if entier else serre, voulu, dus)
    if montres == len(rangs):
        return
    dit = accord(len(rangs) - montres, f"autre {mot}", f"autres {mots or f'{mot}s'}")
    ou = Cadre(zone.x, zone.y + zone.h - DIT, zone.l, DIT)
    diapo.texte(page, ou, f"et {dit}, {SUITE}", 12, GRIS)
