"""The paper of letters when the establishment has none of its own: page, margins, who writes."""

from __future__ import annotations

from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.oxml import OxmlElement
from docx.section import Section
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from workbench.documents.lettres.envoi import Envoi
from workbench.office.feuille import POLICE
from workbench.office.police import one_font
from workbench.projet.textes import propre


def ours() -> Doc:
    document = Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = POLICE, Pt(11)
    normal.paragraph_format.space_after = Pt(8)
    one_font(document)
    return document


def margins(section: Section, etablissement: str, foot: str) -> None:
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.2)
    header(section, etablissement)
    _small(section.footer.paragraphs[0], foot)


def header(section: Section, text: str) -> None:
    _small(section.header.paragraphs[0], propre(text))


def _small(paragraph: Any, text: str) -> None:
    paragraph.text = ""
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(10), RGBColor(0x5D, 0x64, 0x70)


def sender(document: Doc, envoi: Envoi, page: bool) -> bool:
    """Who writes and where to answer, when the settings say it; whether the page is still to be broken."""
    if not envoi.adresse:
        return page
    block = paragraph(document)
    block.paragraph_format.page_break_before = page
    block.paragraph_format.space_after = Pt(14)
    block.add_run(propre(f"{envoi.etablissement}\n{envoi.adresse}"))
    return False


def paragraph(document: Doc) -> Paragraph:
    """A paragraph at the end, just before the section's own mark; the library's way rereads the whole
    document each time.
    """
    body = document.element.body
    element = OxmlElement("w:p")
    body[-1].addprevious(element)
    return Paragraph(element, document)
