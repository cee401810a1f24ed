"""Drawing on slides: text that fits its frame (tables: tableau_diapo.py; charts: graphes.py)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from workbench.looks.etats import ENCRE, GRIS
from workbench.looks.formats import ponctue
from workbench.office.mesure import largeur, lignes, phrases, serrer, tenir
from workbench.office.modele_copil import CONTENU, COUVERTURE, MESSAGE, ZONE, Cadre, cadre, emplacement
from workbench.socle.champs import INDICIBLES

POUCE_PT, MARGE_PT, INTERLIGNE = 12700, 7.2, 1.25
CORPS_PIED = 10
_COUPES = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")  # what would end a line inside a cell
FOND = "#F2F5F9"
PAS = 0.5  # points taken off a table, a title, a text until it holds
REDUIT, CORPS_PIED_MIN = 0.6, 7.0  # of the letters wished, those of a text that nothing else keeps whole
COUPE = "…"  # what ends a text that is cut


def typo(texte: str) -> str:
    """French typography for texts that come from data: curly apostrophes, no control characters."""
    return INDICIBLES.sub("", _COUPES.sub(" ", texte)).replace("'", "’")


def rgb(couleur: str) -> RGBColor:
    """« #1F4E8C » as the library wants it."""
    return RGBColor(*bytes.fromhex(couleur.lstrip("#")))  # type: ignore[no-untyped-call]


class Diapos:
    """The slides of one presentation, footers included."""

    def __init__(self, presentation: Any, pied: tuple[str, str]) -> None:
        self.presentation, self.pied = presentation, pied

    def couverture(self, titre: str, sous_titres: Sequence[str], notes: str) -> Any:
        """The first slide."""
        page = self._page(COUVERTURE)
        _ecrire(_de(page, "titre"), [titre], 40, 1)
        _ecrire(_de(page, "sous-titre"), sous_titres, 20, 1)
        page.notes_slide.notes_text_frame.text = notes
        return page

    def contenu(self, titre: str, message: str, notes: str) -> tuple[Any, Cadre]:
        """A slide with its title and its message; returns the frame left for its content."""
        page = self._page(CONTENU)
        _ecrire(_de(page, "titre"), [titre], 28, 1, gras=True)
        _ecrire(_de(page, MESSAGE), [ponctue(message)], 16, 2)
        zone = _de(page, ZONE)
        place = cadre(zone)
        zone._element.getparent().remove(zone._element)
        page.notes_slide.notes_text_frame.text = typo(notes)
        return page, place

    def _page(self, nom: str) -> Any:
        disposition = self.presentation.slide_layouts.get_by_name(nom)
        page = self.presentation.slides.add_slide(disposition)
        for genre in ("pied de page", "numéro"):  # the library leaves these on the layout
            modele = emplacement(disposition, genre)
            if modele is None:
                continue
            copie = deepcopy(modele._element)
            copie.nvSpPr.cNvPr.set("id", str(900 + len(page.shapes)))
            page.shapes._spTree.append(copie)
            if genre == "pied de page":
                pied = _de(page, genre)
                ou = cadre(modele)
                pied.left, pied.top, pied.width, pied.height = ou.x, ou.y, ou.l, ou.h
                corps = _whole(
                    [typo("".join(self.pied))], points(ou.l), CORPS_PIED, 1, minimum=CORPS_PIED_MIN
                )
                pied.text_frame.text = joindre(*self.pied, points(ou.l), corps)
                style(pied.text_frame.paragraphs[0], corps, GRIS, False)
        return page


def joindre(libre: str, garde: str, place: float, corps: float) -> str:
    """Two texts on one line: the second whole (dates, references), the first shortened to what is left."""
    return f"{tenir(typo(libre), place - largeur(garde, corps), corps)}{garde}"


def _de(page: Any, voulu: str) -> Any:
    """The slide's own copy of its layout's placeholder."""
    modele: Any = emplacement(page.slide_layout, voulu)
    rang = modele.placeholder_format.idx
    return next(forme for forme in page.placeholders if forme.placeholder_format.idx == rang)


