"""A working list in Excel: the people just consulted, marked as personal data, ready to filter, print and
send back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from workbench.looks.etats import CONTRATS, STATUTS, mot
from workbench.looks.formats import jour
from workbench.office.feuille import MIME as MIME
from workbench.office.feuille import NORMAL, POLICE, impression, sur
from workbench.office.mesure import lignes
from workbench.office.paquet import figer
from workbench.socle.regles import lire

ALERTE = "7A1610"
LARGE = 45
POINTS_COLONNE = 5.2  # a column width of 1, in points


def mention(home: Path | None = None, avant: dt.date | None = None) -> str:
    """The retention notice that every nominative file bears; with the day by which it must be destroyed when
    it is known.
    """
    regles = lire("workbench.documents", "diffusion.toml", home)
    if avant is None:
        return str(regles["mention_sans_date"]).format(jours=regles["conservation_jours"])
    return str(regles["mention"]).format(jour=jour(avant))


def contenu(
    personnes: pl.DataFrame,
    colonnes: Mapping[str, str],
    titre: str,
    notice: str | None = None,
    le: dt.date | None = None,
) -> bytes:
    """The workbook's bytes: the notice on the first line, the headings on the second, then one line a person.

    Args:
        colonnes: column → heading; those absent from `personnes` are left out. Two blank columns follow, for
        the answer.
        notice: retention notice, on the sheet and in the margins of each printed page; ours when absent.
        le: date of the data, that of the file's properties.
    """
    dit = notice or mention()
    classeur = Workbook()
    feuille = classeur.active
    feuille.title = "Liste"
    presentes = {nom: mot for nom, mot in colonnes.items() if nom in personnes.columns}
    entetes = [*presentes.values(), "Fait le", "Commentaire"]
    feuille.append([sur(dit)])
    feuille.append(entetes)
    for ligne in personnes.select(list(presentes)).iter_rows(named=True):
        feuille.append([_case(nom, valeur) for nom, valeur in ligne.items()])
    feuille["A1"].font = Font(name=POLICE, bold=True, color=ALERTE)
    for cellule in feuille[2]:
        cellule.font = Font(name=POLICE, bold=True, color="FFFFFF")
        cellule.fill = PatternFill("solid", fgColor="1F4E8C")
        cellule.alignment = Alignment(vertical="center", wrap_text=True)
    _mettre_en_page(feuille, entetes, titre, dit)
    proprietes = classeur.properties
    proprietes.creator, proprietes.title, proprietes.description = "Établi HospiConnect", titre, dit
    flux = BytesIO()
    classeur.save(flux)
    return figer(flux.getvalue(), le or dt.date.today())


def _case(nom: str, valeur: Any) -> Any:
    if nom == "statut" and valeur in STATUTS:
        return STATUTS[valeur].mot
    if nom == "type_contrat" and valeur:
        return mot(CONTRATS, valeur)
    return sur(valeur)


def _mettre_en_page(feuille: Any, entetes: list[str], titre: str, dit: str) -> None:
    for rang, entete in enumerate(entetes, 1):
        lettre = get_column_letter(rang)
        cellules = feuille[lettre][2:]
        longue = max((len(str(cellule.value or "")) for cellule in cellules), default=0)
        feuille.column_dimensions[lettre].width = min(LARGE, max(12, len(entete) + 4, longue + 2))
        alignement = Alignment(wrap_text=longue > LARGE, vertical="top")
        for cellule in cellules:
            cellule.alignment = alignement
            cellule.font = NORMAL
    feuille.row_dimensions[2].height = 34
    places = [
        feuille.column_dimensions[get_column_letter(rang)].width * POINTS_COLONNE
        for rang in range(1, len(entetes) + 1)
    ]
    for rang, ligne in enumerate(feuille.iter_rows(min_row=3, values_only=True), 3):
        hautes = [
            len(lignes(str(valeur), place, 11)) for valeur, place in zip(ligne, places, strict=True) if valeur
        ]
        feuille.row_dimensions[rang].height = 3 + 15 * max(hautes, default=1)
    feuille.freeze_panes = "A3"
    feuille.auto_filter.ref = f"A2:{get_column_letter(len(entetes))}{max(2, feuille.max_row)}"
    impression(feuille, titre, ligne_entete=2)
    feuille.oddFooter.center.text = dit.replace("&", "&&")
    feuille.oddFooter.center.size = 8
