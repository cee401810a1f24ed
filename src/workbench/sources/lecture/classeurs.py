"""Workbooks (xlsx, xlsm, xls, xlsb, ods): the sheet that holds the data, its cells as text."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Set
from pathlib import Path

import fastexcel
import polars as pl

from workbench.socle.settings import Format, Limites
from workbench.sources.lecture.archives import check_workbook
from workbench.sources.lecture.texte import check_size
from workbench.sources.lecture.titres import Rang, Table, header_key, shape_rows
from workbench.sources.modeles import Constat, SourceInutilisable

SUFFIXES = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
_REFERENCE = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"')
_ERREUR = re.compile(rb't="e"')
_ERREUR_TEXTE = re.compile(
    r"#(?:N/A|NA|REF!|NAME\?|NOM\?|VALUE!|VALEUR!|DIV/0!|NUL!|NULL!|NOMBRE!|NUM!)", re.I
)


def read_workbook(path: Path, fmt: Format, limites: Limites, attendus: Set[str] = frozenset()) -> Table:
    """The table of a workbook: the sheet named in the settings, or the only visible one that looks like data.

    Raises:
        SourceInutilisable: unreadable, empty, too big, or several sheets could be the one.
    """
    check_workbook(path, limites)
    errors = _check_extent(path, limites)
    try:
        book = fastexcel.read_excel(path)
        name, rows, said = _chosen(path, book, fmt, attendus)
    except fastexcel.FastExcelError as error:
        raise SourceInutilisable(
            "Classeur illisible",
            f"{path.name} : {str(error).splitlines()[0]}",
            "Ouvrez-le dans Excel, retirez un éventuel mot de passe, puis enregistrez-le en .xlsx.",
        ) from error
    if not rows:
        raise SourceInutilisable("Fichier vide", f"{path.name} : feuille « {name} » vide.", "Redemandez-la.")
    table = shape_rows(rows, fmt.ligne_titres, attendus)
    table.separateur, table.guillemets = ";", False
    errors += sum(
        bool(_ERREUR_TEXTE.fullmatch(c.strip())) for _, cells in table.lignes for c in cells if c[:1] == "#"
    )
    if errors:
        for _, cells in table.lignes:
            cells[:] = ["" if _ERREUR_TEXTE.fullmatch(cell.strip()) else cell for cell in cells]
        motif = (
            f"{errors} cellule(s) en erreur (#N/A, #REF!…) lues comme vides : une formule ne trouve plus sa"
            " source."
        )
        said.append(Constat("CELLULE_EN_ERREUR", motif))
    table.constats = [*said, *table.constats]
    check_size(path.name, table, limites)
    return table


def _check_extent(path: Path, limites: Limites) -> int:
    """Refuse a sheet whose used range is out of all proportion; returns the number of cells in error.

    Raises:
        SourceInutilisable: the range would not hold in memory.
    """
    if path.suffix.lower() not in {".xlsx", ".xlsm"}:
        return 0
    errors = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", info.filename):
                    continue
                column = row = 0
                tail = b""
                with archive.open(info) as part:
                    while block := part.read(1 << 20):
                        data = tail + block
                        cut = data.rfind(b"<c ")
                        data, tail = (
                            (data[:cut], data[cut:]) if cut > 0 and len(block) == 1 << 20 else (data, b"")
                        )
                        column, row, errors = _extent(data, column, row, errors)
                    column, row, errors = _extent(tail, column, row, errors)
                if column * row > limites.cellules_classeur:
                    raise SourceInutilisable(
                        "Feuille démesurée",
                        f"{path.name} : une cellule isolée étend la feuille à {row} lignes × {column}"
                        " colonnes.",
                        "Dans Excel, Ctrl+Fin mène à cette cellule : supprimez ses lignes et colonnes vides,"
                        " enregistrez ; ou exportez en CSV.",
                    )
    except zipfile.BadZipFile:
        return 0
    return errors


def _extent(data: bytes, column: int, row: int, errors: int) -> tuple[int, int, int]:
    found = _REFERENCE.findall(data)
    for letters in {letters for letters, _ in found}:
        index = 0
        for letter in letters:
            index = index * 26 + letter - 64
        column = max(column, index)
    row = max([row, *(int(number) for _, number in found)])
    return column, row, errors + len(_ERREUR.findall(data))


def _chosen(
    path: Path, book: fastexcel.ExcelReader, fmt: Format, attendus: Set[str]
) -> tuple[str, list[Rang], list[Constat]]:
    names = book.sheet_names
    if fmt.feuille:
        known = {name.strip().lower(): name for name in names}
        if fmt.feuille.strip().lower() not in known:
            raise SourceInutilisable(
                "Feuille absente",
                f"{path.name} : pas de feuille « {fmt.feuille} » ; feuilles présentes : {', '.join(names)}.",
                "Corrigez [sources.format] feuille.",
            )
        name = known[fmt.feuille.strip().lower()]
        return name, _rows(book, name)[0], []
    read = {name: _rows(book, name) for name in names}
    visible = {name: rows for name, (rows, shown) in read.items() if shown}
    data = {name: rows for name, rows in visible.items() if _looks_like_data(rows)}
    if attendus and len(data) > 1:
        hits = {name: _hits(rows, attendus) for name, rows in data.items()}
        best = max(hits.values())
        if best >= 2 and list(hits.values()).count(best) == 1:
            data = {name: rows for name, rows in data.items() if hits[name] == best}
    if len(data) > 1:
        raise SourceInutilisable(
            "Plusieurs feuilles de données",
            f"{path.name} : {', '.join(f'« {name} » ({len(rows)} lignes)' for name, rows in data.items())}"
            " peuvent convenir.",
            f'Nommez la bonne : [sources.format] feuille = "{next(iter(data))}".',
        )
    if not data:
        hidden = [n for n, (rows, shown) in read.items() if not shown and _looks_like_data(rows)]
        if hidden and not any(len(rows) > 3 for rows in visible.values()):
            raise SourceInutilisable(
                "Feuille cachée",
                f"{path.name} : seules des feuilles cachées contiennent des données ({', '.join(hidden)}).",
                f'Si c\'est bien la liste voulue : [sources.format] feuille = "{hidden[0]}".',
            )
        full = next((n for n, rows in visible.items() if rows), names[0])
        return full, visible.get(full, []), []
    name, rows = next(iter(data.items()))
    said = []
    if len(names) > 1:
        others = ", ".join(f"« {other} »" for other in names if other != name)
        said = [
            Constat(
                "FEUILLE_CHOISIE",
                f"Feuille lue : « {name} », la seule qui ressemble à des données (laissées : {others}).",
            )
        ]
    return name, rows, said


def _rows(book: fastexcel.ExcelReader, name: str) -> tuple[list[Rang], bool]:
    sheet = book.load_sheet(name, header_row=None, dtypes="string")
    cells: pl.DataFrame = sheet.to_polars()
    rows = [
        (number, ["" if cell is None else _plain(cell) for cell in row])
        for number, row in enumerate(cells.iter_rows(), 1)
        if any(cell is not None and cell.strip() for cell in row)
    ]
    return rows, sheet.visible == "visible"


def _looks_like_data(rows: list[Rang]) -> bool:
    """Two rows at least, whose common width is two filled columns or more: not a cover page, not a legend."""
    if len(rows) < 2:
        return False
    table = shape_rows(rows, None)
    titles = [title for title in table.entetes if title.strip()]
    if len(titles) < 2 or not table.lignes:
        return False
    full = [sum(bool(cell.strip()) for cell in cells) for _, cells in table.lignes[:200]]
    return len(titles) >= 3 and sum(n >= 2 for n in full) >= 0.5 * len(full)


def _hits(rows: list[Rang], attendus: Set[str]) -> int:
    return max((sum(header_key(cell) in attendus for cell in cells) for _, cells in rows[:60]), default=0)


def _plain(cell: str) -> str:
    """Excel's `123.0` is 123; a date cell keeps its ISO text."""
    return cell[:-2] if cell.endswith(".0") and cell[:-2].lstrip("-").isdigit() else cell
