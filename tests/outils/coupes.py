"""Cells of a workbook whose text is cut once it is opened: read from the file, by widths of letters alone."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from workbench.office.mesure import lignes
from workbench.office.mesures_feuille import POINTS_COLONNE

INTERLIGNE = 1.15  # the least a line takes, in bodies
DEFAUT, HAUT = 9.0, 15.0


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
    voisine = page.cell(case.row, case.column + 1).value if case.column < page.max_column else None
    droite = case.alignment.horizontal in ("right", "center")
    return len(voulues) > 1 and (droite or voisine not in (None, ""))
