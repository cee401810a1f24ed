"""A working list in Excel: the people just consulted, ready to filter, print and send back."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

import polars as pl
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from workbench.reporting.etats import STATUTS
from workbench.reporting.feuille import MIME as MIME
from workbench.reporting.feuille import impression, sur


def contenu(personnes: pl.DataFrame, colonnes: Mapping[str, str], titre: str) -> bytes:
    """The workbook's bytes, with a blank column for the answer of whoever receives it."""
    classeur = Workbook()
    feuille = classeur.active
    feuille.title = "Liste"
    presentes = {nom: mot for nom, mot in colonnes.items() if nom in personnes.columns}
    entetes = [*presentes.values(), "Fait le", "Commentaire"]
    feuille.append(entetes)
    for ligne in personnes.select(list(presentes)).iter_rows(named=True):
        etat = STATUTS.get(ligne.get("statut") or "")
        if etat:
            ligne["statut"] = etat.mot
        feuille.append([sur(valeur) for valeur in ligne.values()])
    for cellule in feuille[1]:
        cellule.font = Font(bold=True, color="FFFFFF")
        cellule.fill = PatternFill("solid", fgColor="1F4E8C")
        cellule.alignment = Alignment(vertical="center", wrap_text=True)
    for rang, entete in enumerate(entetes, 1):
        valeurs = [str(cellule.value or "") for cellule in feuille[get_column_letter(rang)]]
        feuille.column_dimensions[get_column_letter(rang)].width = min(45, max(12, len(entete) + 2, *map(len, valeurs)))
    feuille.freeze_panes = "A2"
    feuille.auto_filter.ref = feuille.dimensions
    impression(feuille, titre)
    flux = BytesIO()
    classeur.save(flux)
    return flux.getvalue()
