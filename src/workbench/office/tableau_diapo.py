"""Native tables on slides: whole sentences in their cells, as many rows as the frame holds, a text
alternative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pptx.enum.text import MSO_ANCHOR
from pptx.util import Emu, Pt

from workbench.looks.etats import BLEU, ENCRE, Etat
from workbench.office.diapo import COUPE, FOND, INTERLIGNE, PAS, POUCE_PT, decrire, points, rgb, style, typo
from workbench.office.mesure import lignes, phrases, serrer
from workbench.office.modele_copil import Cadre

LIGNES_ENTIER = 6  # of a cell that would be cut


@dataclass(frozen=True)
class Cellule:
    """A table's cell: its text, and the colour and weight that go with it; `nom`: a name or a title, of which
    no part may be left out as of sentences.
    """

    texte: str
    couleur: str = ENCRE
    gras: bool = False
    nom: bool = False


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
    style(case.text_frame.paragraphs[0], corps, contenu.couleur, contenu.gras, droite)


def etiquette(etat: Etat) -> Cellule:
    """A state as a cell: sign, word, colour."""
    return Cellule(etat.libelle, etat.couleur_texte, True)
