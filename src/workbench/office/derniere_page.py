"""The last printed page of a sheet never holds a row or two alone: the sheet takes one page less when its
letters stay readable, else its rows are set further apart, and more of them come to that page.

Spreadsheets ignore page breaks set by hand in a sheet fitted to its paper, so rows are moved by their heights.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from workbench.office import lisible
from workbench.office.mesures_feuille import HAUTEUR_MAX, PAGE_H, Mesures

SEULES = 3  # rows under which a last page looks forgotten
BASSE = 0.25  # of a page: a last one that holds more is no accident, however few its rows
PAS, ECART_MAX = 0.02, 1.4  # how much taller rows are tried, and at most
PAGE_VRAIE = 501.0  # points of height a spreadsheet really prints; `PAGE_H` keeps a margin
PETITE = 10  # percent: no spreadsheet prints smaller


def settle_last(feuille: Mesures) -> None:
    """Mend the last page of a sheet whose heights and widths are set."""
    reglage = feuille.page.page_setup
    charted = feuille.zone is None and getattr(feuille.page, "_charts", [])
    if not feuille.page.sheet_properties.pageSetUpPr.fitToPage or reglage.fitToHeight == 1 or charted:
        return
    fin = _Fin(feuille)
    echelle = fin.scale(reglage.fitToHeight or 0)
    combien = len(fin.breaks(fin.hauts, echelle, PAGE_VRAIE))
    if not any(fin.lone(fin.hauts, echelle, place) for place in (PAGE_H, PAGE_VRAIE)):
        return
    serree = fin.scale(combien - 1)
    if not hasattr(feuille.page, "corps") and serree * feuille.plus_petit >= lisible.CORPS_LISIBLE:
        reglage.fitToHeight = combien - 1
        return
    fin.spread(echelle, combien)


class _Fin:
    """Rows of a sheet as they are printed, page after page."""

    def __init__(self, feuille: Mesures) -> None:
        self.feuille = feuille
        derniere = feuille.zone.max_row if feuille.zone else lisible.last_row(feuille.page)
        self.hauts = [feuille.row_height(rang) for rang in range(1, derniere + 1)]
        dits = (feuille.page.print_title_rows or "").replace("$", "").partition(":")
        self.titres = (int(dits[0]), int(dits[2])) if dits[2] else (1, 0)

    def breaks(self, hauts: Sequence[float], echelle: float, place: float) -> list[int]:
        """How many rows each page holds, on paper of that height."""
        place = place * lisible.paper(self.feuille.page) / echelle
        debut, fin = self.titres
        repetes = sum(hauts[debut - 1 : fin])
        pages, pris = [0], 0.0
        for rang, haut in enumerate(hauts, 1):
            if pages[-1] and pris + haut > place:
                pages.append(0)
                pris = repetes if rang > fin else 0.0
            pages[-1] += 1
            pris += haut
        return pages

    def scale(self, combien: int) -> float:
        """The largest whole percent, as spreadsheets compute it, under which the sheet takes no more pages
        than that; any number when it is 0.
        """
        pour_cent = math.floor(self.feuille.scale() * 100)
        while combien and pour_cent > PETITE:
            if len(self.breaks(self.hauts, pour_cent / 100, PAGE_VRAIE)) <= combien:
                break
            pour_cent -= 1
        return pour_cent / 100

    def lone(self, hauts: Sequence[float], echelle: float, place: float) -> bool:
        """Whether the last of several pages holds next to nothing."""
        pages = self.breaks(hauts, echelle, place)
        if len(pages) == 1 or pages[-1] >= SEULES:
            return False
        return sum(hauts[-pages[-1] :]) * echelle < BASSE * place * lisible.paper(self.feuille.page)

    def spread(self, echelle: float, combien: int) -> None:
        """Rows below the titles taller, by as little as gives the last page company; as they were when
        nothing does.
        """
        for pas in range(1, round((ECART_MAX - 1) / PAS) + 1):
            hauts = [
                min(HAUTEUR_MAX, haut * (1 + pas * PAS)) if rang > self.titres[1] else haut
                for rang, haut in enumerate(self.hauts, 1)
            ]
            tient = len(self.breaks(hauts, echelle, PAGE_VRAIE)) == combien
            if tient and not any(self.lone(hauts, echelle, place) for place in (PAGE_H, PAGE_VRAIE)):
                self._set(hauts)
                return

    def _set(self, hauts: Sequence[float]) -> None:
        dessous = self.feuille.dessous
        for rang, haut in enumerate(hauts, 1):
            if haut == self.hauts[rang - 1]:
                continue
            if dessous is not None and rang >= dessous.debut:
                dessous.hauts[rang - dessous.debut] = haut
            else:
                self.feuille.page.row_dimensions[rang].height = haut
