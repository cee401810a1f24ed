"""A workbook written several times faster than openpyxl does, which makes an element a cell; what is written
is the same, but that a row without merged cells is not fixed at its height: it grows with what is typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_STORED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import MergedCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.compat import safe_string
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.dimensions import SheetDimension
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import xmlfile

from workbench.office.corps import Corps, body

RANGS, _VIDE = "sheetData", re.compile(rb"<sheetData(?:/>|></sheetData>)")
_RETOUR = {"\r": "&#13;"}  # written as it is, a reader takes it for a new line
_serial = lru_cache(maxsize=20_000)(to_excel)
_lettres = cache(get_column_letter)


def saved(classeur: Workbook) -> bytes:
    """The workbook as an archive that is not compressed: `paquet.figer` writes it again."""
    flux = BytesIO()
    with ZipFile(flux, "w", ZIP_STORED) as archive:
        _Classeur(classeur, archive).save()
    return flux.getvalue()


class _Classeur(ExcelWriter):  # type: ignore[misc]
    """openpyxl's writer, its sheets written by `_Feuille`."""

    def write_worksheet(self, ws: Any) -> None:
        """A sheet and what hangs on it; as the library does, in memory."""
        if self.workbook.write_only:
            super().write_worksheet(ws)
            return
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        writer = _Feuille(ws, BytesIO())
        self._archive.writestr(ws.path[1:], writer.octets())
        ws._rels = writer._rels
        self.manifest.append(ws)


class _Feuille(WorksheetWriter):  # type: ignore[misc]
    """openpyxl's writer of a sheet, its rows written as text: an element a cell takes most of the time."""

    def __init__(self, ws: Any, out: BytesIO) -> None:
        super().__init__(ws, out)
        self._styles: dict[int, str] = {}

    def write_rows(self) -> None:
        """Room for the rows; `octets` puts them in."""
        xf = self.xf.send(True)
        with xf.element(RANGS):
            pass
        self.xf.send(None)
        told = [self._rang(number, row) for number, row in self.rows()]
        if (corps := body(self.ws)) is not None:
            told += self._corps(corps)
        self._rangs = "".join(told).encode()

    def write_dimensions(self) -> None:
        """The range that holds something."""
        if (corps := body(self.ws)) is None:
            super().write_dimensions()
        else:
            self.xf.send(SheetDimension(f"A1:{_lettres(len(corps.colonnes))}{corps.fin}").to_tree())

    def octets(self) -> bytes:
        """The sheet as a part of the archive."""
        self.write_top()
        self.write_rows()
        self.write_tail()
        self.close()
        avant, apres = _VIDE.split(self.out.getvalue(), maxsplit=1)
        return b"".join((avant, b"<sheetData>", self._rangs, b"</sheetData>", apres))

    def _rang(self, number: int, row: Sequence[Any]) -> str:
        """A row; one with a comment, a link, a formula or a rich text is left to the library."""
        if not all(map(_plain, row)):
            flux = BytesIO()
            with xmlfile(flux) as xf:
                self.write_row(xf, row, number)
            return flux.getvalue().decode()
        fixe = any(isinstance(case, MergedCell) for case in row)  # no spreadsheet fits it to what it holds
        traits = "".join(
            f' {nom}="{dit}"'
            for nom, dit in self.ws.row_dimensions.get(number, ())
            if fixe or nom != "customHeight"
        )
        return f'<row r="{number}"{traits}>{"".join(map(self._case, row))}</row>'

    def _corps(self, corps: Corps) -> Iterator[str]:
        """The rows under the sheet: what a cell says after its place is written once of those that say the
        same.
        """
        par_colonne = []
        for rang, colonne in enumerate(corps.colonnes, 1):
            suites = {dite: self._suite(dite) for dite in dict.fromkeys(colonne)}
            par_colonne.append((f'<c r="{_lettres(rang)}', [suites[dite] for dite in colonne]))
        for ou, haut in enumerate(corps.hauts):
            ligne = corps.debut + ou
            dit = f' ht="{safe_string(haut)}"' if haut else ""
            cases = "".join([f"{debut}{ligne}{suites[ou]}" for debut, suites in par_colonne])
            yield f'<row r="{ligne}"{dit}>{cases}</row>'

    def _case(self, case: Any) -> str:
        if case.value is None and not self._style(case):
            return ""
        return f'<c r="{_lettres(case.column)}{case.row}{self._suite(case)}'

    def _suite(self, case: Any) -> str:
        """What a cell says after its place."""
        valeur, sorte = case.value, case.data_type
        debut = f'"{self._style(case)} t="'
        if sorte == "s" and valeur:
            garder = ' xml:space="preserve"' if valeur != valeur.strip() else ""
            return f'{debut}inlineStr"><is><t{garder}>{escape(valeur, _RETOUR)}</t></is></c>'
        if valeur in (None, ""):
            return f'{debut}{"inlineStr" if sorte == "s" else sorte}"/>'
        if sorte == "d":
            sorte, valeur = "n", _serial(valeur, self.ws.parent.epoch)
        return f'{debut}{sorte}"><v>{safe_string(valeur)}</v></c>'

    def _style(self, case: Any) -> str:
        """What names a cell's style, asked once of each; nothing when it has none."""
        traits = case._style
        if traits is None:
            return ""
        if (found := self._styles.get(id(traits))) is None:
            found = f' s="{case.style_id}"' if any(traits) else ""
            self._styles[id(traits)] = found
        return found


def _plain(case: Any) -> bool:
    return isinstance(case, MergedCell) or (  # hidden under another: it holds nothing
        case._comment is None
        and case._hyperlink is None
        and case.data_type in "snbd"
        and not isinstance(case.value, CellRichText)
    )
