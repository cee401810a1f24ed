"""The paper of what scopes the project: the establishment's own (`modeles/note_cadrage.docx`), or ours; and
its tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from workbench.documents.lettres.papier import find, on_paper
from workbench.office.diapo import typo
from workbench.office.police import a4, whole_rows
from workbench.projet.textes import propre
from workbench.socle.typographie import insecables

PAPIER = "modeles/note_cadrage.docx"
CORPS, MARGE = 10, 50  # points
ENTETE = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="E4EAF2"/>'  # the ground of titles
Lignes = Sequence[Sequence[str]]
"""A table: its titles, then its rows."""


def opened(home: Path) -> Any:
    """A document on the establishment's paper, else on ours."""
    paper = find(home, PAPIER)
    if paper:
        return on_paper(paper)
    document = Document()
    a4(document, MARGE, CORPS)
    return document


def table(document: Any, lines: Lignes, parts: Sequence[int]) -> None:
    """A table as wide as the page's text, each column by its part of it."""
    page = document.sections[0]
    place = page.page_width - page.left_margin - page.right_margin
    table = document.add_table(rows=0, cols=len(parts), style=_style(document))
    table.autofit = False
    widths = [place * part // sum(parts) for part in parts]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for rank, line in enumerate(lines):
        row = table.add_row()
        for cell, text, width in zip(row.cells, line, widths, strict=True):
            cell.width = width
            cell.paragraphs[0].paragraph_format.space_after = Pt(1)
            cell.paragraphs[0].add_run(propre(insecables(typo(text)))).bold = rank == 0
            if rank == 0:
                cell._tc.get_or_add_tcPr().append(parse_xml(ENTETE))
    whole_rows(table)
    after = document.add_paragraph().paragraph_format  # a title brings its own space: this one opens no page
    after.space_before = after.space_after = Pt(0)
    after.line_spacing = Pt(1)


def _style(document: Any) -> str | None:
    """Lines round the cells, when the establishment's paper knows that style."""
    known = {style.name for style in document.styles}
    return "Table Grid" if "Table Grid" in known else None
