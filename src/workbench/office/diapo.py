"""Drawing on slides: text that fits its frame, native tables, each with its text alternative (charts:
graphes.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from workbench.looks.etats import BLEU, ENCRE, GRIS, Etat
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
COUPE, LIGNES_ENTIER = "…", 6  # of a cell that would be cut


@dataclass(frozen=True)
class Cellule:
    """A table's cell: its text, and the colour and weight that go with it; `nom`: a name or a title, of which
    no part may be left out as of sentences.
    """

    texte: str
    couleur: str = ENCRE
    gras: bool = False
    nom: bool = False


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
                _police(pied.text_frame.paragraphs[0], corps, GRIS, False)
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
    _police(zone.paragraphs[0], corps, couleur, gras, droite)
    return int((len(lignes(garde, place, corps, gras)) * corps * INTERLIGNE + 4) * POUCE_PT)


def _sentences(ou: Cadre, dit: str, corps: float, gras: bool) -> str:
    maximum = max(1, int((ou.h / POUCE_PT - 4) / (corps * INTERLIGNE)))
    return phrases(dit, points(ou.l), corps, maximum, gras)


def _police(paragraphe: Any, corps: float, couleur: str, gras: bool, droite: bool = False) -> None:
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


@dataclass(frozen=True)
class Tableau:
    """How a table is drawn: its headings, columns by share of the width, its text alternative.

    `droite`: columns set to the right; `corps`: size of the text; `lignes_max`: lines a cell may take;
    `corps_min`: how small the text may become for every row to hold (0: it does not).
    """

    entetes: Sequence[str]
    parts: Sequence[float]
    alt: str
    droite: frozenset[int] = frozenset()
    corps: float = 12
    lignes_max: int = 2
    corps_min: float = 0


def tableau(page: Any, ou: Cadre, voulu: Tableau, rangs: Sequence[Sequence[Cellule]]) -> int:
    """A native table, its cells brought to the whole sentences that their lines hold; a name or a sentence
    that more lines would hold takes them. Returns how many rows fit.

    Without a row, no table: headings alone say nothing.
    """
    if not rangs:
        return 0
    voulu, largeurs, montres, hauteurs = _drawn(ou, voulu, rangs)
    forme = page.shapes.add_table(
        len(hauteurs), len(voulu.entetes), Emu(ou.x), Emu(ou.y), Emu(ou.l), Emu(sum(hauteurs))
    )
    decrire(forme, "Tableau", voulu.alt)
    grille = forme.table
    for colonne, place in enumerate(largeurs):
        grille.columns[colonne].width = Emu(place)
    titres = [Cellule(mot, "#FFFFFF", True) for mot in voulu.entetes]
    for numero, (haut, cases) in enumerate(zip(hauteurs, [titres, *montres], strict=True)):
        grille.rows[numero].height = Emu(haut)
        fond = BLEU if numero == 0 else FOND if numero % 2 == 0 else "#FFFFFF"
        for colonne, case in enumerate(cases):
            _case(grille.cell(numero, colonne), case, voulu.corps, colonne in voulu.droite, fond)
    return len(montres)


def held(ou: Cadre, voulu: Tableau, rangs: Sequence[Sequence[Cellule]]) -> int:
    """How many rows `tableau` would draw there."""
    return len(_drawn(ou, voulu, rangs)[2])


def _drawn(
    ou: Cadre, voulu: Tableau, rangs: Sequence[Sequence[Cellule]]
) -> tuple[Tableau, list[int], list[list[Cellule]], list[int]]:
    """The table in the letters it takes, the widths of its columns, its rows, their heights."""
    largeurs = [int(ou.l * part / sum(voulu.parts)) for part in voulu.parts]
    montres, hauteurs = _fitted(ou, voulu, rangs, largeurs)
    while len(montres) < len(rangs) and voulu.corps_min and voulu.corps > voulu.corps_min:
        voulu = replace(voulu, corps=max(voulu.corps_min, voulu.corps - PAS))
        montres, hauteurs = _fitted(ou, voulu, rangs, largeurs)
    return voulu, largeurs, montres, hauteurs


def _fitted(
    ou: Cadre, voulu: Tableau, rangs: Sequence[Sequence[Cellule]], largeurs: Sequence[int]
) -> tuple[list[list[Cellule]], list[int]]:
    """The first rows that the frame holds, their texts kept to their lines; and heights, headings first."""
    tete = _hauteur([Cellule(mot, gras=True) for mot in voulu.entetes], largeurs, voulu.corps)
    montres: list[list[Cellule]] = []
    hauteurs, reste = [tete], ou.h - tete
    for rang in rangs:
        tenu = [
            replace(case, texte=_cell(case, points(place), voulu))
            for case, place in zip(rang, largeurs, strict=True)
        ]
        haut = _hauteur(tenu, largeurs, voulu.corps)
        if haut > reste:
            break
        montres.append(tenu)
        hauteurs.append(haut)
        reste -= haut
    return montres, hauteurs


def _cell(case: Cellule, place: float, voulu: Tableau) -> str:
    dit = serrer(typo(case.texte))
    if case.nom and len(lignes(dit, place, voulu.corps, case.gras)) <= LIGNES_ENTIER:
        return dit
    garde = phrases(dit, place, voulu.corps, voulu.lignes_max, case.gras)
    coupee = garde.endswith(COUPE) and garde != dit
    return phrases(dit, place, voulu.corps, LIGNES_ENTIER, case.gras) if coupee else garde


def _hauteur(cases: Sequence[Cellule], largeurs: Sequence[int], corps: float) -> int:
    """Of a row whose cells hold these texts."""
    return _haut(
        max(
            len(lignes(case.texte, points(place), corps, case.gras))
            for case, place in zip(cases, largeurs, strict=True)
        ),
        corps,
    )


def _haut(nombre: int, corps: float) -> int:
    return int((nombre * corps * INTERLIGNE + 9) * POUCE_PT)


def _case(case: Any, contenu: Cellule, corps: float, droite: bool, fond: str) -> None:
    case.fill.solid()
    case.fill.fore_color.rgb = rgb(fond)
    case.vertical_anchor = MSO_ANCHOR.MIDDLE
    case.margin_top = case.margin_bottom = Pt(3)
    case.text_frame.word_wrap = True
    case.text_frame.text = contenu.texte
    _police(case.text_frame.paragraphs[0], corps, contenu.couleur, contenu.gras, droite)


def decrire(forme: Any, nom: str, alt: str) -> None:
    """A shape's name and text alternative."""
    propriete = forme._element.xpath(".//p:cNvPr")[0]
    propriete.set("name", nom)
    propriete.set("descr", typo(alt))


def etiquette(etat: Etat) -> Cellule:
    """A state as a cell: sign, word, colour."""
    return Cellule(etat.libelle, etat.couleur_texte, True)
