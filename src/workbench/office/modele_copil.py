"""The slide template of committees: ours, made by code, or the establishment's own, checked before anything
is written.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER as GENRE
from pptx.exc import PackageNotFoundError
from pptx.opc.constants import RELATIONSHIP_TYPE as LIEN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu, Inches

from workbench.looks.etats import BLEU, ENCRE, GRIS, ROUGE, VERT
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.zips import ILLISIBLE

PROPRE = "modeles/copil.pptx"
COUVERTURE, CONTENU = "HospiConnect couverture", "HospiConnect contenu"
MESSAGE, ZONE = "Message", "Zone"
TITRES = (GENRE.TITLE, GENRE.CENTER_TITLE)
LARGEUR, HAUTEUR, MARGE = Inches(13.333), Inches(7.5), Inches(0.6)
UTILE = Inches(12.133)


class ModeleIncomplet(ErreurWorkbench):
    """A template without what the slides need."""


@dataclass(frozen=True)
class Cadre:
    """A rectangle on a slide, in EMU."""

    x: int
    y: int
    l: int  # noqa: E741 - largeur
    h: int

    def part(self, gauche: float, droite: float, haut: float = 0.0, bas: float = 1.0) -> Cadre:
        """A part of it, by fractions."""
        return Cadre(
            int(self.x + self.l * gauche),
            int(self.y + self.h * haut),
            int(self.l * (droite - gauche)),
            int(self.h * (bas - haut)),
        )


def ouvrir(home: Path | None = None, modele: Path | None = None) -> Any:
    """A presentation without slides: the file given, else the home's `modeles/copil.pptx`, else ours.

    Raises:
        ModeleIncomplet: the file is absent, is not a presentation, or misses layouts or placeholders, all
        listed.
    """
    propre = modele or (home / PROPRE if home is not None and (home / PROPRE).is_file() else None)
    if propre is None:
        return Presentation(BytesIO(livre()))
    try:
        presentation = Presentation(str(propre))
    except (*ILLISIBLE, PackageNotFoundError, KeyError, ValueError) as erreur:
        raise ModeleIncomplet(
            "Modèle illisible",
            f"{propre} n’est pas une présentation PowerPoint (.pptx).",
            "Repartez du modèle livré : workbench export modele.",
        ) from erreur
    verifier(presentation, str(propre))
    for ident in list(presentation.slides._sldIdLst):  # the slides kept in a template are examples
        presentation.part.drop_rel(ident.rId)
        presentation.slides._sldIdLst.remove(ident)
    return presentation


def verifier(presentation: Any, nom: str) -> None:
    """Everything the slides need is there.

    Raises:
        ModeleIncomplet: what is missing, all at once.
    """
    manques = []
    for titre, voulus in (
        (COUVERTURE, ("titre", "sous-titre")),
        (CONTENU, ("titre", MESSAGE, ZONE, "pied de page")),
    ):
        page = presentation.slide_layouts.get_by_name(titre)
        if page is None:
            manques.append(f"la disposition « {titre} »")
            continue
        manques += [f"« {voulu} » dans « {titre} »" for voulu in voulus if emplacement(page, voulu) is None]
    if manques:
        raise ModeleIncomplet(
            "Modèle de présentation incomplet",
            f"{nom} : il manque {' ; '.join(manques)}.",
            "Ajoutez-les dans le masque des diapositives, ou repartez du modèle livré : workbench export"
            " modele.",
        )


def emplacement(page: Any, voulu: str) -> Any | None:
    """The placeholder of a slide or layout: by type for titles and footers, by name for the others."""
    genres = {
        "titre": TITRES,
        "sous-titre": (GENRE.SUBTITLE,),
        "pied de page": (GENRE.FOOTER,),
        "numéro": (GENRE.SLIDE_NUMBER,),
    }
    for forme in page.placeholders:
        genre = forme.placeholder_format.type
        if genre in genres[voulu] if voulu in genres else forme.name.strip().casefold() == voulu.casefold():
            return forme
    return None


def cadre(forme: Any) -> Cadre:
    """Where a placeholder stands."""
    return Cadre(int(forme.left), int(forme.top), int(forme.width), int(forme.height))


@cache
def livre() -> bytes:
    """Our template: two layouts, calm colours, no logo."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = LARGEUR, HAUTEUR
    couverture, contenu = presentation.slide_layouts[0], presentation.slide_layouts[1]
    for page in list(presentation.slide_layouts)[2:]:
        presentation.slide_layouts.remove(page)
    _theme(presentation.slide_master)
    _masque(presentation.slide_master)
    _couverture(couverture)
    _contenu(contenu)
    flux = BytesIO()
    presentation.save(flux)
    return flux.getvalue()


def _theme(masque: Any) -> None:
    """Our colours in the theme, so that what the team adds by hand matches."""
    partie = masque.part.part_related_by(LIEN.THEME)
    texte = partie.blob.decode("utf-8")
    couleurs = {
        "dk2": ENCRE,
        "lt2": "#F2F5F9",
        "accent1": BLEU,
        "accent2": "#5C8FD1",
        "accent3": "#C77A0A",
        "accent4": VERT,
        "accent5": ROUGE,
        "accent6": GRIS,
    }
    for nom, valeur in couleurs.items():
        texte = re.sub(rf'(<a:{nom}><a:srgbClr val=")[0-9A-Fa-f]{{6}}', rf"\g<1>{valeur[1:]}", texte)
    texte = re.sub(r'(<a:theme [^>]*name=")[^"]*', r"\g<1>HospiConnect", texte)
    partie._blob = texte.encode("utf-8")


