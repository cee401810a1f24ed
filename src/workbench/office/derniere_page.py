"""The last printed page of a sheet never holds a row or two alone, and no page ends with the title of the
table that follows.

The sheet takes one page less when its letters stay readable; else its rows are set further apart, and more of
them come to that page.

Spreadsheets ignore page breaks set by hand in a sheet fitted to its paper: rows are moved by their heights.
A column is as wide as the font a machine has: both the narrowest and the widest are tried.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import accumulate

from openpyxl.utils import range_boundaries

from workbench.office import lisible
from workbench.office.mesures_feuille import HAUTEUR_MAX, Mesures

SEULES = 3  # rows under which a last page looks forgotten
BASSE = 0.25  # of a page: a last one that holds more is no accident, however few its rows
LONGUE, COURTE = 500, 100  # rows of a sheet where not every row is tried; where each is tried alone
DERNIERES = 3  # pages whose rows are set apart, before those of all the sheet are
PAS, ECART_MAX = 0.02, 1.4  # how much taller rows are tried, and at most
GARDE = 6.0  # points of height a spreadsheet really prints on an A4, that `lisible.printed` keeps as a margin
PLUS_HAUTE = 1.03  # times that, for a row a spreadsheet may still take where we count it out
POINTS_LARGES = 7.1  # of a column width of 1 in DejaVu Sans, the widest a spreadsheet puts in place of ours
PETITE = 10  # percent: no spreadsheet prints smaller


def settle_last(feuille: Mesures) -> None:
    """Mend the last page of a sheet whose heights and widths are set."""
    reglage = feuille.page.page_setup
    charted = feuille.zone is None and getattr(feuille.page, "_charts", [])
    if not feuille.page.sheet_properties.pageSetUpPr.fitToPage or reglage.fitToHeight == 1 or charted:
        return
    fin = _Fin(feuille)
    avant = fin.scales(reglage.fitToHeight or 0)
    if not fin.lone(fin.hauts, avant):
        return
    combien = max(len(fin.breaks(fin.hauts, echelle, fin.vraie)) for echelle in avant)
    serrees = fin.scales(combien - 1)
    corps = min(serrees) * feuille.plus_petit
    lue = not hasattr(feuille.page, "corps") and corps >= lisible.CORPS_LISIBLE
    # else no smaller than the widest font makes them already
    if (lue or min(serrees) >= min(avant)) and not fin.lone(fin.hauts, serrees):
        reglage.fitToHeight = combien - 1
        return
    seules, hauts = fin.spread(avant, combien)
    if seules and combien > 1 and corps >= lisible.CORPS_TABLEAU:
        # rows half a page tall: a page less, its letters a little smaller, its rows set apart there
        encore, autres = fin.spread(serrees, combien - 1)
        if encore < seules:
            reglage.fitToHeight, hauts = combien - 1, autres
    fin.set(hauts)


def holds(feuille: Mesures, combien: int) -> bool:
    """Whether a list takes that many pages under letters no smaller than its own, row by row: a tall one goes
    to the next page whole. Of any other sheet, and of rows half a page tall, the sum of the rows has told.
    """
    fin = _Fin(feuille)
    if not hasattr(feuille.page, "corps") or max(fin.hauts, default=0.0) > fin.vraie / 2:
        return True
    assez = lisible.floor(feuille.page) / feuille.plus_petit
    return min(fin.scales(combien)) >= min(assez, *fin.scales(0))


class _Fin:
    """Rows of a sheet as they are printed, page after page."""

    def __init__(self, feuille: Mesures) -> None:
        self.feuille = feuille
        papier = lisible.paper(feuille.page)
        self.large, self.sure = lisible.printed(feuille.page)
        self.vraie = self.sure + GARDE * papier
        derniere = feuille.zone.max_row if feuille.zone else lisible.last_row(feuille.page)
        self.hauts = [feuille.row_height(rang) for rang in range(1, derniere + 1)]
        dits = (feuille.page.print_title_rows or "").replace("$", "").partition(":")
        self.titres = (int(dits[0]), int(dits[2])) if dits[2] else (1, 0)
        tetes = [range_boundaries(table.ref)[1] for table in feuille.page.tables.values()]
        self.dernieres = {  # rows no page ends with: headings of a table, and its title
            rang
            for tete in tetes
            for rang in (tete - 1, tete)
            if rang > self.titres[1] and feuille.page.cell(rang, 1).value is not None
        }

    def breaks(self, hauts: Sequence[float], echelle: float, place: float) -> list[int]:
        """How many rows each page holds, on paper of that height."""
        place = place / echelle
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

    def scales(self, combien: int) -> list[float]:
        """The largest whole percents, as spreadsheets compute them, under which the sheet takes no more pages
        than that, in the narrowest font and in the widest; any number of pages when it is 0.
        """
        libre = self.feuille.scale()
        large = self.large * (self.feuille.page.page_setup.fitToWidth or 1)
        libres = libre, min(libre, large / (sum(self.feuille.printed()) * POINTS_LARGES))
        return [self._within(math.floor(libre * 100 + lisible.ARRONDI), combien) for libre in libres]

    def _within(self, pour_cent: int, combien: int) -> float:
        while combien and pour_cent > PETITE:
            if len(self.breaks(self.hauts, pour_cent / 100, self.vraie)) <= combien:
                break
            pour_cent -= 1
        return pour_cent / 100

    def lone(self, hauts: Sequence[float], echelles: Sequence[float]) -> int:
        """How many of these prints end with a page that holds next to nothing, or part a table from its
        title; those of the true height of a page weigh more than any of the other.
        """
        vraies, autres = (
            sum(self._is_bad(hauts, echelle, place) for echelle in echelles)
            for place in (self.vraie, self.sure)
        )
        return (len(echelles) + 1) * vraies + autres

    def _is_bad(self, hauts: Sequence[float], echelle: float, place: float) -> bool:
        pages = self.breaks(hauts, echelle, place)
        for haute in (place, place * PLUS_HAUTE) if self.dernieres else ():
            if not self.dernieres.isdisjoint(accumulate(self.breaks(hauts, echelle, haute))):
                return True
        if len(pages) == 1 or pages[-1] >= SEULES:
            return False
        return sum(self.hauts[-pages[-1] :]) * echelle < BASSE * place

    def spread(self, echelles: Sequence[float], combien: int) -> tuple[int, Sequence[float]]:
        """How many prints are left bad, and rows taller, from the top of one of the last pages or from the
        titles, else one of them alone, by as little as gives the last page company, on no more pages; as they
        were when nothing does.
        """
        seules, gardes = self.lone(self.hauts, echelles), self.hauts
        for debut, derniere in self._windows(echelles):
            for pas in range(1, round((ECART_MAX - 1) / PAS) + 1):
                hauts = [
                    min(HAUTEUR_MAX, haut * (1 + pas * PAS)) if debut <= rang <= derniere else haut
                    for rang, haut in enumerate(self.hauts, 1)
                ]
                if any(len(self.breaks(hauts, echelle, self.vraie)) > combien for echelle in echelles):
                    break
                if (reste := self.lone(hauts, echelles)) < seules:
                    seules, gardes = reste, hauts
                if not seules:
                    break
            if not seules:
                break
        return seules, gardes

    def _windows(self, echelles: Sequence[float]) -> Iterator[tuple[int, int]]:
        """The rows to make taller: from one on, then, of a sheet that is not long, one alone."""
        hauts = self._tops(echelles)
        yield from ((debut, len(self.hauts)) for debut in hauts)
        if len(self.hauts) < COURTE:
            yield from ((debut, debut) for debut in hauts)

    def _tops(self, echelles: Sequence[float]) -> list[int]:
        """The rows to begin from: the first of the last pages but one, in each print, the last ones first;
        that below the titles; then, of a sheet that is not long, any row of these last pages.
        """
        hauts: set[int] = set()
        for echelle in echelles:
            *avant, derniere = self.breaks(self.hauts, echelle, self.vraie)
            rang = len(self.hauts) + 1 - derniere
            for combien in reversed(avant[1 - DERNIERES :]):
                rang -= combien
                hauts.add(rang)
        sous = self.titres[1] + 1
        pages = sorted((haut for haut in hauts if haut > sous), reverse=True)
        autres = range(min(pages, default=sous), len(self.hauts)) if len(self.hauts) < LONGUE else ()
        return [*pages, sous, *autres]

    def set(self, hauts: Sequence[float]) -> None:
        """Rows of these heights from now on."""
        dessous = self.feuille.dessous
        for rang, haut in enumerate(hauts, 1):
            if haut == self.hauts[rang - 1]:
                continue
            if dessous is not None and rang >= dessous.debut:
                dessous.hauts[rang - dessous.debut] = haut
            else:
                self.feuille.page.row_dimensions[rang].height = haut
