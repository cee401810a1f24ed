"""One font for a whole Word document."""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn

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
