"""No cell of a workbook is cut: a text that would run into its neighbour, or past the page, is wrapped, and
its row grows; a row taller than Excel holds gives its widest text a wider column.

Applied once, to every workbook that leaves (`paquet.octets`): whoever writes a sheet has no height to
compute. Spreadsheets do not grow a row that a program wrote.
"""

from __future__ import annotations

import math
import re
from copy import copy
from functools import lru_cache
from typing import Any

from openpyxl.utils import coordinate_to_tuple, get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from workbench.office import lisible
from workbench.office.corps import body
from workbench.office.mesure import largeur, lignes

# A column width of 1 is a digit of the sheet's font. In points of our advances (`mesure`), what a text needs
# of it is least with Calibri, whose letters are wide beside its digits: 5.8, but for words all of M.
POINTS_COLONNE, RETRAIT = 5.7, 8  # and its margins with an indent, in points
INTERLIGNE, HAUTEUR_MAX = 1.36, 409  # Excel holds no taller row
LARGEUR_DEFAUT, LARGEUR_MAX, HAUTEUR_DEFAUT = 8.43, 255.0, 15.0
SIGNE = 12.0  # points no letter of a current body is wider than: what is shorter needs no measure
CORPS = 11.0
AVEC_MARGE = 1.08  # rows do not break across pages: an estimate is that much short
SERREE, JEU = 15.0, 4.0  # points: a row of one line, in a table to consult; what several lines ask besides
PAGE_L, PAGE_H = 784.0, 495.0  # points an A4 on its side prints, margins, header and footer taken off
CM = 28.35
_MOTS = re.compile(r"\s+|(?<=-)")  # a line also ends after a hyphen
_RETOURS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")


def settle(page: Worksheet) -> None:
    """Wrap what would be cut and grow the rows; widths are those already set, heights never shrink."""
    tenue = _Tenue(page)
    tenue.open_numbers()
    tenue.open_titles()
    tenue.narrow()
    tenue.spread()
    tenue.span_titles()
    tenue.grow()
    while tenue.widen():
        tenue.grow()
    tenue.fit()


def compact(page: Worksheet) -> None:
    """A table to consult, on as few pages as its letters allow: rows of one line stand closer."""
    for rang, traits in page.row_dimensions.items():
        if traits.height and SERREE < traits.height < 2 * CORPS * INTERLIGNE and rang > 1:
            traits.height = SERREE
    settle(page)
    tenue = _Tenue(page)
    page.page_setup.fitToHeight = tenue.pages(lisible.CORPS_MIN / tenue.plus_petit)


@lru_cache(maxsize=50_000)
def _count(texte: str, place: float, corps: float, gras: bool) -> int:
    return len(lignes(texte, place, corps, gras))


@lru_cache(maxsize=50_000)
def _asked(texte: str, corps: float, gras: bool) -> tuple[float, float, float]:
    """Column widths of the longest word of a text, of its longest line, of its lines end to end."""

    def wide(dit: str) -> float:
        return (largeur(dit, corps, gras) + RETRAIT) / POINTS_COLONNE

    if texte.isprintable() and " " not in texte and "-" not in texte:
        return (wide(texte),) * 3
    dits = texte.splitlines() or [""]
    longues = [wide(dit) for dit in dits]
    return max(wide(mot) for dit in dits for mot in _MOTS.split(dit)), max(longues), sum(longues)


