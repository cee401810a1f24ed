"""What a sheet asks of its paper: the room its texts have, how tall its rows are, how many pages it takes."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from openpyxl.utils import coordinate_to_tuple, get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from workbench.office import lisible, mesure
from workbench.office.avances import CASE
from workbench.office.corps import body

# A column width of 1 is a digit of the sheet's font, in points of `avances.CASE`.
POINTS_COLONNE, RETRAIT = 5.7, 11  # and its margins with an indent, in points: 14 pixels of Excel
INTERLIGNE = 1.28  # Calibri asks 1.22, rounded up to a point of screen
HAUTEUR_MAX = 409  # Excel holds no taller row
LARGEUR_DEFAUT, HAUTEUR_DEFAUT = 8.43, 15.0
COURTE = 9  # signs of a label that is read at one glance, and never cut: « À traiter »
SIGNE = 12.0  # points no letter of a current body is wider than: what is shorter needs no measure
CORPS = 11.0
TEMOINS = 60  # rows of a long sheet that tell for all
JEU = 2.0  # points that several lines ask besides
CM = 28.35
_BLANCS = re.compile(r"[ \t\n]+")  # never at a no-break space
RETOURS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")


largeur, lignes = partial(mesure.largeur, avances=CASE), partial(mesure.lignes, avances=CASE)
"""Those of a cell's text."""


@lru_cache(maxsize=50_000)
def _count(texte: str, place: float, corps: float, gras: bool) -> int:
    return len(lignes(texte, place + lisible.ARRONDI, corps, gras, tirets=True))  # as wide as itself: whole


@lru_cache(maxsize=50_000)
def room(texte: str, corps: float, gras: bool) -> tuple[float, float, float]:
    """Column widths of the longest word of a text, of its longest line, of its lines end to end."""

    def wide(dit: str) -> float:
        return (largeur(dit, corps, gras) + RETRAIT) / POINTS_COLONNE

    if texte.isprintable() and " " not in texte and "-" not in texte:
        return (wide(texte),) * 3
    dits = texte.splitlines() or [""]
    longues = [wide(dit) for dit in dits]
    return max(wide(mot) for dit in dits for mot in words(dit)), max(longues), sum(longues)


def words(dit: str) -> Iterator[str]:
    """What no line of a cell should cut: it also ends after a hyphen between letters, but for those of an
    address: « R-01 » is read whole. So is a label of two short words.
    """
    if len(dit) <= COURTE:
        yield dit
        return
    for mot in _BLANCS.split(dit):
        yield from [mot] if "@" in mot else mesure.TIRET.split(mot)


