"""No cell of a workbook is cut: a text that would run into its neighbour, or past the page, is wrapped, and
its row grows; a row taller than Excel holds gives its widest text a wider column.

Applied once, to every workbook that leaves (`paquet.octets`): whoever writes a sheet has no height to
compute. Spreadsheets do not grow a row that a program wrote.
"""

from __future__ import annotations

import math
from collections import Counter
from copy import copy
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from workbench.office import lisible
from workbench.office.derniere_page import holds, settle_last
from workbench.office.mesures_feuille import (
    CORPS,
    HAUTEUR_DEFAUT,
    HAUTEUR_MAX,
    INTERLIGNE,
    POINTS_COLONNE,
    RETOURS,
    RETRAIT,
    SIGNE,
    Mesures,
    largeur,
    room,
)
from workbench.office.partage import MOT_MAX, Besoin, lower

LARGEUR_MAX = 255.0
AVEC_MARGE = 1.08  # rows do not break across pages: an estimate is that much short
LEGER = 0.01  # of a line that makes no row taller: the fewer, the easier to lower the row next
SERREE = 15.0  # points: a row of one line, in a table to consult


def settle(page: Worksheet) -> None:
    """Wrap what would be cut and grow the rows; widths are those already set, heights never shrink."""
    settle_last(_settled(page))


def _settled(page: Worksheet) -> _Tenue:
    """The same, but for the last page."""
    tenue = _Tenue(page)
    tenue.open_numbers()
    tenue.open_titles()
    tenue.turn()
    tenue.narrow()
    tenue.spread()
    tenue.span_titles()
    tenue.grow()
    while tenue.widen():
        tenue.grow()
    tenue.fit()
    return tenue


def compact(page: Worksheet) -> None:
    """A table to consult, on as few pages as its letters allow: rows of one line stand closer."""
    for rang, traits in page.row_dimensions.items():
        if traits.height and SERREE < traits.height < 2 * CORPS * INTERLIGNE and rang > 1:
            traits.height = SERREE
    page.dense = True
    tenue = _settled(page)
    corps = min(lisible.floor(page), lisible.CORPS_LISIBLE)  # smaller than `narrow` tried, if a page is saved
    page.page_setup.fitToHeight = tenue.pages(corps / tenue.plus_petit)
    settle_last(tenue)  # rows set apart first would ask for that page