def _masque(masque: Any) -> None:
    styles = masque._element.find(qn("p:txStyles"))
    titre = styles.find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    titre.set("algn", "l")
    police = titre.find(qn("a:defRPr"))
    police.set("sz", "2800")
    police.set("b", "1")
    _couleur(police, BLEU)
    for forme in masque.placeholders:
        genre = forme.placeholder_format.type
        if genre in TITRES:
            _placer(forme, MARGE, Inches(0.38), UTILE, Inches(0.72))
            forme._element.txBody.bodyPr.set("anchor", "b")
            forme._element.txBody.bodyPr.set("lIns", "0")
        elif genre == GENRE.BODY:
            _placer(forme, MARGE, Inches(1.95), UTILE, Inches(4.75))
        elif genre == GENRE.FOOTER:
            _pied(forme, MARGE, Inches(10.9), "l")
        elif genre == GENRE.SLIDE_NUMBER:
            _pied(forme, Inches(11.733), Inches(1.0), "r")
        else:
            forme._element.getparent().remove(forme._element)


def _pied(forme: Any, x: int, largeur: int, cote: str) -> None:
    _placer(forme, x, Inches(6.98), largeur, Inches(0.3))
    style = forme._element.txBody.find(qn("a:lstStyle")).find(qn("a:lvl1pPr"))
    style.set("algn", cote)
    style.find(qn("a:defRPr")).set("sz", "1000")


def _couverture(page: Any) -> None:
    page._element.cSld.set("name", COUVERTURE)
    _aplat(page, 0, 0, Inches(0.35), HAUTEUR, BLEU)
    for forme in list(page.placeholders):
        genre = forme.placeholder_format.type
        if genre in TITRES:
            _placer(forme, Inches(1.1), Inches(1.9), Inches(11.2), Inches(1.5))
            forme._element.txBody.bodyPr.set("anchor", "b")
            _style(forme, 4000, BLEU, True)
        elif genre == GENRE.SUBTITLE:
            _placer(forme, Inches(1.1), Inches(3.6), Inches(11.2), Inches(2.4))
            _style(forme, 2000, ENCRE, False)
        elif genre == GENRE.FOOTER:
            forme.name = "Pied de page"
            _placer(forme, Inches(1.1), Inches(6.98), Inches(10.4), Inches(0.3))
        else:
            forme._element.getparent().remove(forme._element)


def _contenu(page: Any) -> None:
    page._element.cSld.set("name", CONTENU)
    _aplat(page, 0, 0, LARGEUR, Inches(0.1), BLEU)
    _aplat(page, MARGE, Inches(6.9), UTILE, Emu(9525), "#B8BEC8")
    for forme in list(page.placeholders):
        genre = forme.placeholder_format.type
        if genre == GENRE.OBJECT:
            forme.name = ZONE
            _placer(forme, MARGE, Inches(1.95), UTILE, Inches(4.75))
            message = deepcopy(forme._element)
            repere = message.nvSpPr.nvPr.find(qn("p:ph"))
            repere.set("type", "body")
            repere.set("sz", "quarter")
            repere.set("idx", "13")
            message.nvSpPr.cNvPr.set("id", "90")
            message.nvSpPr.cNvPr.set("name", MESSAGE)
            forme._element.addprevious(message)
        elif genre == GENRE.DATE:
            forme._element.getparent().remove(forme._element)
        elif genre == GENRE.FOOTER:
            forme.name = "Pied de page"
            _placer(forme, MARGE, Inches(6.98), Inches(10.9), Inches(0.3))
            forme._element.txBody.bodyPr.set("lIns", "0")
    message = emplacement(page, MESSAGE)
    _placer(message, MARGE, Inches(1.1), UTILE, Inches(0.72))
    _style(message, 1600, ENCRE, False)


def _placer(forme: Any, x: int, y: int, largeur: int, hauteur: int) -> None:
    forme.left, forme.top, forme.width, forme.height = Emu(x), Emu(y), Emu(largeur), Emu(hauteur)


def _style(forme: Any, corps: int, couleur: str, gras: bool) -> None:
    """Size, colour and left alignment of a placeholder's first level, without bullet; text flush with the
    tables below.
    """
    forme._element.txBody.bodyPr.set("lIns", "0")
    liste = forme._element.txBody.find(qn("a:lstStyle"))
    for enfant in list(liste):
        liste.remove(enfant)
    liste.append(
        parse_xml(
            f'<a:lvl1pPr {nsdecls("a")} marL="0" indent="0" algn="l"><a:buNone/><a:defRPr sz="{corps}"'
            f' b="{int(gras)}"><a:solidFill><a:srgbClr'
            f' val="{couleur[1:]}"/></a:solidFill></a:defRPr></a:lvl1pPr>'
        )
    )


def _couleur(police: Any, couleur: str) -> None:
    for enfant in police.findall(qn("a:solidFill")):
        police.remove(enfant)
    police.insert(0, parse_xml(f'<a:solidFill {nsdecls("a")}><a:srgbClr val="{couleur[1:]}"/></a:solidFill>'))


def _aplat(page: Any, x: int, y: int, largeur: int, hauteur: int, couleur: str) -> None:
    """A flat rectangle behind everything, decorative."""
    arbre = page._element.cSld.spTree
    ident = 100 + len(arbre)
    forme = parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{ident}" name="Trait {ident}"/><p:cNvSpPr/><p:nvPr'
        f' userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm><a:off x="{int(x)}" y="{int(y)}"/><a:ext'
        f' cx="{int(largeur)}" cy="{int(hauteur)}"/></a:xfrm><a:prstGeom'
        ' prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr'
        f' val="{couleur[1:]}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
    )
    arbre.insert(2, forme)
