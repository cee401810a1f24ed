"""A table as a French spreadsheet opens it: a text, and a workbook when opening the text spoils numbers."""

from __future__ import annotations

import datetime as dt

import polars as pl
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from workbench.office.feuille import POLICE, sur
from workbench.office.paquet import octets

ABIMES = r"^(0\d+|\d{12,}|\d+[eE]\d+)$"
"""Texts a spreadsheet takes for numbers, and rounds or shortens: « 0000412 », a long number, « 12E5 »."""
LARGE_MIN, LARGE_MAX = 10, 60


def tableau(cadre: pl.DataFrame) -> bytes:
    """Titles and rows: semicolons, decimal commas, UTF-8 with its mark; no cell is a formula."""
    texts = [nom for nom, genre in cadre.schema.items() if genre == pl.String]
    safe = cadre.with_columns(pl.col(nom).map_elements(sur, return_dtype=pl.String) for nom in texts)
    return safe.write_csv(separator=";", decimal_comma=True, include_bom=True).encode()


def spoilt(cadre: pl.DataFrame) -> list[str]:
    """The columns whose texts a spreadsheet would spoil when it opens the text."""
    texts = [nom for nom, genre in cadre.schema.items() if genre == pl.String]
    return [nom for nom in texts if cadre[nom].str.contains(ABIMES).any()]


def classeur(cadre: pl.DataFrame, titre: str, le: dt.date) -> bytes:
    """The same rows in a workbook, every text kept as it is: a sheet of data, to sort and to filter."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Données")
    sheet.freeze_panes = "A2"
    for rank, nom in enumerate(cadre.columns, 1):
        longest = cadre[nom].cast(pl.String, strict=False).str.len_chars().max() or 0
        wide = min(LARGE_MAX, max(LARGE_MIN, len(nom), int(str(longest))) + 2)
        sheet.column_dimensions[get_column_letter(rank)].width = wide
    heads = []
    for nom in cadre.columns:
        cell = WriteOnlyCell(sheet, nom)
        cell.font = Font(name=POLICE, bold=True)
        heads.append(cell)
    sheet.append(heads)
    for row in cadre.iter_rows():
        sheet.append([_cell(sheet, value) for value in row])
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(1, cadre.width))}{cadre.height + 1}"
    return octets(book, le, titre)


def _cell(sheet: object, value: object) -> object:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, sur(value))
    cell.data_type, cell.number_format = "s", "@"
    return cell
