"""What a workbook's own XML says of its sheets, and its reader does not: extent, merged cells, formulas
never computed.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from workbench.socle.settings import Limites
from workbench.socle.zips import ILLISIBLE
from workbench.sources.modeles import SourceInutilisable

_BLOC = 1 << 20
_CELLULE = re.compile(rb'<(?:\w+:)?c (?:[^>]*? )?r="([A-Z]{1,3})(\d{1,7})"[^>]*?(/?)>')
_DEBUT = re.compile(rb"<(?:\w+:)?c ")
_ERREUR = re.compile(rb't="e"')
_SANS_VALEUR = re.compile(
    rb'<(?:\w+:)?c ((?:[^>]*? )?r="[A-Z]+\d+"[^>]*)><(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
_FUSION = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_FEUILLE = re.compile(rb"<(?:\w+:)?sheet [^>]*>")
_LIEN = re.compile(rb"<(?:\w+:)?Relationship [^>]*>")
_POLICES = re.compile(rb"<(?:\w+:)?fonts[^>]*>(.*?)</(?:\w+:)?fonts>", re.S)
_POLICE = re.compile(rb"<(?:\w+:)?font(?:\s*/>|>.*?</(?:\w+:)?font>)", re.S)
_BARRE = re.compile(rb'<(?:\w+:)?strike(?:\s+val="(?:1|true)")?\s*/>')
_STYLES = re.compile(rb"<(?:\w+:)?cellXfs[^>]*>(.*?)</(?:\w+:)?cellXfs>", re.S)
_FORMAT = re.compile(rb'<(?:\w+:)?xf [^>]*?fontId="(\d+)"')
_STYLE = re.compile(rb'<(?:\w+:)?c (?=[^>]*?r="[A-Z]+(\d+)")(?=[^>]*?s="(\d+)")[^>]*[^/>]>')
_DATE_1904 = re.compile(rb'date1904="(?:1|true|on)"')


@dataclass
class Feuille:
    """One sheet: where its values begin and end (from 1), what was seen in its cells.

    `fusions`: vertical merges, as (column, first row, last row); `fusionnees`: cells they filled.
    `barrees`: rows that hold a cell struck through.
    """

    premiere_ligne: int = 0
    premiere_colonne: int = 0
    ligne: int = 0
    colonne: int = 0
    erreurs: int = 0
    sans_valeur: list[str] = field(default_factory=list)
    fusions: list[tuple[int, int, int]] = field(default_factory=list)
    fusionnees: int = 0
    barrees: set[int] = field(default_factory=set)


@dataclass
class Plan:
    """The sheets by name; `calendrier_1904`: its day numbers count from 1904."""

    feuilles: dict[str, Feuille] = field(default_factory=dict)
    calendrier_1904: bool = False


def read_plan(path: Path, limites: Limites) -> Plan:
    """Look through an Office Open XML workbook by blocks; an empty plan for any other file.

    Raises:
        SourceInutilisable: a sheet whose used range would not hold in memory.
    """
    if not zipfile.is_zipfile(path):
        return Plan()
    plan = Plan()
    try:
        with zipfile.ZipFile(path) as archive:
            names = _names(archive)
            struck = _struck(archive)
            for info in archive.infolist():
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", info.filename):
                    sheet = _sheet(archive, info, struck)
                    _bounded(path.name, sheet, limites)
                    plan.feuilles[names.get(info.filename, info.filename)] = sheet
            if "xl/workbook.xml" in archive.namelist():
                plan.calendrier_1904 = _DATE_1904.search(archive.read("xl/workbook.xml")) is not None
    except ILLISIBLE:
        return Plan()
    return plan


def _names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Part of the archive → name of the sheet."""
    held = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= held:
        return {}
    targets = {
        _value(link, "Id"): "xl/" + _value(link, "Target").removeprefix("/xl/").removeprefix("xl/")
        for link in _LIEN.findall(archive.read("xl/_rels/workbook.xml.rels"))
    }
    sheets = _FEUILLE.findall(archive.read("xl/workbook.xml"))
    return {targets.get(_value(sheet, r"\w+:id"), ""): _value(sheet, "name") for sheet in sheets}


