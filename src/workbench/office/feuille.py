"""What every sheet that leaves the building shares: safe cells, styles, print setup."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import copy
from functools import cache
from typing import Any
from zlib import crc32

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from workbench.looks.formats import part_arrondie
from workbench.office.lisible import PAGE_A4
from workbench.office.paquet import AUTEUR
from workbench.socle.champs import INDICIBLES
from workbench.socle.typographie import insecables

# The order of the Open XML schema (CT_Font): openpyxl writes another one, which strict readers refuse.
Font.__elements__ = tuple(
    "b i strike condense extend outline shadow u vertAlign sz color name family charset scheme".split()
)
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENTIER = "[$-40C]#,##0"  # French whatever the reader's settings: « 1 234 »
ECART = '[$-40C]"+\u00a0"#,##0;[$-40C]"\u2212\u00a0"#,##0;0'  # « + 12 », « − 3 »
TAUX = '[$-40C]0.0"\u00a0"%'
DATE = "DD/MM/YYYY"
NUANCES = ("General", ENTIER, TAUX, DATE)
POLICE = "Calibri"
BLEU, ENCRE, GRIS, FOND, TRAIT = "1F4E8C", "1E2430", "5D6470", "F2F5F9", "B8BEC8"
TITRE = Font(name=POLICE, size=16, bold=True, color=BLEU)
SOUS_TITRE = Font(name=POLICE, size=12, bold=True, color=BLEU)
NORMAL = Font(name=POLICE, size=11, color=ENCRE)
GRAS = Font(name=POLICE, size=11, bold=True, color=ENCRE)
DISCRET = Font(name=POLICE, size=11, italic=True, color=GRIS)
ENTETE = Font(name=POLICE, size=11, bold=True, color="FFFFFF")
LIEN = Font(name=POLICE, size=11, underline="single", color=BLEU)
FOND_ENTETE = PatternFill("solid", fgColor=BLEU)
SAISIE = PatternFill("solid", fgColor="FFF8E1")  # where the receiver writes
LIGNE = Border(bottom=Side(style="thin", color=TRAIT))
NOM = 24.0  # the column of the names, beside what they mean
COMME_UNE_CASE = re.compile(r"[A-Za-z]{1,3}\d+|[RrCcLl]\d*")
TITRE_MAX, TITRE_SEUL = 64, 92  # of a title beside a date, which it may not run into; of one without
COURT = 16  # signs that a column holds on one line
MARGE_MAX = 110  # Excel refuses a header or footer longer than 255 signs, its three parts and codes together
DANGEREUX = ("=", "+", "-", "@", "\t", "\r", "\n")
PROTEGES = (*DANGEREUX, "'")


def sur(valeur: Any) -> Any:
    """A value that a spreadsheet will never run as a formula, without the control characters it cannot
    hold.
    """
    if not isinstance(valeur, str):
        return valeur
    texte = _dicible(valeur)
    return f"'{texte}" if texte.startswith(DANGEREUX) else texte


def proteger(valeur: Any) -> Any:
    """The same for a sheet that will be read back: `deproteger` gives back the value, less what a sheet
    cannot hold.
    """
    if not isinstance(valeur, str):
        return valeur
    texte = _dicible(valeur)
    return f"'{texte}" if texte.startswith(PROTEGES) else texte


def _dicible(texte: str) -> str:
    return texte if texte.isprintable() else INDICIBLES.sub("", texte)


def deproteger(valeur: Any) -> Any:
    """A cell of such a sheet without the apostrophe that protected it."""
    if isinstance(valeur, str) and valeur.startswith("'") and valeur[1:].startswith(PROTEGES):
        return valeur[1:]
    return valeur


def ecrire(
    feuille: Worksheet, ligne: int, colonne: int, valeur: Any, police: Font = NORMAL, motif: str | None = None
) -> None:
    """One cell: safe value, font, number format; numbers to the right, text wrapped to the left."""
    cellule = feuille.cell(ligne, colonne, _as_shown(valeur, motif))
    droite = motif is not None
    if motif and not isinstance(valeur, str):
        cellule.number_format = motif
    cellule.font = shade(police, cellule.number_format) if droite else police
    cellule.alignment = Alignment(
        horizontal="right" if droite else "left", vertical="center", wrap_text=not droite, indent=1
    )


@cache
def shade(police: Font, motif: str) -> Font:
    """That font in a shade of its own for each number format, which nobody sees: LibreOffice prints without
    its indent a cell on the right that differs from the one before by its format alone.
    """
    nuancee = copy(police)
    rang = NUANCES.index(motif) if motif in NUANCES else len(NUANCES) + crc32(motif.encode()) % 12
    nuancee.color = f"{police.color.rgb[:-1]}{rang:X}"
    return nuancee


def d_un_tenant(texte: str) -> str:
    """A state's sign and words, never cut when they are short: « ! à risque »."""
    return texte.replace(" ", "\u00a0") if len(texte) <= COURT else texte