class _Tenue:
    """One sheet while it is measured."""

    def __init__(self, page: Worksheet) -> None:
        self.page = page
        self.unies = {
            case: plage
            for plage in page.merged_cells.ranges
            for case in plage.cells
            if plage.size["rows"] == 1
        }
        self.hautes = {
            case for plage in page.merged_cells.ranges for case in plage.cells if plage.size["rows"] > 1
        }
        self.largeurs = [
            page.column_dimensions[get_column_letter(rang)].width
            if get_column_letter(rang) in page.column_dimensions
            else LARGEUR_DEFAUT
            for rang in range(1, page.max_column + 1)
        ]
        dite = page.print_area
        self.zone = CellRange(dite.rpartition("!")[2].replace("$", "")) if dite else None  # what is printed
        self.trop: dict[int, float] = {}  # column → by how much its widest text overflows the tallest row
        # read once, traits by style: openpyxl makes a proxy each time one is asked
        self.pareilles = lisible.alike(page, lisible.filled(page), self.unies, self.hautes)
        self.textes = [cases for cases in self.pareilles if isinstance(cases.case.value, str)]
        self.nombres = lisible.extremes(self.pareilles)
        self.plus_petit = lisible.smallest((cases.case for cases in self.pareilles), CORPS)
        self.dessous = body(page)
        self.voulues: dict[Any, float] = {}  # what the body says → height it asks of its rows
        self._polices: dict[int, tuple[float, bool]] = {}
        self._retours: dict[int, bool] = {}

    def printed(self) -> list[float]:
        """Widths of the columns that are printed."""
        return self.largeurs[: self.zone.max_col] if self.zone else self.largeurs

    def letters(self, case: Any) -> tuple[float, bool]:
        """Points of a cell's letters, and whether they are bold."""
        cle = case._style.fontId
        if cle not in self._polices:
            self._polices[cle] = float(case.font.size or CORPS), bool(case.font.bold)
        return self._polices[cle]

    def wraps(self, case: Any) -> bool:
        """Whether a cell's text goes on to the next line."""
        cle = case._style.alignmentId
        if cle not in self._retours:
            self._retours[cle] = bool(case.alignment.wrap_text)
        return self._retours[cle]

    def place(self, case: Any) -> float:
        """Points a text has in its cell, or in the cells merged with it."""
        plage = self.unies.get((case.row, case.column))
        fin = plage.max_col if plage is not None else case.column
        points: float = sum(self.largeurs[case.column - 1 : fin]) * POINTS_COLONNE - RETRAIT
        return max(points, POINTS_COLONNE)

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
            mot, _, _ = _asked(case.value, *self.letters(case))
            if self.largeurs[case.column - 1] < mot <= lisible.MOT_MAX:
                self._set_width(case.column, mot)

    def narrow(self) -> None:
        """Columns of a sheet too wide for its paper, no wider than their texts ask (`lisible`)."""

        def asked(case: Any) -> tuple[float, float, float]:
            if isinstance(case.value, str):
                return _asked(case.value, *self.letters(case))
            if (dit := lisible.number_as_shown(case)) is None:
                return 0.0, 0.0, 0.0
            _, chiffres, _ = _asked(dit, *self.letters(case))
            return chiffres, chiffres, 0.0

        vues = self.printed()
        besoins = lisible.needs(self.page, self.pareilles, [*self.textes, *self.nombres], vues, asked)
        voulues = lisible.share(self.page, vues, besoins, self.plus_petit)
        for colonne, (posee, voulue) in enumerate(zip(vues, voulues, strict=True), 1):
            if voulue != posee:
                self._set_width(colonne, voulue)

    def spread(self) -> None:
        """Columns that are not printed, as wide as their texts ask on a screen."""
        droite = len(self.printed())
        for case in (cases.case for cases in self.textes):
            if case.column > droite and self.largeurs[case.column - 1] < lisible.LARGE_ECRAN:
                _, ligne, _ = _asked(case.value, *self.letters(case))
                voulue = min(ligne, lisible.LARGE_ECRAN)
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
            texte = _RETOURS.sub("\n", case.value)
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
        if "\n" not in texte and (libre == math.inf or largeur(texte, *self.letters(case)) <= libre):
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
        fin = case.column
        while fin < len(self.largeurs) and self.page.cell(case.row, fin + 1).value in (None, ""):
            fin += 1
        return float(sum(self.largeurs[case.column - 1 : fin]) * POINTS_COLONNE - RETRAIT)

    def _in_body(self, ligne: int) -> bool:
        return self.dessous is not None and ligne >= self.dessous.debut

    def grow(self) -> None:
        """Rows tall enough for their letters, and for their wrapped texts."""
        self.trop.clear()
        self.voulues.clear()
        for cases in self.textes:
            case = cases.case
            corps, gras = self.letters(case)
            haute = (case.row, case.column) in self.hautes
            if corps > CORPS and not haute:
                self._raise(cases, corps * INTERLIGNE)
            if haute or not self.wraps(case):
                continue
            texte, place = _RETOURS.sub("\n", case.value), self.place(case)
            if len(texte) * SIGNE < place and "\n" not in texte:
                continue
            seule = "\n" not in texte and largeur(texte, corps, gras) <= place
            combien = 1 if seule else _count(texte, place, corps, gras)
            voulue = combien * corps * INTERLIGNE + (JEU if combien > 1 else 0)
            if voulue > HAUTEUR_MAX:
                self.trop[case.column] = max(self.trop.get(case.column, 1.0), voulue / HAUTEUR_MAX)
            self._raise(cases, voulue)
        if self.dessous is not None:
            self.dessous.grow(self.voulues)

    def _raise(self, cases: lisible.Pareilles, voulue: float) -> None:
        voulue = min(voulue, HAUTEUR_MAX)
        if not cases.posees:
            self.voulues[cases.case] = max(voulue, self.voulues.get(cases.case, HAUTEUR_DEFAUT))
        for case in cases.posees:
            if voulue > self._row_height(case.row):
                self.page.row_dimensions[case.row].height = voulue

    def _row_height(self, ligne: int) -> float:
        if self.dessous is not None and ligne >= self.dessous.debut:
            return self.dessous.hauts[ligne - self.dessous.debut] or HAUTEUR_DEFAUT
        hauts = self.page.row_dimensions
        return float((ligne in hauts and hauts[ligne].height) or HAUTEUR_DEFAUT)

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
        if reglage.orientation != "landscape":
            return
        echelle = self._scale()
        pages = self._height() * echelle / (PAGE_H * lisible.paper(self.page))
        voulues = max(1, math.floor(pages))
        petit = echelle * voulues / pages * self.plus_petit
        if pages <= 1 or petit >= AVEC_MARGE * lisible.floor(self.page):
            reglage.fitToHeight = voulues

    def pages(self, echelle: float) -> int:
        """How many it takes at that scale, or at the one its width asks for when it is smaller."""
        echelle = min(echelle, self._scale())
        return max(1, math.ceil(self._height() * echelle / (PAGE_H * lisible.paper(self.page))))

    def _scale(self) -> float:
        """Of the printed sheet, as its width alone asks."""
        place = PAGE_L * lisible.paper(self.page) * (self.page.page_setup.fitToWidth or 1)
        return min(1.0, place / max(1.0, sum(self.printed()) * POINTS_COLONNE))

    def _height(self) -> float:
        """Points from the top of the sheet to its last row, or the bottom of its last chart; of what is
        printed only, when the sheet says it.
        """
        bas, cumul = 0.0, [0.0]
        zone = self.zone
        for rang in range(1, (zone.max_row if zone else lisible.last_row(self.page)) + 1):
            cumul.append(cumul[-1] + self._row_height(rang))
        for graphe in [] if zone else getattr(self.page, "_charts", []):
            bas = max(bas, self._top(graphe, cumul) + graphe.height * CM)
        return max(bas, cumul[-1])

    def _top(self, graphe: Any, cumul: list[float]) -> float:
        ancre = graphe.anchor
        rang = coordinate_to_tuple(ancre)[0] - 1 if isinstance(ancre, str) else int(ancre._from.row)
        reste = max(0, rang - len(cumul) + 1) * HAUTEUR_DEFAUT
        return cumul[min(rang, len(cumul) - 1)] + reste