class Mesures:
    """One sheet while it is measured; nothing of it is changed."""

    def __init__(self, page: Worksheet) -> None:
        self.page = page
        self.unies = {
            case: plage
            for plage in page.merged_cells.ranges
            for case in plage.cells
            if plage.size["rows"] == 1
        }
        self.hautes = {
            case: plage
            for plage in page.merged_cells.ranges
            for case in plage.cells
            if plage.size["rows"] > 1
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
        plage = self.unies.get((case.row, case.column)) or self.hautes.get((case.row, case.column))
        fin = plage.max_col if plage is not None else case.column
        points: float = sum(self.largeurs[case.column - 1 : fin]) * POINTS_COLONNE - RETRAIT
        return max(points, POINTS_COLONNE)

    def asked(self, case: Any) -> tuple[float, float, float]:
        """Column widths of a cell: its longest word, its longest line, all of it; nothing of what a sheet
        rounds by itself.
        """
        if isinstance(case.value, str):
            return room(case.value, *self.letters(case))
        if (dit := lisible.number_as_shown(case)) is None:
            return 0.0, 0.0, 0.0
        _, chiffres, _ = room(dit, *self.letters(case))
        return chiffres, chiffres, 0.0

    def wanted(self) -> Iterator[tuple[lisible.Pareilles, float]]:
        """The height that letters and wrapped texts ask of their rows, in points, whatever Excel holds."""
        for cases in self.textes:
            case = cases.case
            corps, gras = self.letters(case)
            haute = (case.row, case.column) in self.hautes
            if corps > CORPS and not haute:
                yield cases, corps * INTERLIGNE
            if not haute and self.wraps(case) and (voulue := self._wanted(case, corps, gras)):
                yield cases, voulue

    def _wanted(self, case: Any, corps: float, gras: bool) -> float:
        """The height a wrapped text asks, in points; 0 when it is too short to ask for any."""
        texte, place = RETOURS.sub("\n", case.value), self.place(case)
        if len(texte) * SIGNE < place and "\n" not in texte:
            return 0.0
        seule = "\n" not in texte and largeur(texte, corps, gras) <= place + lisible.ARRONDI
        combien = 1 if seule else _count(texte, place, corps, gras)
        return combien * corps * INTERLIGNE + (JEU if combien > 1 else 0)

    def short(self, hauts: Callable[[int], float]) -> Iterator[tuple[int, float]]:
        """The rows too low for a text merged over several of them, what it lacks shared between them: each
        with the height it should have.

        Args:
            hauts: of a row, as it is.
        """
        for case in (cases.case for cases in self.textes):
            plage = self.hautes.get((case.row, case.column))
            if plage is None or not self.wraps(case):
                continue
            rangs = range(plage.min_row, plage.max_row + 1)
            manque = self._wanted(case, *self.letters(case)) - sum(map(hauts, rangs))
            if manque > 0:
                yield from ((rang, hauts(rang) + manque / len(rangs)) for rang in rangs)

    def lines_under(self, colonnes: int, leger: float = 0.0) -> Callable[[Sequence[float]], float]:
        """How many lines the rows of the sheet take under widths of its first columns; of a long sheet, rows
        taken at regular distances tell for all.

        Args:
            leger: what a line weighs that makes no row taller.
        """
        rangs: dict[int, list[tuple[int, str, float, bool]]] = {}
        for ou, case in self._wrapped():
            dits = rangs.setdefault(ou, [])
            if case.column <= colonnes:
                dits.append((case.column - 1, RETOURS.sub("\n", case.value), *self.letters(case)))
        gardes = [rangs[ou] for ou in sorted(rangs)][:: max(1, len(rangs) // TEMOINS)]

        def lines(larges: Sequence[float]) -> float:
            places = [max(POINTS_COLONNE, large * POINTS_COLONNE - RETRAIT) for large in larges]
            comptes = [[_count(dit, places[ou], *lettres) for ou, dit, *lettres in rang] for rang in gardes]
            return sum(max(compte, default=1) + leger * sum(compte) for compte in comptes)

        return lines

    def _wrapped(self) -> Iterator[tuple[int, Any]]:
        """The texts that wrap in a cell of their own, each with its row; those of a body that do not will,
        once wider than their column, but for the last one when it is on the screen only.
        """
        libre = self.zone.max_col if self.zone else len(self.largeurs)
        for cases in self.textes:
            for case in cases.posees if self.wraps(cases.case) else ():
                place = case.row, case.column
                if place not in self.unies and place not in self.hautes:
                    yield case.row, case
        if (corps := self.dessous) is not None:
            for colonne in corps.colonnes:
                for ou, dite in enumerate(colonne, corps.debut):
                    seule = libre < dite.column == len(self.largeurs)
                    if isinstance(dite.value, str) and dite.value and (self.wraps(dite) or not seule):
                        yield ou, dite

    def pages_under(self, larges: Sequence[float], echelle: float) -> int:
        """How many pages the sheet would take at that scale at most, its first columns of these widths."""
        avant, self.largeurs = self.largeurs, [*larges, *self.largeurs[len(larges) :]]
        hauts: dict[int, float] = {}
        voulues: dict[Any, float] = {}
        for cases, voulue in self.wanted():
            for case in cases.posees:
                hauts[case.row] = max(voulue, hauts.get(case.row, 0.0))
            if not cases.posees:
                voulues[cases.case] = max(voulue, voulues.get(cases.case, 0.0))
        if self.dessous is not None and voulues:
            for ou in range(len(self.dessous.hauts)):
                asked = [voulues.get(colonne[ou], 0.0) for colonne in self.dessous.colonnes]
                hauts[self.dessous.debut + ou] = max(asked)
        for rang, haut in self.short(lambda rang: max(self.row_height(rang), hauts.get(rang, 0.0))):
            hauts[rang] = haut
        combien = self.pages(echelle, hauts)
        self.largeurs = avant
        return combien

    def row_height(self, ligne: int) -> float:
        if self.dessous is not None and ligne >= self.dessous.debut:
            return self.dessous.hauts[ligne - self.dessous.debut] or HAUTEUR_DEFAUT
        hauts = self.page.row_dimensions
        return float((ligne in hauts and hauts[ligne].height) or HAUTEUR_DEFAUT)

    def pages(self, echelle: float, hauts: Mapping[int, float] | None = None) -> int:
        """How many it takes at that scale, or at the one its width asks for when it is smaller.

        Args:
            hauts: of rows that would be taller than they are.
        """
        echelle = min(echelle, self.scale())
        return max(1, math.ceil(self.height(hauts) * echelle / lisible.printed(self.page)[1]))

    def scale(self) -> float:
        """Of the printed sheet, as its width alone asks."""
        place = lisible.printed(self.page)[0] * (self.page.page_setup.fitToWidth or 1)
        return min(1.0, place / max(1.0, sum(self.printed()) * POINTS_COLONNE))

    def height(self, hauts: Mapping[int, float] | None = None) -> float:
        """Points from the top of the sheet to its last row, or the bottom of its last chart; of what is
        printed only, when the sheet says it.
        """
        bas, cumul = 0.0, [0.0]
        zone = self.zone
        for rang in range(1, (zone.max_row if zone else lisible.last_row(self.page)) + 1):
            cumul.append(cumul[-1] + max(self.row_height(rang), (hauts or {}).get(rang, 0.0)))
        for graphe in [] if zone else getattr(self.page, "_charts", []):
            bas = max(bas, self._top(graphe, cumul) + graphe.height * CM)
        return max(bas, cumul[-1])

    def _top(self, graphe: Any, cumul: list[float]) -> float:
        ancre = graphe.anchor
        rang = coordinate_to_tuple(ancre)[0] - 1 if isinstance(ancre, str) else int(ancre._from.row)
        reste = max(0, rang - len(cumul) + 1) * HAUTEUR_DEFAUT
        return cumul[min(rang, len(cumul) - 1)] + reste
