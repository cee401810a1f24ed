"""Workbooks written by hand."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook


def classeur(*lignes: list[object], titre: str = "Export") -> bytes:
    book = Workbook()
    book.active.title = titre
    for ligne in lignes:
        book.active.append(ligne)
    flux = BytesIO()
    book.save(flux)
    return flux.getvalue()
