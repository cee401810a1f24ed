"""Rows written in a system's own layout: nothing cut, nothing replaced; a row that the layout cannot carry is
kept back with its reason.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from workbench.documents.systemes.forme import LIGNES, Colonne, Forme
from workbench.office.paquet import octets

_CONTROLE = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_CITATIONS = {"si_besoin": csv.QUOTE_MINIMAL, "toujours": csv.QUOTE_ALL, "jamais": csv.QUOTE_NONE}

Ligne = Mapping[str, Any]


class Inecrivable(Exception):
    """A row that the layout cannot carry; its argument is the code of the reason."""


@dataclass(frozen=True)
class Ecrit:
    """The file, the rows it holds, and those kept back with the code of the reason."""

    octets: bytes
    gardees: list[Ligne]
    retenues: list[tuple[Ligne, str]] = field(default_factory=list)


def ecrire(forme: Forme, lignes: Sequence[Ligne], le: dt.date, cles: Collection[str]) -> Ecrit:
    """The file of those rows.

    Args:
        lignes: values by field, in the order wanted. le: date of the file's properties. cles: fields by which
        the system finds the account: written exactly, or the row is kept back; other texts lose their line
        breaks.
    """
    kept: list[Ligne] = []
    aside: list[tuple[Ligne, str]] = []
    cells: list[Any] = []
    render: Callable[[list[str]], Any] = {"csv": _csv, "fixe": _fixe, "xlsx": _cellules}[forme.format](forme)
    for line in lignes:
        try:
            values = [_valeur(column, line, forme, cles) for column in forme.colonnes]
            cells.append(render(values))
        except Inecrivable as reason:
            aside.append((line, str(reason)))
        else:
            kept.append(line)
    return Ecrit(_fichier(forme, cells, le), kept, aside)


def _valeur(column: Colonne, line: Ligne, forme: Forme, cles: Collection[str]) -> str:
    if column.valeur is not None:
        return column.valeur
    value = line.get(column.champ)
    if column.champ in cles:
        if value in (None, ""):
            raise Inecrivable("cle_absente")
        if _CONTROLE.search(str(value)):
            raise Inecrivable("illisible")
        return str(value)
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.strftime(forme.date)
    if column.champ in ("rpps", "remplace") and forme.rpps == len(str(value)) + 1:
        return f"8{value}"
    return " ".join(_CONTROLE.sub(" ", str(value)).split())


def _csv(forme: Forme) -> Callable[[list[str]], bytes]:
    options: dict[str, Any] = {
        "delimiter": forme.separateur,
        "quoting": _CITATIONS[forme.guillemets],
        "lineterminator": LIGNES[forme.fin_de_ligne],
        "quotechar": None if forme.guillemets == "jamais" else '"',
    }

    def render(values: list[str]) -> bytes:
        flow = StringIO()
        try:
            csv.writer(flow, **options).writerow(values)
        except csv.Error:
            raise Inecrivable("separateur") from None
        return _encode(flow.getvalue(), forme)

    return render


def _fixe(forme: Forme) -> Callable[[list[str]], bytes]:
    def render(values: list[str]) -> bytes:
        cells = []
        for column, value in zip(forme.colonnes, values, strict=True):
            if len(value) > column.largeur:
                raise Inecrivable("trop_long")
            side = str.rjust if column.cadre == "droite" else str.ljust
            cells.append(side(value, column.largeur, column.complete))
        return _encode("".join(cells) + LIGNES[forme.fin_de_ligne], forme)

    return render


def _cellules(_: Forme) -> Callable[[list[str]], list[str]]:
    return lambda values: values


def _encode(text: str, forme: Forme) -> bytes:
    try:
        return text.encode(forme.encodage.replace("-sig", "").replace("_sig", ""))
    except UnicodeEncodeError:
        raise Inecrivable("caractere") from None


def _fichier(forme: Forme, cells: Sequence[Any], le: dt.date) -> bytes:
    titles = [column.titre for column in forme.colonnes]
    if forme.format == "xlsx":
        return _classeur(forme, [*([titles] if forme.titres else []), *cells], le)
    mark = "\ufeff".encode() if forme.encodage.lower().replace("_", "-").endswith("-sig") else b""
    heads = _csv(forme)(titles) if forme.titres and forme.format == "csv" else b""
    return mark + heads + b"".join(cells)


def _classeur(forme: Forme, rows: Sequence[Sequence[str]], le: dt.date) -> bytes:
    """Texts only: a spreadsheet neither computes them nor eats their zeros."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(forme.feuille)
    for row in rows:
        written = []
        for value in row:
            cell = WriteOnlyCell(sheet, value)
            cell.data_type, cell.number_format = "s", "@"
            written.append(cell)
        sheet.append(written)
    return octets(book, le, forme.feuille)
