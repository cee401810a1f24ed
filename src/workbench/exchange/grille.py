"""A workbook somebody hands in, opened with care: cells by row, what is merged, computed, broken or hidden
said apart.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from workbench.exchange.contrat import Contrat
from workbench.exchange.plan import ClasseurIllisible

_FUSION = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([^"]+)"')
_FORMULE = re.compile(rb"<(?:\w+:)?f[\s>/]")
COLONNES_MAX = 200


@dataclass(frozen=True)
class Fusion:
    """A merged range: first and last row, first and last column, from 1."""

    haut: int
    bas: int
    gauche: int
    droite: int


@dataclass
class Grille:
    """A sheet. `rangs`: row → column → value, empty cells absent; rows and columns from 1."""

    titre: str
    rangs: dict[int, dict[int, Any]] = field(default_factory=dict)
    fusions: list[Fusion] = field(default_factory=list)
    formules: set[tuple[int, int]] = field(default_factory=set)
    erreurs: dict[tuple[int, int], str] = field(default_factory=dict)
    masques: set[int] = field(default_factory=set)
    epoque: dt.date = dt.date(1899, 12, 30)


def ouvrir(contenu: bytes, contrat: Contrat) -> list[Grille]:
    """The sheets of an .xlsx file.

    Raises:
        ClasseurIllisible: not a workbook, too big, or one that would inflate beyond the limits of its
        contract.
    """
    if len(contenu) > contrat.octets_max:
        raise ClasseurIllisible(
            "Fichier trop gros",
            f"Plus de {contrat.octets_max // 1_000_000} Mo.",
            f"{contrat.rien} Découpez-le, ou supprimez les lignes et les images inutiles.",
        )
    try:
        computed = _prescan(contenu, contrat)
        book = load_workbook(BytesIO(contenu), data_only=True)
        told = load_workbook(BytesIO(contenu)) if computed else None
        return [_grille(sheet, told[sheet.title] if told else None, book.epoch) for sheet in book.worksheets]
    except Exception as error:  # openpyxl raises whatever the broken part makes it raise
        raise ClasseurIllisible(
            f"{contrat.nom} illisible",
            f"Ce fichier ne s’ouvre pas comme un classeur Excel ({type(error).__name__}).",
            f"{contrat.rien} Enregistrez-le au format .xlsx, sans mot de passe, ou redemandez-le.",
        ) from error


def _prescan(contenu: bytes, contrat: Contrat) -> bool:
    """Does a sheet hold formulas? Asked before the file is opened: a small archive, or one merged range, can
    fill the memory.

    Raises:
        ValueError: it would. zipfile.BadZipFile: not an archive.
    """
    computed, merged = False, 0
    with zipfile.ZipFile(BytesIO(contenu)) as archive:
        if sum(part.file_size for part in archive.infolist()) > contrat.gonfle_max:
            raise ValueError("contenu démesuré")
        for part in archive.namelist():
            if part.startswith("xl/worksheets/") and part.endswith(".xml"):
                xml = archive.read(part)
                computed = computed or _FORMULE.search(xml) is not None
                for ref in _FUSION.findall(xml):
                    left, top, right, bottom = range_boundaries(ref.decode())
                    merged += (right - left + 1) * (bottom - top + 1)
    if merged > contrat.lignes_max * COLONNES_MAX:
        raise ValueError("fusion démesurée")
    return computed


def _grille(sheet: Worksheet, told: Worksheet | None, epoch: dt.datetime) -> Grille:
    found = Grille(sheet.title, epoque=epoch.date())
    for (row, column), cell in sheet._cells.items():  # asking for a cell would make one
        if cell.value in (None, ""):
            continue
        found.rangs.setdefault(row, {})[column] = cell.value
        if cell.data_type == "e":
            found.erreurs[row, column] = str(cell.value)
    if told is not None:
        for (row, column), cell in told._cells.items():
            if cell.data_type == "f":
                found.formules.add((row, column))
                found.rangs.setdefault(row, {}).setdefault(column, None)
    found.rangs = dict(sorted(found.rangs.items()))
    found.fusions = [
        Fusion(merged.min_row, merged.max_row, merged.min_col, merged.max_col)
        for merged in sheet.merged_cells.ranges
    ]
    found.masques = {row for row, shape in sheet.row_dimensions.items() if shape.hidden}
    return found


def de_textes(titre: str, titres: Mapping[int, str], lignes: Mapping[int, Mapping[int, Any]]) -> Grille:
    """A text file as a sheet: its titles on line 1, whatever line they were on."""
    return Grille(titre, {1: dict(titres)} | {row: dict(cells) for row, cells in lignes.items() if cells})