def _as_shown(valeur: Any, motif: str | None) -> Any:
    """A safe value; a rate is rounded as on pages; a quotation mark stays with what it quotes."""
    if isinstance(valeur, str):
        return sur(valeur.replace("« ", "«\u00a0").replace(" »", "\u00a0»"))
    return part_arrondie(valeur) if motif == TAUX and isinstance(valeur, float) else valeur


def tableau(
    feuille: Worksheet,
    ligne: int,
    entetes: Sequence[str],
    lignes: Sequence[Sequence[Any]],
    nom: str,
    motifs: Sequence[str | None],
) -> int:
    """A real Excel table at `ligne`, column A; returns its last line."""
    feuille.row_dimensions[ligne].height = 34
    # Copied, from one table of the workbook to the next: setting each trait again on ten thousand lines takes
    # half a minute. By type of value too, for a date without a format gets one of its own.
    styles: dict[tuple[str | None, type | None], Any] = vars(feuille.parent).setdefault("poses", {})
    for colonne, (entete, motif) in enumerate(zip(entetes, motifs, strict=False), 1):
        cellule = feuille.cell(ligne, colonne, entete)
        cote = "right" if motif else "left"
        if (style := styles.get((cote, None))) is not None:
            cellule._style = copy(style)
            continue
        cellule.font, cellule.fill = ENTETE, FOND_ENTETE
        cellule.alignment = Alignment(horizontal=cote, vertical="center", wrap_text=True, indent=1)
        styles[cote, None] = copy(cellule._style)
    for rang, valeurs in enumerate(lignes, ligne + 1):
        feuille.row_dimensions[rang].height = 18
        for colonne, (valeur, motif) in enumerate(zip(valeurs, motifs, strict=False), 1):
            if (style := styles.get((motif, type(valeur)))) is not None:
                cellule = feuille.cell(rang, colonne, _as_shown(valeur, motif))
                cellule._style = copy(style)
                continue
            ecrire(feuille, rang, colonne, valeur, motif=motif)
            feuille.cell(rang, colonne).border = LIGNE
            styles[motif, type(valeur)] = copy(feuille.cell(rang, colonne)._style)
    fin = ligne + len(lignes)
    if lignes:
        name_table(feuille, nom, ligne, fin, entetes)
    return fin


def name_table(feuille: Worksheet, nom: str, ligne: int, fin: int, entetes: Sequence[str]) -> None:
    """Make an Excel table of rows written already: headings at `ligne`, from column A, last row at `fin`.

    Excel takes a table named as a cell (« T1 ») away when it opens the file, and says it is damaged.
    """
    nom = f"Table_{nom}" if COMME_UNE_CASE.fullmatch(nom) else nom
    objet = Table(displayName=nom, ref=f"A{ligne}:{get_column_letter(len(entetes))}{fin}")
    objet.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    objet._initialise_columns()
    for colonne, entete in zip(objet.tableColumns, entetes, strict=True):
        colonne.name = entete  # said here: openpyxl would make every cell of the table to read the first row
    feuille.add_table(objet)


def aider(feuille: Worksheet, ligne: int, aides: Mapping[str, str]) -> None:
    """Definitions as comments of the headings of that line: heading → what it means."""
    for cellule in feuille[ligne]:
        if texte := aides.get(str(cellule.value or "")):
            annoter(cellule, texte)


