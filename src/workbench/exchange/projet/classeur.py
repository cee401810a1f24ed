"""The whole project in one workbook: one sheet a kind, drop-downs, an id column; what comes back changes only what differs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from workbench.access import Acces
from workbench.documents import produits
from workbench.looks.formats import jour
from workbench.office.feuille import (
    BLEU,
    DATE,
    DISCRET,
    ENTETE,
    MIME,
    NORMAL,
    TITRE,
    impression,
    largeurs,
    proteger,
    sur,
)
from workbench.office.paquet import figer
from workbench.projet import Champ, Genre, Projet

__all__ = ["ID", "LISEZ_MOI", "LISTES", "MIME", "REPERE", "SEPARATEUR", "contenu", "feuille_de", "produire"]

ID = "N°"
FICHIER = "projet_hospiconnect.xlsx"
LISEZ_MOI, LISTES = "Lisez-moi", "Listes"
SEPARATEUR = " · "
"""Between the id of a card and its name: `P-004 · Cadre de santé`; only what precedes it is read back."""
REPERE = "Repère du registre : "
"""Followed, in the read-me sheet, by the last ledger entry the workbook holds: where its changes start from."""
AUCUN = "aucun"
LIGNES_LIBRES = 200
LARGEURS = {"texte": 28, "choix": 27, "date": 13, "entier": 13, "nombre": 13, "booleen": 9, "liste": 22}
FIGE = PatternFill("solid", fgColor="F2F5F9")


def contenu(projet: Projet, etablissement: str, le: dt.date) -> bytes:
    """The workbook of a project. The same project on the same day gives the same cells."""
    classeur = Workbook()
    _lisez_moi(classeur.active, projet, etablissement, le)
    listes = classeur.create_sheet(LISTES)
    listes.sheet_state = "hidden"
    plages: dict[tuple[str, ...], str] = {}
    for genre in projet.genres.values():
        _feuille(classeur.create_sheet(feuille_de(genre)), genre, projet, listes, plages, etablissement)
    classeur.move_sheet(listes, len(classeur.sheetnames))
    flux = BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def produire(acces: Acces, projet: Projet, etablissement: str, le: dt.date) -> produits.Produit:
    """The workbook as a document that leaves the building, for the caller to write in the history (`produits.consigner`).

    Raises:
        AccesRefuse: the role exports nothing; the budget and the team are in it, whatever pages the role opens.
    """
    produits.exiger(acces)
    octets = figer(contenu(projet, etablissement, le), le)
    return produits.Produit("projet", FICHIER, octets, MIME, le, acces.version)


def repere(projet: Projet) -> str:
    """The last ledger entry of a project; `aucun` when it is as shipped."""
    return projet.decisions[-1].id if projet.decisions else AUCUN


def feuille_de(genre: Genre) -> str:
    """The sheet of a kind: its French name."""
    return "".join(char for char in genre.libelle if char not in "[]:*?/\\")[:31]


def dire(projet: Projet, champ: Champ, valeur: Any) -> Any:
    """A value as the sheet shows it: the label of an option, the id and name of a card."""
    if valeur is None:
        return None
    if isinstance(valeur, list):
        return ", ".join(valeur)
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if valeur in champ.options:
        return champ.options[valeur]
    return f"{valeur}{SEPARATEUR}{projet.nom(champ.lien, valeur)}" if champ.lien else valeur


def choix(projet: Projet, champ: Champ) -> tuple[str, ...]:
    """What the drop-down of a field offers; empty when it has none."""
    if champ.type == "booleen":
        return ("oui", "non")
    if champ.type == "liste":
        return ()
    cards = projet.fiches(champ.lien) if champ.lien else []
    return (*champ.options.values(), *(str(dire(projet, champ, card["id"])) for card in cards))


def _feuille(
    feuille: Worksheet,
    genre: Genre,
    projet: Projet,
    listes: Worksheet,
    plages: dict[tuple[str, ...], str],
    etablissement: str,
) -> None:
    for column, title in enumerate((ID, *(champ.libelle for champ in genre.champs)), 1):
        cell = feuille.cell(1, column, title)
        cell.font, cell.fill = ENTETE, PatternFill("solid", fgColor=BLEU)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
    rows = projet.fiches(genre.code)
    for number, row in enumerate(rows, 2):
        cell = feuille.cell(number, 1, row["id"])
        cell.font, cell.fill = DISCRET, FIGE
        for column, champ in enumerate(genre.champs, 2):
            cell = feuille.cell(number, column, proteger(dire(projet, champ, row[champ.code])))
            cell.font = NORMAL
            cell.alignment = Alignment(vertical="top", wrap_text=champ.long)
            if champ.type == "date":
                cell.number_format = DATE
    last = len(rows) + 1 + LIGNES_LIBRES
    for column, champ in enumerate(genre.champs, 2):
        _controler(feuille, column, champ, last, projet, listes, plages)
    wide = [9, *(_largeur(champ) for champ in genre.champs)]
    largeurs(feuille, wide)
    feuille.row_dimensions[1].height = 32
    feuille.freeze_panes = "B2"
    feuille.auto_filter.ref = f"A1:{get_column_letter(len(wide))}{max(2, len(rows) + 1)}"
    impression(feuille, f"{genre.libelle}, {etablissement}")


def _largeur(champ: Champ) -> int:
    if champ.code == "titre":
        return 76
    return (
        60
        if champ.long
        else 44
        if champ.lien and not champ.options and champ.type != "liste"
        else LARGEURS[champ.type]
    )


def _controler(
    feuille: Worksheet,
    column: int,
    champ: Champ,
    last: int,
    projet: Projet,
    listes: Worksheet,
    plages: dict[tuple[str, ...], str],
) -> None:
    """The drop-down, or the type and bounds, of a column; new lines included."""
    offered = choix(projet, champ)
    if offered:
        rule = DataValidation(
            "list", formula1=_plage(listes, offered, plages), allow_blank=not champ.obligatoire
        )
    elif champ.type == "date":
        rule = DataValidation("date", operator="greaterThan", formula1="36526", allow_blank=True)
    elif champ.type in ("entier", "nombre"):
        low = 0 if champ.min is None else champ.min
        kind = "whole" if champ.type == "entier" else "decimal"
        high = 10_000_000_000 if champ.max is None else champ.max
        rule = DataValidation(
            kind, operator="between", formula1=f"{low:.0f}", formula2=f"{high:.0f}", allow_blank=True
        )
    else:
        return
    rule.showErrorMessage, rule.errorTitle = True, champ.libelle[:32]
    rule.error = "Cette réponse n’est pas possible ici."
    if champ.aide:
        rule.showInputMessage, rule.promptTitle, rule.prompt = True, champ.libelle[:32], champ.aide[:255]
    feuille.add_data_validation(rule)
    letter = get_column_letter(column)
    rule.add(f"{letter}2:{letter}{last}")


def _plage(listes: Worksheet, offered: Sequence[str], plages: dict[tuple[str, ...], str]) -> str:
    """The range of the hidden sheet that holds these answers, each list written once."""
    key = tuple(offered)
    if key not in plages:
        column = len(plages) + 1
        for number, text in enumerate(key, 1):
            listes.cell(number, column, sur(text))
        letter = get_column_letter(column)
        plages[key] = f"{quote_sheetname(LISTES)}!${letter}$1:${letter}${len(key)}"
    return plages[key]


def _lisez_moi(feuille: Worksheet, projet: Projet, etablissement: str, le: dt.date) -> None:
    feuille.title = LISEZ_MOI
    lines = [
        ("Le projet HospiConnect", TITRE),
        (f"{etablissement}, le {jour(le)}", DISCRET),
        ("", NORMAL),
        ("Une feuille par genre de fiche. Modifiez les cases, ajoutez des lignes à la suite, puis reprenez ce classeur.", NORMAL),
        ("La colonne N° désigne la fiche : ne la changez pas. Laissez-la vide pour une ligne nouvelle.", NORMAL),
        ("Une ligne effacée ne retire pas la fiche : cela se fait dans l’application, avec une raison.", NORMAL),
        ("À la reprise, seul ce qui diffère est enregistré, en votre nom ; une seule faute, et rien ne l’est.", NORMAL),
        ("Ce qu’un collègue a changé depuis dans l’application est gardé ; une case changée des deux côtés est refusée.", NORMAL),
        ("Un classeur sert une fois : une fois repris, exportez-en un neuf avant de le modifier encore.", NORMAL),
        ("Une personne ou un livrable se désigne par son numéro, suivi de « · » et de son nom.", NORMAL),
        ("", NORMAL),
        *((f"{genre.libelle} : {len(projet.fiches(genre.code))}", NORMAL) for genre in projet.genres.values()),
        ("", NORMAL),
        (REPERE + repere(projet), DISCRET),
    ]  # fmt: skip
    for number, (text, font) in enumerate(lines, 1):
        cell = feuille.cell(number, 1, text)
        cell.font = font
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    largeurs(feuille, [110])
    feuille.row_dimensions[1].height = 28
    impression(feuille, "Le projet HospiConnect", ligne_entete=None)
