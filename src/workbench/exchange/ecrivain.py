"""One writer of the workbooks that come back, driven by the contract they will be read with: locked keys,
drop-downs, frozen titles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, PatternFill, Protection
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from workbench.exchange.contrat import Colonne, Feuille
from workbench.office.corps import Corps
from workbench.office.feuille import (
    BLEU,
    DATE,
    DISCRET,
    ENTETE,
    ENTIER,
    FOND,
    LIGNE,
    NORMAL,
    SAISIE,
    SOUS_TITRE,
    impression,
    largeurs,
    proteger,
    sur,
)
from workbench.office.lisible import as_list
from workbench.socle.noms import file_word
from workbench.socle.typographie import insecables

FIGE, TITRE_FOND = (PatternFill("solid", fgColor=color) for color in (FOND, BLEU))
FORMATS = {"date": DATE, "texte": "@", "euros": ENTIER, "centimes": "[$-40C]#,##0.00"}
EN_FORMULE = 255
"""Characters that the list of a drop-down may hold; longer ones stand in a sheet."""
DEPUIS_2000, NOMBRE_MAX = 36_526, 10_000_000_000


class Listes:
    """The hidden sheet that holds the answers of drop-downs, each list written once."""

    def __init__(self, feuille: Worksheet) -> None:
        """In that sheet, which is hidden."""
        self.feuille = feuille
        feuille.sheet_state = "hidden"
        self._plages: dict[tuple[str, ...], str] = {}

    def plage(self, offertes: Sequence[str]) -> str:
        """The range that holds these answers."""
        key = tuple(offertes)
        if key not in self._plages:
            letter = get_column_letter(len(self._plages) + 1)
            for number, text in enumerate(key, 1):
                self.feuille.cell(number, len(self._plages) + 1, sur(text))
            self._plages[key] = f"{quote_sheetname(self.feuille.title)}!${letter}$1:${letter}${len(key)}"
        return self._plages[key]


@dataclass(frozen=True)
class Entete:
    """What stands above and around a sheet: its title, what is asked, the day of the data."""

    titre: str
    consigne: str = ""
    date_donnees: str = ""


@dataclass(frozen=True)
class Choix:
    """The answers offered: `listes` holds the long ones; `offertes`: those of a column, when they are not
    its field's.
    """

    listes: Listes | None = None
    offertes: Mapping[str, Sequence[str]] = field(default_factory=dict)


def ecrire(
    feuille: Worksheet,
    contrat: Feuille,
    lignes: Sequence[Sequence[Any]],
    entete: Entete,
    choix: Choix | None = None,
    libres: int = 0,
) -> None:
    """A sheet as its contract says.

    Args:
        lignes: values in the order of its columns.
        libres: empty lines that may be filled below, checked like the others.
    """
    top = contrat.ligne_titres
    if top > 2:
        feuille["A1"], feuille["A1"].font = sur(entete.titre), SOUS_TITRE
        feuille["A2"], feuille["A2"].font = sur(insecables(entete.consigne)), NORMAL
    for rank, item in enumerate(contrat.colonnes, 1):
        cell = feuille.cell(top, rank, item.titre)
        cell.font, cell.fill = ENTETE, TITRE_FOND
        cell.alignment = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
    styles = [
        _habiller(Cell(feuille, top + 1, rank), item, contrat)
        for rank, item in enumerate(contrat.colonnes, 1)
    ]
    if lignes:
        texts = {value for row in lignes for value in row if isinstance(value, str)}
        safe = {text: proteger(text) for text in texts}
        rows = [[safe.get(value, value) for value in row] for row in lignes]
        Corps(feuille, top + 1, rows, styles, contrat.hauteur)
    last = top + max(1, len(lignes)) + libres
    for rank, item in enumerate(contrat.colonnes, 1):
        _controler(feuille, rank, item, (top + 1, last), choix or Choix())
    feuille.freeze_panes = f"{get_column_letter(contrat.figees + 1)}{top + 1}"
    feuille.auto_filter.ref = f"A{top}:{get_column_letter(len(contrat.colonnes))}{top + max(1, len(lignes))}"
    feuille.row_dimensions[top].height = 32
    largeurs(feuille, [item.largeur for item in contrat.colonnes])
    impression(feuille, entete.titre, entete.date_donnees, top)
    as_list(feuille, top + max(1, len(lignes)), len(contrat.colonnes), contrat.imprimees)
    if contrat.protegee:
        _verrouiller(feuille)


def _habiller(cell: Any, item: Colonne, contrat: Feuille) -> Any:
    """The style of a column's cells."""
    cell.font = NORMAL if item.saisie or contrat.protegee else DISCRET
    if contrat.protegee or not item.saisie:
        cell.fill = SAISIE if item.saisie else FIGE
    milieu = item.champ.type in ("date", "entier", "nombre")
    cell.alignment = Alignment(
        horizontal="center" if milieu else "left",
        vertical="top",
        wrap_text=(contrat.protegee or item.champ.long) and not _unread(item, contrat),
        indent=0 if milieu else 1,
    )
    cell.border = LIGNE  # on paper, which line one writes on
    cell.protection = Protection(locked=not item.saisie)
    if item.format in FORMATS or item.champ.type == "date":
        cell.number_format = FORMATS.get(item.format, DATE)
    return cell._style