def annoter(cellule: Any, texte: str) -> None:
    """A comment of a cell, tall enough for its text."""
    note = Comment(INDICIBLES.sub("", texte), AUTEUR)
    rangs = sum(1 + len(ligne) // 45 for ligne in texte.splitlines())
    note.width, note.height = 320, 20 * rangs + 20
    cellule.comment = note


def ligne_total(feuille: Worksheet, ligne: int, valeurs: Sequence[Any], motifs: Sequence[str | None]) -> None:
    """A total line under a table."""
    feuille.row_dimensions[ligne].height = 20
    for colonne, (valeur, motif) in enumerate(zip(valeurs, motifs, strict=True), 1):
        ecrire(feuille, ligne, colonne, valeur, GRAS, motif)
        cellule = feuille.cell(ligne, colonne)
        cellule.fill = PatternFill("solid", fgColor="E4EAF3")
        cellule.border = Border(top=Side(style="medium", color=BLEU))


def largeurs(feuille: Worksheet, valeurs: Sequence[float]) -> None:
    """Column widths, from A."""
    for rang, largeur in enumerate(valeurs, 1):
        feuille.column_dimensions[get_column_letter(rang)].width = largeur


def lisez_moi(
    feuille: Worksheet, lignes: Sequence[tuple[str, Font]], titre: str, date_donnees: str = ""
) -> None:
    """A sheet to be read: one line of text, and its font, a row; at full size on its paper, its apostrophes
    curly.
    """
    feuille.title = "Lisez-moi"
    for rang, (texte, police) in enumerate(lignes, 1):
        cellule = feuille.cell(rang, 1, sur(insecables(texte.replace("'", "’"))))
        cellule.font, cellule.alignment = police, Alignment(wrap_text=True, vertical="top")
    largeurs(feuille, [PAGE_A4])
    impression(feuille, titre, date_donnees, None)


def a_lire(
    feuille: Worksheet, tete: str, dites: Sequence[tuple[str, str]], titre: str, date_donnees: str = ""
) -> None:
    """What a list's receiver reads first: who asks, what, how to answer, each thing beside its name."""
    feuille.title = "À lire d’abord"
    ecrire(feuille, 1, 1, tete, TITRE)
    feuille["A1"].alignment = feuille["A1"].alignment.copy(wrap_text=False)
    paires(feuille, 3, dites)
    impression(feuille, titre, date_donnees, None)


def paires(feuille: Worksheet, ligne: int, dites: Sequence[tuple[str, str]]) -> None:
    """From that line, what each name means, beside it; rows grow as their texts ask (`tenue`). Without a
    name, a text tells where the one above comes from.
    """
    for rang, (nom, texte) in enumerate(dites, ligne):
        ecrire(feuille, rang, 1, nom, GRAS)
        ecrire(feuille, rang, 2, insecables(texte), NORMAL if nom else DISCRET)
    largeurs(feuille, [NOM, PAGE_A4 - NOM])


def marge(texte: str, maximum: int = MARGE_MAX) -> str:
    """A text for printed margins: nothing that Excel would read as a code, no longer than it takes."""
    garde = " ".join(INDICIBLES.sub("", texte).split())
    return (garde if len(garde) <= maximum else garde[: maximum - 1].rstrip() + "…").replace("&", "&&")


def impression(feuille: Worksheet, titre: str, date_donnees: str = "", ligne_entete: int | None = 1) -> None:
    """A4 landscape, one page wide, repeated header line, title and date in the margins."""
    feuille.page_setup.orientation = "landscape"
    feuille.page_setup.paperSize = feuille.PAPERSIZE_A4
    feuille.page_setup.fitToWidth = 1
    feuille.page_setup.fitToHeight = 0
    feuille.sheet_properties.pageSetUpPr.fitToPage = True
    feuille.print_options.horizontalCentered = True
    marges = feuille.page_margins
    marges.left = marges.right = 0.4
    marges.top = marges.bottom = 0.65
    marges.header = marges.footer = 0.3
    if ligne_entete:
        feuille.print_title_rows = f"{ligne_entete}:{ligne_entete}"
    feuille.oddHeader.left.text = marge(titre, TITRE_MAX if date_donnees else TITRE_SEUL)
    feuille.oddHeader.right.text = f"Données du {date_donnees}" if date_donnees else ""
    feuille.oddFooter.left.text = "Établi HospiConnect"
    feuille.oddFooter.right.text = "Page &P sur &N"
    feuille.sheet_view.showGridLines = False
    feuille.sheet_view.zoomScale = 100
