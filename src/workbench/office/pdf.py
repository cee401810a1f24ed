"""A document that stays as it is: PDF/A-2u (ISO 19005-2), its letters inside it, the same bytes for the same
words.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Container, Sequence
from importlib.resources import files
from unicodedata import category

from anyascii import anyascii
from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace, TTFFont

from workbench.looks.formats import nombre
from workbench.office.diapo import typo

MARGE, CORPS, TITRES = 50, 10, {1: 16, 2: 12}  # points
BLEU, ENCRE, FOND = (31, 78, 140), (30, 36, 48), (242, 245, 249)
POLICE = "Lato"
DESSINS = ("So", "Sk", "M", "C")  # Unicode categories of what no letter says
NIVEAU = "PDF/A-2U"
# what the library dates from the clock, each replaced by as many characters: offsets stay true
_MODIFIE = re.compile(rb'(?<=xmp:ModifyDate=")[^"]{25}|(?<=xmp:MetadataDate=")[^"]{25}')
_IDENTIFIANT = re.compile(rb"/ID \[<[0-9A-F]{32}><[0-9A-F]{32}>\]")


class Feuillets:
    """A document written from top to bottom, on A4."""

    def __init__(self, titre: str, le: dt.date, etablissement: str) -> None:
        """
        Args:
            titre: of the file. le: the date of its data, which the file bears. etablissement: its author.
        """
        self._pdf = _Pages(titre, etablissement, le)
        self._le = f"{le.isoformat()}T00:00:00+00:00"

    def titre(self, texte: str, niveau: int) -> None:
        """A heading, never left alone at the foot of a page."""
        pdf = self._pdf
        pdf.ln(4 if niveau > 1 else 0)
        if pdf.will_page_break(TITRES[niveau] * 6):
            pdf.add_page()
        pdf.ecrire(texte, "B", TITRES[niveau], BLEU)
        pdf.ln(2)

    def dire(self, texte: str, puce: bool = False) -> None:
        """A paragraph, or an item of a list."""
        self._pdf.ecrire(f"• {texte}" if puce else texte)
        self._pdf.ln(3)

    def laisser(self, points: int) -> None:
        """Room to write by hand, on the page of the paragraph above when there is any left."""
        self._pdf.ln(points)

    def table(
        self,
        titres: Sequence[str],
        largeurs: Sequence[int],
        rangs: Sequence[Sequence[str]],
        nombres: Container[int] = (),
    ) -> None:
        """A table; its heads come again on each page, a row stays whole.

        Args:
            largeurs: parts of the width of the page. nombres: ranks of the columns of numbers.
        """
        pdf = self._pdf
        pdf.set_font(POLICE, size=CORPS - 1)
        pdf.set_text_color(ENCRE)
        with pdf.table(
            col_widths=tuple(largeurs),
            text_align=tuple("RIGHT" if rang in nombres else "LEFT" for rang in range(len(titres))),
            line_height=(CORPS - 1) * 1.3,
            padding=(2, 4),
            borders_layout=TableBordersLayout.ALL,
            headings_style=FontFace(emphasis="BOLD", color=ENCRE, fill_color=FOND),
        ) as table:
            for cells in [titres, *rangs]:
                row = table.row()
                for cell in cells:
                    row.cell(pdf.dicible(cell))
        pdf.ln(6)

    def octets(self) -> bytes:
        """The file, the clock taken out of it: it was changed when its data were true, its identifier is the
        print of the rest.
        """
        written = _MODIFIE.sub(self._le.encode(), bytes(self._pdf.output()))
        blank = _IDENTIFIANT.sub(b"", written)
        own = hashlib.md5(blank, usedforsecurity=False).hexdigest().upper().encode()
        return _IDENTIFIANT.sub(b"/ID [<" + own + b"><" + own + b">]", written)


class _Pages(FPDF):
    """Pages with their number, in a font that goes with the file."""

    def __init__(self, titre: str, auteur: str, le: dt.date) -> None:
        super().__init__(unit="pt", format="A4", enforce_compliance=NIVEAU)
        self.set_margin(MARGE)
        self.set_auto_page_break(True, MARGE)
        lettres = files("font_lato") / "files"
        self.add_font(POLICE, "", str(lettres / "Lato-Regular.ttf"))
        self.add_font(POLICE, "B", str(lettres / "Lato-Bold.ttf"))
        regular = self.fonts[POLICE.lower()]
        self._connues = set(regular.cmap) if isinstance(regular, TTFFont) else set()
        self.titre = self.dicible(titre)
        self.set_title(self.titre)
        self.set_author(self.dicible(auteur))
        self.set_lang("fr-FR")
        self.set_creation_date(dt.datetime(le.year, le.month, le.day, tzinfo=dt.UTC))
        self.set_font(POLICE, size=CORPS)
        self.add_page()

    def footer(self) -> None:
        """The title, the number of each page and how many there are."""
        self.set_y(-MARGE + 14)
        self.set_font(POLICE, size=8)
        self.set_text_color(ENCRE)
        self.cell(
            0, 10, f"{self.titre}, page {nombre(self.page_no())} sur {self.str_alias_nb_pages}", align="R"
        )

    def dicible(self, texte: str) -> str:
        """The text in letters the font has: a letter it lacks is written in Latin ones, a control character
        or a drawing is left out (its transliteration would be an English word).
        """
        said = typo(texte).replace("\u202f", "\u00a0")
        return "".join(
            sign if sign == "\n" or ord(sign) in self._connues else _latin(sign) for sign in said
        ).lstrip(" ")

    def ecrire(
        self, texte: str, gras: str = "", corps: int = CORPS, couleur: tuple[int, int, int] = ENCRE
    ) -> None:
        """A block of text as wide as the page."""
        self.set_font(POLICE, gras, corps)
        self.set_text_color(couleur)
        self.multi_cell(0, corps * 1.35, self.dicible(texte), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _latin(sign: str) -> str:
    return "" if category(sign).startswith(DESSINS) else anyascii(sign)
