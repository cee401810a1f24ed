"""What would be wrong of a workbook once opened or printed, read from the file alone: texts cut, by widths of
letters; a last page left to a row or two, by heights of rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx import Document
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from pptx import Presentation

from workbench.office import mesures_feuille
from workbench.office.diapo import points as inside
from workbench.office.mesure import largeur
from workbench.office.mesures_feuille import POINTS_COLONNE, lignes, words

INTERLIGNE = 1.15  # the least a line takes, in bodies
DEFAUT, HAUT = 9.0, 15.0
LARGE_A4, HAUTE_A4 = 784.0, 501.0  # points an A4 on its side prints under our margins
POINTS_LARGES = 7.1  # of a column of 1, in the widest font a machine may have
MARGES_CASE = 10.8  # points, of a cell of Word, both sides
SEULES = 3  # rows under which a last page looks forgotten


def cut_cells(octets: bytes) -> list[str]:
    """« sheet!cell » of each visible text that needs more lines than its row shows, or runs into a filled
    neighbour.
    """
    livre = load_workbook(BytesIO(octets))
    return [
        f"{page.title}!{case.coordinate}"
        for page in livre.worksheets
        if page.sheet_state == "visible"
        for case in _cut(page)
    ]


def _cut(page: Any) -> list[Any]:
    large = {
        rang: page.column_dimensions[get_column_letter(rang)].width or DEFAUT
        for rang in range(1, page.max_column + 1)
    }
    unies = {
        (plage.min_row, plage.min_col): (
            sum(large[c] for c in range(plage.min_col, plage.max_col + 1)),
            sum(page.row_dimensions[r].height or HAUT for r in range(plage.min_row, plage.max_row + 1)),
        )
        for plage in page.merged_cells.ranges
    }
    return [
        case
        for rang in page.iter_rows()
        for case in rang
        if isinstance(case.value, str) and case.value and _is_cut(page, case, large, unies)
    ]


def _is_cut(page: Any, case: Any, large: dict[int, float], unies: dict[Any, tuple[float, float]]) -> bool:
    corps = float(case.font.size or 11)
    seule = page.row_dimensions[case.row].height or max(HAUT, corps * INTERLIGNE)  # unset: a line of its font
    largeur, haut = unies.get((case.row, case.column), (large[case.column], seule))
    texte = "\n".join(case.value.splitlines())
    voulues = lignes(texte, largeur * POINTS_COLONNE, corps, bool(case.font.bold))
    if case.alignment.wrap_text:
        return len(voulues) * corps * INTERLIGNE > haut + 1
    if (case.row, case.column) in unies:
        return len(voulues) > 1
    zone = page.print_area.rpartition("!")[2].replace("$", "")
    droite_imprimee = range_boundaries(zone)[2] if zone else 0
    if case.column <= droite_imprimee:  # what runs over the screen's columns is cut on paper
        place = sum(large[c] for c in range(case.column, droite_imprimee + 1))
        if len(lignes(texte, place * POINTS_COLONNE, corps, bool(case.font.bold))) > 1:
            return True
    voisine = page.cell(case.row, case.column + 1).value if case.column < page.max_column else None
    droite = case.alignment.horizontal in ("right", "center")
    return len(voulues) > 1 and (droite or voisine not in (None, ""))


def broken_words(octets: bytes) -> list[str]:
    """« sheet!cell: word » of each visible text that wraps in a cell narrower than one of its words: cut
    anywhere, « prenom.nom@ch-ex | emple.fr ».
    """
    livre = load_workbook(BytesIO(octets))
    return [
        f"{page.title}!{case.coordinate}: {mot}"
        for page in livre.worksheets
        if page.sheet_state == "visible"
        for case, mot in _broken(page)
    ]


def broken_in_slides(octets: bytes) -> list[str]:
    """« slide N: word » of each word that a table of a deck cuts, its column narrower than it."""
    trouves = []
    for rang, page in enumerate(Presentation(BytesIO(octets)).slides, 1):
        for forme in page.shapes:
            if forme.has_table:
                trouves += [f"slide {rang}: {mot}" for mot in _broken_in_table(forme.table)]
    return trouves


def _broken_in_table(grille: Any) -> Iterator[str]:
    for ligne in grille.rows:
        for colonne, case in zip(grille.columns, ligne.cells, strict=True):
            trait = case.text_frame.paragraphs[0].font
            place = inside(colonne.width)
            for mot in (mot for dit in case.text.splitlines() for mot in words(dit)):
                if largeur(mot, trait.size.pt, bool(trait.bold)) > place:
                    yield mot


def broken_in_document(octets: bytes) -> list[str]:
    """« word » of each one that a table of a Word document cuts, its cell, whose width is set, narrower."""
    document = Document(BytesIO(octets))
    normal = document.styles["Normal"].font.size
    return [
        mot
        for table in document.tables
        for ligne in table.rows
        for case in ligne.cells
        if case.width
        for paragraphe in case.paragraphs
        for course in paragraphe.runs
        for dit in course.text.splitlines()
        for mot in words(dit)
        if largeur(mot, (course.font.size or normal).pt, bool(course.bold)) > case.width.pt - MARGES_CASE
    ]


def _broken(page: Any) -> Iterator[tuple[Any, str]]:
    large = {
        rang: page.column_dimensions[get_column_letter(rang)].width or DEFAUT
        for rang in range(1, page.max_column + 1)
    }
    unies = {
        (plage.min_row, plage.min_col): sum(large[c] for c in range(plage.min_col, plage.max_col + 1))
        for plage in page.merged_cells.ranges
    }
    for rang in page.iter_rows():
        for case in rang:
            if not isinstance(case.value, str) or not case.alignment.wrap_text:
                continue
            place = unies.get((case.row, case.column), large[case.column]) * POINTS_COLONNE
            corps, gras = float(case.font.size or 11), bool(case.font.bold)
            trop = (
                mot
                for dit in case.value.splitlines()
                for mot in words(dit)
                if mesures_feuille.largeur(mot, corps, gras) > place
            )
            if mot := next(trop, ""):
                yield case, mot


def lone_rows(octets: bytes) -> list[str]:
    """« sheet (rows) » of each sheet whose last of several printed pages holds a row or two, and little
    else.
    """
    livre = load_workbook(BytesIO(octets))
    return [
        f"{page.title} ({seules})"
        for page in livre.worksheets
        if page.sheet_state == "visible" and not page._charts and (seules := _lone(page))
    ]


def _lone(page: Any) -> int:
    """How many rows stand alone on the last page, 0 when it is well filled."""
    reglage, zone = page.page_setup, page.print_area.rpartition("!")[2].replace("$", "")
    _, _, colonnes, derniere = range_boundaries(zone) if zone else (1, 1, page.max_column, page.max_row)
    large = sum(
        page.column_dimensions[get_column_letter(rang)].width or DEFAUT for rang in range(1, colonnes + 1)
    )
    papier = 2**0.5 if str(reglage.paperSize) == page.PAPERSIZE_A3 else 1.0
    place = HAUTE_A4 * papier
    if reglage.orientation != "landscape" or reglage.fitToHeight == 1:
        return 0
    seules = 0
    for points in (POINTS_COLONNE, POINTS_LARGES):
        pages = _pages(page, derniere, place, int(100 * LARGE_A4 * papier / (large * points)))
        if len(pages) > 1 and len(pages[-1]) < SEULES and sum(pages[-1]) < place / 4:
            seules = max(seules, len(pages[-1]))
    return seules


def _pages(page: Any, derniere: int, place: float, pour_cent: int) -> list[list[float]]:
    """The heights of the rows of each printed page, at that scale or at the one its pages ask for."""
    hauts = [page.row_dimensions[rang].height or HAUT for rang in range(1, derniere + 1)]
    debut, fin = (int(dit) for dit in (page.print_title_rows or "1:0").replace("$", "").split(":"))
    pages: list[list[float]] = []
    for essai in range(min(100, pour_cent * (page.page_setup.fitToWidth or 1)), 0, -1):
        pages, pris = [], place + 1
        for rang, haut in enumerate(hauts, 1):
            if pris + haut * essai / 100 > place:
                pages.append([])
                pris = sum(hauts[debut - 1 : fin]) * essai / 100 if rang > fin else 0.0
            pages[-1].append(haut * essai / 100)
            pris += pages[-1][-1]
        if len(pages) <= (page.page_setup.fitToHeight or len(pages)):
            break
    return pages
