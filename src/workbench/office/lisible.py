"""Letters stay readable once printed: columns of a wide sheet take what their texts need and no more.

A list (`as_list`) prints its first columns on an A4, never smaller than a printed form. Any other sheet still
too wide is printed on A3, and says so; wider yet, on several sheets side by side, its first columns repeated
on each.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import coordinate_to_tuple, get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from workbench.office.corps import body
from workbench.office.partage import MOT_MAX, Besoin, between, by_text, mended, whole

CORPS_MIN = 7.0
"""Points of the smallest letters of a printed sheet."""
CORPS_TABLEAU, CORPS_LISIBLE = 9.0, 8.0
"""Those wished of a table, and those of a table to consult, when that saves pages."""
ESSAIS = (CORPS_TABLEAU, 8.5, CORPS_LISIBLE, 7.5)
CORPS_LISTE, COLONNES_LISTE = 10.0, 8
"""Points of the letters of a printed list, and how many columns it prints: the others are read on screen."""
PAGE_A4 = 104.0
"""Column widths that an A4 on its side prints at full size, in the widest font a machine may put in place of
ours.
"""
PAGE_LISTE = 109.0
"""The same of a list, with nothing left to chance but a percent: what it holds is its letters' size."""
A3 = math.sqrt(2)
"""Times an A4 that an A3 holds, in width and in height."""
COUCHE, DEBOUT = (784.0, 495.0), (537.0, 741.0)
"""Points an A4 prints on its side, upright: width, height, margins, header and footer taken off."""
COLONNES_DEBOUT = 4
"""Columns of a list that may be printed upright: more would be too narrow."""
VIDE = 14.0  # what an empty column keeps
LARGES_ECRAN = (48.0, 64.0, 80.0, 100.0, 120.0)
"""Up to these, a column not printed takes its longest line: up to the first one that makes no row taller."""
MOT_ECRAN = 120.0  # the same of a word that is not to be cut
A_ECRIRE = 11.0  # of it, at least: a date, a word or two by hand
ARRONDI = 1e-6
SERRE_MIN = 0.35  # of what its texts would like: a sheet squeezed more takes the larger paper
SERRE_TABLEAU = 0.15  # the same, of a table whose letters are larger for it: its rows are taller
GRAND_FORMAT, A_L_ECRAN = "À imprimer en A3", "Autres colonnes : à l’écran"


_DECIMALES = re.compile(r"(?<=\.)0+")
_LANGUE = re.compile(r"\[[^]]*\]")
_MOTS_DITS = re.compile(r'"([^"]*)"')


def as_list(page: Worksheet, fin: int, colonnes: int, imprimees: int = COLONNES_LISTE) -> None:
    """A sheet of that many columns, down to line `fin`, printed as a list: its first columns only. Asked once
    its margins are written.
    """
    page.corps = CORPS_LISTE
    if imprimees < colonnes:
        on_screen_beyond(page, fin, imprimees)


def on_screen_beyond(page: Worksheet, fin: int, imprimees: int) -> None:
    """Print the first columns of a sheet, down to line `fin`; its margin says that the others are on screen.
    Asked once its margins are written.
    """
    page.print_area = f"A1:{get_column_letter(imprimees)}{fin}"
    droite = page.oddHeader.right
    droite.text = " · ".join(filter(None, (A_L_ECRAN, droite.text)))


def floor(page: Worksheet) -> float:
    """Points under which no letter of a sheet is printed: those of a list, those `share` found room for."""
    return float(getattr(page, "corps", getattr(page, "tenu", CORPS_MIN)))


def paper(page: Worksheet) -> float:
    """Times an A4 that the sheet is printed on, in width and in height."""
    return A3 if str(page.page_setup.paperSize) == page.PAPERSIZE_A3 else 1.0


def printed(page: Worksheet) -> tuple[float, float]:
    """Points of width and of height that its paper prints."""
    large, haut = DEBOUT if page.page_setup.orientation == page.ORIENTATION_PORTRAIT else COUCHE
    return large * paper(page), haut * paper(page)