def points(emu: int) -> float:
    """Width in points inside a text frame, margins taken off."""
    return emu / POUCE_PT - 2 * MARGE_PT


def _ecrire(forme: Any, textes: Sequence[str], corps: float, maximum: int, gras: bool = False) -> None:
    place, dits = points(forme.width), [typo(texte) for texte in textes]
    taille = _whole(dits, place, corps, maximum, gras)
    forme.text_frame.text = "\n".join(tenir(dit, place, taille, maximum, gras) for dit in dits)
    forme.text_frame.word_wrap = True
    if taille < corps:  # else the layout's own size stands
        for paragraphe in forme.text_frame.paragraphs:
            paragraphe.font.size = Pt(taille)


def _whole(
    textes: Sequence[str],
    place: float,
    corps: float,
    maximum: int,
    gras: bool = False,
    minimum: float | None = None,
) -> float:
    """The largest letters, from `corps` down, under which none of these texts is cut; the smallest when one
    is anyway.
    """
    bas = corps * REDUIT if minimum is None else minimum
    while corps > bas and any(len(lignes(serrer(dit), place, corps, gras)) > maximum for dit in textes):
        corps = max(bas, corps - PAS)
    return corps


def texte(
    page: Any,
    ou: Cadre,
    contenu: str,
    corps: float = 14,
    couleur: str = ENCRE,
    gras: bool = False,
    droite: bool = False,
) -> int:
    """A text box that never overflows: as many whole sentences as the frame holds, in smaller letters when
    not even one would. Returns the height used.
    """
    place, dit, bas = points(ou.l), typo(contenu), corps * REDUIT
    garde = _sentences(ou, dit, corps, gras)
    while garde.endswith(COUPE) and not dit.endswith(COUPE) and corps > bas:
        corps = max(bas, corps - PAS)
        garde = _sentences(ou, dit, corps, gras)
    boite = page.shapes.add_textbox(Emu(ou.x), Emu(ou.y), Emu(ou.l), Emu(ou.h))
    zone = boite.text_frame
    zone.word_wrap, zone.margin_top, zone.margin_bottom = True, Pt(2), Pt(2)
    zone.text = garde
    style(zone.paragraphs[0], corps, couleur, gras, droite)
    return int((len(lignes(garde, place, corps, gras)) * corps * INTERLIGNE + 4) * POUCE_PT)


def _sentences(ou: Cadre, dit: str, corps: float, gras: bool) -> str:
    maximum = max(1, int((ou.h / POUCE_PT - 4) / (corps * INTERLIGNE)))
    return phrases(dit, points(ou.l), corps, maximum, gras)


def style(paragraphe: Any, corps: float, couleur: str, gras: bool, droite: bool = False) -> None:
    paragraphe.font.size, paragraphe.font.bold = Pt(corps), gras
    paragraphe.font.color.rgb = rgb(couleur)
    paragraphe.alignment = PP_ALIGN.RIGHT if droite else PP_ALIGN.LEFT


def bloc(page: Any, ou: Cadre, accent: str) -> None:
    """A card: pale ground, a coloured edge on its left."""
    fond = page.shapes.add_shape(MSO_SHAPE.RECTANGLE, Emu(ou.x), Emu(ou.y), Emu(ou.l), Emu(ou.h))
    bord = page.shapes.add_shape(MSO_SHAPE.RECTANGLE, Emu(ou.x), Emu(ou.y), Emu(60_000), Emu(ou.h))
    for forme, couleur in ((fond, FOND), (bord, accent)):
        forme.fill.solid()
        forme.fill.fore_color.rgb = rgb(couleur)
        forme.line.fill.background()
        forme._element.remove(forme._element.find(qn("p:style")))  # no shadow, no theme effect


def decrire(forme: Any, nom: str, alt: str) -> None:
    """A shape's name and text alternative."""
    propriete = forme._element.xpath(".//p:cNvPr")[0]
    propriete.set("name", nom)
    propriete.set("descr", typo(alt))
