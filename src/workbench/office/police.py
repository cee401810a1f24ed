"""The page of a Word document: A4, one font."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from workbench.office.feuille import POLICE

_DU_THEME = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


def one_font(document: Any) -> None:
    """Every style in our font: the library's own headings and tables come with others, and with those of a
    theme, which would win.
    """
    for police in document.styles.element.iter(qn("w:rFonts")):
        for nom in _DU_THEME:
            police.attrib.pop(qn(f"w:{nom}"), None)
        for nom in ("ascii", "hAnsi"):
            police.set(qn(f"w:{nom}"), POLICE)


def a4(document: Any, marge: int, corps: int) -> None:
    """An A4 page: even margins at the sides, our font at that size (both in points)."""
    page = document.sections[0]
    page.page_width, page.page_height = Pt(595.3), Pt(841.9)
    page.left_margin = page.right_margin = Pt(marge)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = POLICE, Pt(corps)


def whole_rows(table: Any) -> None:
    """Each line of a table is read on one page, its titles on every page it runs over, never alone there; nor
    is its last line.
    """
    rows = list(table.rows)
    for rank in {0, len(rows) - 2} & set(range(len(rows) - 1)):
        for cell in rows[rank].cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True
    for rank, row in enumerate(rows):
        traits = row._tr.get_or_add_trPr()
        traits.append(OxmlElement("w:cantSplit"))
        if rank == 0:
            traits.append(OxmlElement("w:tblHeader"))