class _Tenue(Mesures):
    """One sheet while it is mended."""

    def open_numbers(self) -> None:
        """Columns wide enough for their numbers and dates: else a sheet shows them as « ### »."""
        for case in (cases.case for cases in self.nombres):
            if (dit := lisible.number_as_shown(case)) is None:
                continue
            voulue = (largeur(dit, *self.letters(case)) + RETRAIT) / POINTS_COLONNE
            if self.place(case) < voulue * POINTS_COLONNE - RETRAIT:
                self._set_width(case.column, voulue)

    def open_titles(self) -> None:
        """Columns wide enough for the longest word of their titles: else it is cut anywhere."""
        for case in (cases.case for cases in self.textes):
            if not self.wraps(case) or not self.letters(case)[1] or (case.row, case.column) in self.unies:
                continue
            mot, _, _ = room(case.value, *self.letters(case))
            if self.largeurs[case.column - 1] < mot <= MOT_MAX:
                self._set_width(case.column, mot)

    def turn(self) -> None:
        """A list of few columns is printed upright when that takes fewer pages."""
        page, vues = self.page, self.printed()
        if not hasattr(page, "corps") or len(vues) > lisible.COLONNES_DEBOUT:
            return
        besoins = lisible.needs(page, self.pareilles, [*self.textes, *self.nombres], vues, self.asked)
        prises = {}
        for sens in (page.ORIENTATION_LANDSCAPE, page.ORIENTATION_PORTRAIT):
            page.page_setup.orientation = sens
            larges = lisible.on_paper(page, vues, besoins, self.plus_petit, lisible.floor(page)) or vues
            prises[sens] = self._takes(larges, lisible.floor(page))
        page.page_setup.orientation = min(prises, key=prises.__getitem__)

    def narrow(self) -> None:
        """Columns of a sheet too wide for its paper, no wider than their texts ask (`lisible`)."""

        vues = self.printed()
        besoins = lisible.needs(self.page, self.pareilles, [*self.textes, *self.nombres], vues, self.asked)
        for petit in lisible.sizes(self.page):
            larges = lisible.on_paper(self.page, vues, besoins, self.plus_petit, petit)
            if larges and self._worth(larges, petit, vues, besoins):
                self.page.tenu = petit
                break
        else:
            larges = lisible.share(self.page, vues, besoins, self.plus_petit)
        if hasattr(self.page, "corps") or larges != vues:
            larges = self._lowered(larges, besoins)
        for colonne, (posee, voulue) in enumerate(zip(vues, larges, strict=True), 1):
            if voulue != posee:
                self._set_width(colonne, voulue)

    def _lowered(self, larges: list[float], besoins: list[Besoin]) -> list[float]:
        """These widths, shared again so that rows are as low as they can: no word that was whole is cut, no
        column to write in is narrower."""
        remplies = Counter[int]()
        for cases in self.pareilles:
            remplies[cases.case.column - 1] += cases.combien
        bas = [
            large if remplies[ou] <= 1 else min(large, max(un.mot, un.entier if large >= un.entier else 0.0))
            for ou, (large, un) in enumerate(zip(larges, besoins, strict=True))
        ]
        return lower(larges, bas, self.lines_under(len(larges), LEGER))

    def _worth(self, larges: list[float], petit: float, vues: list[float], besoins: list[Besoin]) -> bool:
        """Whether letters of that size, under these widths, are worth the pages they take: one, of a sheet
        that must hold there; no more than readable letters do, of a table to consult; of any other, whatever
        they take when they are those wished, no more than the smallest do when they are not.
        """
        if self.page.page_setup.fitToHeight == 1:
            return self._takes(larges, petit) == 1
        dense = getattr(self.page, "dense", False)
        if petit == lisible.CORPS_TABLEAU and not dense:
            return True
        for least in (lisible.CORPS_LISIBLE, lisible.CORPS_MIN) if dense else (lisible.CORPS_MIN,):
            autres = lisible.on_paper(self.page, vues, besoins, self.plus_petit, least)
            if autres:
                return self._takes(larges, petit) <= self._takes(autres, least)
        return False

    def _takes(self, larges: list[float], petit: float) -> int:
        return self.pages_under(larges, petit / self.plus_petit)

    def spread(self) -> None:
        """Columns that are not printed, as wide as their texts ask on a screen; no word of theirs is cut, and
        they make no printed row taller when a screen is wide enough for that.
        """
        droite = len(self.printed())
        if droite == len(self.largeurs):
            return
        voulu = self.lines_under(droite)(self.largeurs)
        toutes = self.lines_under(len(self.largeurs))
        for ecran in lisible.LARGES_ECRAN:
            self._spread(droite, ecran)
            if toutes(self.largeurs) <= voulu:
                return

    def _spread(self, droite: int, ecran: float) -> None:
        for case in (cases.case for cases in self.textes):
            if case.column > droite and self.largeurs[case.column - 1] < lisible.MOT_ECRAN:
                mot, ligne, _ = room(case.value, *self.letters(case))
                voulue = max(min(ligne, ecran), min(mot, lisible.MOT_ECRAN))
                if voulue > self.largeurs[case.column - 1]:
                    self._set_width(case.column, voulue)

    def _set_width(self, colonne: int, large: float) -> None:
        self.largeurs[colonne - 1] = large
        self.page.column_dimensions[get_column_letter(colonne)].width = large

    def span_titles(self) -> None:
        """A text alone on its line, wider than the sheet, takes all of it; one beside others wraps."""
        total = sum(self.printed()) * POINTS_COLONNE - RETRAIT
        for cases in self.textes:
            case = cases.case
            if self.wraps(case) or (case.row, case.column) in self.hautes:
                continue
            texte = RETOURS.sub("\n", case.value)
            if len(texte) * SIGNE < self.place(case) and "\n" not in texte:
                continue
            for one in cases.posees or (case,):  # of a body, all the column wraps with its first text
                self._span(one, texte, total)

    def _span(self, case: Any, texte: str, total: float) -> None:
        """One of them.

        Args:
            total: points of the whole sheet.
        """
        libre = self._free(case)
        if libre == math.inf or ("\n" not in texte and largeur(texte, *self.letters(case)) <= libre):
            return
        droite = len(self.printed())
        seul = (
            case.column == 1 < droite
            and not self._in_body(case.row)
            and all(self.page.cell(case.row, rang).value is None for rang in range(2, droite + 1))
        )
        if seul and (case.row, 1) not in self.unies and libre >= total:
            self.page.merge_cells(start_row=case.row, end_row=case.row, start_column=1, end_column=droite)
            plage = CellRange(min_row=case.row, max_row=case.row, min_col=1, max_col=droite)
            self.unies |= dict.fromkeys(((case.row, rang) for rang in range(1, droite + 1)), plage)
        alignement = copy(case.alignment)
        alignement.wrap_text = True
        case.alignment = alignement

    def _free(self, case: Any) -> float:
        """Points a text that is not wrapped may run over: its own, and the empty cells on its right; those of
        a body are not looked at.
        """
        if self.zone and self.zone.max_col < case.column == len(self.largeurs):
            return math.inf  # on screen only, nothing on its right
        if self._in_body(case.row) or (case.row, case.column) in self.unies:
            return self.place(case)
        if case.alignment.horizontal in ("right", "center"):
            return self.place(case)
        fin, droite = case.column, len(self.printed())  # what is not printed gives no room on paper
        while fin < max(droite, case.column) and self.page.cell(case.row, fin + 1).value in (None, ""):
            fin += 1
        return float(sum(self.largeurs[case.column - 1 : fin]) * POINTS_COLONNE - RETRAIT)

    def _in_body(self, ligne: int) -> bool:
        return self.dessous is not None and ligne >= self.dessous.debut

    def grow(self) -> None:
        """Rows tall enough for their letters, and for their wrapped texts."""
        self.trop.clear()
        self.voulues.clear()
        for cases, voulue in self.wanted():
            if voulue > HAUTEUR_MAX:
                colonne = cases.case.column
                self.trop[colonne] = max(self.trop.get(colonne, 1.0), voulue / HAUTEUR_MAX)
            self._raise(cases, voulue)
        if self.dessous is not None:
            self.dessous.grow(self.voulues)
        for rang, haut in self.short(self.row_height):
            self.page.row_dimensions[rang].height = min(haut, HAUTEUR_MAX)

    def _raise(self, cases: lisible.Pareilles, voulue: float) -> None:
        voulue = min(voulue, HAUTEUR_MAX)
        if not cases.posees:
            self.voulues[cases.case] = max(voulue, self.voulues.get(cases.case, HAUTEUR_DEFAUT))
        for case in cases.posees:
            if voulue > self.row_height(case.row):
                self.page.row_dimensions[case.row].height = voulue

    def widen(self) -> bool:
        """Columns whose text the tallest row does not hold, made wider; says whether any was."""
        change = False
        for colonne, facteur in self.trop.items():
            large = min(LARGEUR_MAX, self.largeurs[colonne - 1] * facteur * 1.1)
            change |= large > self.largeurs[colonne - 1]
            self._set_width(colonne, large)
        return change

    def fit(self) -> None:
        """A sheet that would spill a little over its last page is printed on one page less."""
        reglage = self.page.page_setup
        if not self.page.sheet_properties.pageSetUpPr.fitToPage or reglage.fitToHeight != 0:
            return
        if reglage.orientation is None:
            return
        echelle = self.scale()
        pages = self.height() * echelle / lisible.printed(self.page)[1]
        voulues = max(1, math.floor(pages))
        petit = echelle * voulues / pages * self.plus_petit
        if pages <= 1 or (petit >= AVEC_MARGE * lisible.floor(self.page) and holds(self, voulues)):
            reglage.fitToHeight = voulues