def filled(page: Worksheet) -> list[Any]:
    """The cells of a sheet that hold something, line by line, each with a style to read traits by."""
    placees = sorted(page._cells.items())  # `iter_rows` would make the cells that are not there
    pleines = [case for _, case in placees if case.value not in (None, "")]
    for case in pleines:
        case._style = case._style or StyleArray()
    return pleines


@dataclass(slots=True)
class Pareilles:
    """Cells of one column that say the same in the same style, measured once: one of them, how many they are.

    `posees`: the cells themselves; none of a body (`corps`), which is not made of cells.
    """

    case: Any
    combien: int
    posees: Sequence[Any] = ()


def alike(page: Worksheet, cases: Iterable[Any], *unies: Container[tuple[int, int]]) -> list[Pareilles]:
    """The cells of a sheet that hold something, gathered; merged ones each apart.

    Args:
        unies: the places that are merged.
    """
    trouvees: dict[tuple[Any, ...], list[Any]] = {}
    for case in cases:
        place = (case.row, case.column)
        apart = case.row if any(place in lieux for lieux in unies) else 0
        cle = (case.column, case.value, case.data_type, id(case._style), apart)
        trouvees.setdefault(cle, []).append(case)
    gathered = [Pareilles(posees[0], len(posees), posees) for posees in trouvees.values()]
    corps = body(page)
    return gathered + [Pareilles(dite, dite.combien) for dite in corps.pareilles()] if corps else gathered


def last_row(page: Worksheet) -> int:
    """Of a sheet, body included."""
    corps = body(page)
    return int(corps.fin if corps else page.max_row)


def smallest(cases: Iterable[Any], defaut: float) -> float:
    """Points of the smallest letters of these cells."""
    une_par_police = {case._style.fontId: case for case in cases}
    corps = (case.font.size for case in une_par_police.values())
    return float(min((taille for taille in corps if taille), default=defaut))


def needs(
    page: Worksheet,
    pareilles: Sequence[Pareilles],
    mesurees: Sequence[Pareilles],
    posees: Sequence[float],
    mesure: Callable[[Any], tuple[float, float, float]],
) -> list[Besoin]:
    """What each printed column asks; a text alone on its line runs over its neighbours, and asks nothing.

    Args:
        pareilles: the cells that hold something (`alike`). mesurees: those of them that may be the widest of
            their column. posees: the widths they have. mesure: what a text asks in a cell, in column widths:
            its longest word, its longest line, all of it.
    """
    mots, lignes, carres = ([0.0] * len(posees) for _ in range(3))
    par_ligne = Counter(case.row for cases in pareilles for case in cases.posees)
    remplies = Counter[int]()
    for cases in pareilles:
        remplies[cases.case.column] += cases.combien
    for cases in mesurees:
        ou, combien = cases.case.column - 1, cases.combien
        if ou == 0 and len(posees) > 1 and cases.posees:
            combien = sum(par_ligne[case.row] > 1 for case in cases.posees)
        if ou >= len(posees) or not combien:
            continue
        mot, ligne, tout = mesure(cases.case)
        mots[ou], lignes[ou] = max(mots[ou], mot), max(lignes[ou], ligne)
        carres[ou] += combien * tout**2
    return [
        Besoin(
            max(min(MOT_MAX, mot or posee), min(posee, A_ECRIRE) if remplies[rang] == 1 else 0),
            min(posee, max(ligne, VIDE if ligne else posee)),
            math.sqrt(carre / last_row(page)),
            mot,
            ligne,
        )
        for rang, (posee, mot, ligne, carre) in enumerate(zip(posees, mots, lignes, carres, strict=True), 1)
    ]


def share(page: Worksheet, posees: Sequence[float], besoins: Sequence[Besoin], corps: float) -> list[float]:
    """Widths under which the sheet prints readable letters, with the paper that takes; those it had when they
    already do.
    """
    larges = on_paper(page, posees, besoins, corps, floor(page))
    if larges is not None:
        return larges
    page.page_setup.paperSize = page.PAPERSIZE_A3
    page.oddHeader.center.text = GRAND_FORMAT
    larges = on_paper(page, posees, besoins, corps, floor(page))
    if larges is not None:
        return larges
    return _side_by_side(page, [max(un.mot, un.aise) for un in besoins], PAGE_A4 * A3 * corps / floor(page))