def _unread(item: Colonne, contrat: Feuille) -> bool:
    """How a line is known when it comes back, or a long text of the screen, last of the sheet: nothing to
    read on paper, no row to grow.
    """
    return (item.cle or (item.ecran and item.champ.long)) and item is contrat.colonnes[-1]


def _verrouiller(feuille: Worksheet) -> None:
    """Keys are locked without a password: a slip is prevented, a colleague is not."""
    feuille.protection.sheet = True
    for name in ("autoFilter", "sort", "formatColumns", "formatRows", "insertColumns"):
        setattr(feuille.protection, name, False)  # False: allowed


def _controler(feuille: Worksheet, rank: int, item: Colonne, lignes: tuple[int, int], choix: Choix) -> None:
    """The drop-down, or the type and bounds, of a column people write in."""
    champ = item.champ
    words = list(choix.offertes.get(item.code, champ.options.values()))
    rule = _regle(item, words, choix.listes) if item.saisie else None
    if rule is None:
        return
    rule.showErrorMessage, rule.errorTitle = True, item.titre[:32]
    rule.error = item.erreur or "Cette réponse n’est pas possible ici."
    if champ.aide:
        rule.showInputMessage, rule.promptTitle, rule.prompt = True, item.titre[:32], champ.aide[:255]
    letter = get_column_letter(rank)
    rule.add(f"{letter}{lignes[0]}:{letter}{lignes[1]}")
    feuille.add_data_validation(rule)


def _regle(item: Colonne, words: Sequence[str], listes: Listes | None) -> DataValidation | None:
    champ = item.champ
    if words:
        inline = ",".join(words)
        formula = f'"{inline}"' if listes is None and len(inline) <= EN_FORMULE else None
        if formula is None:
            if listes is None:
                return None
            formula = listes.plage(words)
        return DataValidation("list", formula1=formula, allow_blank=not champ.obligatoire)
    if champ.type == "date":
        return DataValidation("date", operator="greaterThan", formula1=str(DEPUIS_2000), allow_blank=True)
    if champ.type in ("entier", "nombre"):
        return DataValidation(
            "whole" if champ.type == "entier" else "decimal",
            operator="between",
            formula1=f"{0 if champ.min is None else champ.min:.0f}",
            formula2=f"{NOMBRE_MAX if champ.max is None else champ.max:.0f}",
            allow_blank=True,
        )
    return None


def file_name(motif: str, who: str, used: set[str], sans: str) -> str:
    """A workbook's name of its own among `used`, which takes it.

    Args:
        motif: `rpps_plus_{}.xlsx`. sans: what stands for somebody whose name holds no letter.
    """
    base, rank = file_word(who)[:50] or sans, 2
    name = motif.format(base)
    while name in used:
        name, rank = motif.format(f"{base}_{rank}"), rank + 1
    used.add(name)
    return name