def _value(tag: bytes, attribute: str) -> str:
    found = re.search(rf'\s{attribute}="([^"]*)"', tag.decode("utf-8", "replace"))
    return unescape(found[1]) if found else ""


def _struck(archive: zipfile.ZipFile) -> frozenset[bytes]:
    """Ranks of the cell styles whose font is struck through."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    styles = archive.read("xl/styles.xml")
    held, used = _POLICES.search(styles), _STYLES.search(styles)
    if held is None or used is None:
        return frozenset()
    fonts = [_BARRE.search(font) is not None for font in _POLICE.findall(held[1])]
    ranks = map(int, _FORMAT.findall(used[1]))
    return frozenset(b"%d" % rank for rank, font in enumerate(ranks) if font < len(fonts) and fonts[font])


def _sheet(archive: zipfile.ZipFile, info: zipfile.ZipInfo, struck: frozenset[bytes]) -> Feuille:
    sheet, tail = Feuille(), b""
    with archive.open(info) as part:
        while block := part.read(_BLOC):
            data = tail + block
            starts = [found.start() for found in _DEBUT.finditer(data, max(0, len(data) - 100_000))]
            cut = starts[-1] if starts and len(block) == _BLOC else len(data)
            _look(sheet, data[:cut], struck)
            tail = data[cut:]
    _look(sheet, tail, struck)
    return sheet


def _look(sheet: Feuille, data: bytes, struck: frozenset[bytes]) -> None:
    for number, style in _STYLE.findall(data) if struck else ():
        if style in struck:
            sheet.barrees.add(int(number))
    for letters, number, closed in _CELLULE.findall(data):
        column, row = rank(letters), int(number)
        sheet.colonne, sheet.ligne = max(sheet.colonne, column), max(sheet.ligne, row)
        if not closed:
            sheet.premiere_ligne = min(sheet.premiere_ligne or row, row)
            sheet.premiere_colonne = min(sheet.premiere_colonne or column, column)
    sheet.erreurs += len(_ERREUR.findall(data))
    for attributes in _SANS_VALEUR.findall(data) if b"f>" in data or b"f " in data else ():
        if b't="str"' not in attributes:
            sheet.sans_valeur.append(re.sub(rb'.*r="([A-Z]+\d+)".*', rb"\1", attributes, flags=re.S).decode())
    for left, top, _, bottom in _FUSION.findall(data):
        if int(bottom) > int(top):
            sheet.fusions.append((rank(left), int(top), int(bottom)))


def rank(letters: bytes) -> int:
    """A column's letters as a number, A being 1."""
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index


def _bounded(name: str, sheet: Feuille, limites: Limites) -> None:
    if sheet.colonne * sheet.ligne > limites.cellules_classeur:
        raise SourceInutilisable(
            "Feuille démesurée",
            f"{name} : une cellule isolée étend la feuille à {sheet.ligne} lignes × {sheet.colonne}"
            " colonnes.",
            "Dans Excel, Ctrl+Fin mène à cette cellule : supprimez ses lignes et colonnes vides,"
            " enregistrez ; ou exportez en CSV.",
        )


def fill_merged(rows: list[tuple[int, list[str]]], sheet: Feuille) -> int:
    """Write the value of a vertically merged cell on each of its rows, in place; returns how many cells were
    filled.

    Args:
        rows: (row number in the sheet, cells from the first used column).
    """
    by_number = dict(rows)
    filled = 0
    for column, top, bottom in sheet.fusions:
        index = column - max(sheet.premiere_colonne, 1)
        value = by_number.get(top, [])[index : index + 1] if index >= 0 else []
        for number in range(top + 1, min(bottom, sheet.ligne) + 1) if value and value[0] else ():
            cells = by_number.get(number)
            if cells is not None and index < len(cells) and not cells[index]:
                cells[index] = value[0]
                filled += 1
    return filled