def sizes(page: Worksheet) -> tuple[float, ...]:
    """Points of letters to try before the smallest, the largest first; a list has its own."""
    return () if hasattr(page, "corps") else ESSAIS


def on_paper(
    page: Worksheet, posees: Sequence[float], besoins: Sequence[Besoin], corps: float, petit: float
) -> list[float] | None:
    """Widths under which the letters of the sheet, of `corps` points at least, print no smaller than `petit`
    on its paper; None when that would squeeze its texts too much.
    """
    reglage = page.page_setup
    if not page.sheet_properties.pageSetUpPr.fitToPage or reglage.fitToWidth not in (None, 1):
        return list(posees)
    large = PAGE_LISTE if hasattr(page, "corps") else PAGE_A4
    tient = large * printed(page)[0] / COUCHE[0] * corps / petit
    if reglage.orientation is None:
        return list(posees)
    if sum(posees) <= tient + ARRONDI:
        return mended(posees, besoins, tient)
    mots = [besoin.mot for besoin in besoins]
    aises = whole([max(besoin.mot, besoin.aise) for besoin in besoins], besoins, tient)
    if sum(aises) <= tient:
        larges = [max(posee, mot) for posee, mot in zip(posees, mots, strict=True)]
        entiers = [un.entier if aise >= un.entier else 0.0 for aise, un in zip(aises, besoins, strict=True)]
        return between(aises, [max(un, mot) for un, mot in zip(larges, entiers, strict=True)], tient)
    part = SERRE_MIN if petit <= CORPS_MIN else SERRE_TABLEAU
    voulu = sum(mots) + part * (sum(aises) - sum(mots))
    return by_text(besoins, tient) if petit >= CORPS_LISTE or voulu <= tient else None


def _side_by_side(page: Worksheet, larges: list[float], tient: float) -> list[float]:
    """Sheets of paper side by side, the frozen columns, or the first one, repeated on each."""
    figees = page.freeze_panes and coordinate_to_tuple(page.freeze_panes)[1] - 1
    repetees = min(figees or 1, len(larges) - 1)
    garde = sum(larges[:repetees])
    page.print_title_cols = f"A:{get_column_letter(repetees)}"
    page.page_setup.fitToWidth = max(2, math.ceil((sum(larges) - garde) / max(1.0, tient - garde)))
    return larges


def extremes(pareilles: Iterable[Pareilles]) -> list[Pareilles]:
    """Of the numbers and dates of a column written alike, those that may be the widest."""
    bornes: dict[tuple[Any, ...], tuple[Any, Any]] = {}
    for cases in pareilles:
        case = cases.case
        if isinstance(case.value, str):
            continue
        cle = (case.column, case._style.fontId, case._style.numFmtId, type(case.value))
        bas, haut = bornes.get(cle, (cases, cases))
        bas = cases if case.value < bas.case.value else bas
        bornes[cle] = bas, cases if case.value > haut.case.value else haut
    return [cases for borne in bornes.values() for cases in borne]


def number_as_shown(case: Any) -> str | None:
    """About what a number or a date reads once its format is applied; None for anything else."""
    valeur, motif = case.value, str(case.number_format)
    if isinstance(valeur, date):
        return re.sub(r"[YMDhms]", "0", motif.upper()) if motif != "General" else str(valeur)
    if isinstance(valeur, bool) or not isinstance(valeur, int | float) or motif == "General":
        return None  # a sheet rounds what has no format of its own rather than hide it
    decimales = max(map(len, _DECIMALES.findall(motif)), default=0)
    part, mots = "%" in motif, max(map("".join, map(_MOTS_DITS.findall, motif.split(";"))), key=len)
    signe = "+" if _LANGUE.sub("", motif).startswith("+") else ""
    return f"{signe}{valeur * (100 if part else 1):,.{decimales}f}{' %' if part else ''}{mots}"
