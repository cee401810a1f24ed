"""What the sheets of the region share: a sum as cells, who sent, a table of rates under short headings, a
long table printed for its first page alone; and who changed its name, was merged, or left.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from workbench.documents.region.consolidation import Region
from workbench.documents.secret import MARQUE
from workbench.looks.formats import accord
from workbench.office import feuille as f
from workbench.office.lisible import last_row

ENTETES = ["Numérateur", "Dénominateur", "Taux", "Établissements", "Masqués"]
MOTIFS = [f.ENTIER, f.ENTIER, f.TAUX, f.ENTIER, f.ENTIER]
OBJECTIFS = ("1.1-", "objectif_")
POINTS_CM, HAUT_LIGNE = 28.35, 15
A_L_ECRAN = " : la suite à l’écran"
UNE_PAGE = 46  # rows that stay readable on one printed page
A_VOIR = 15  # of a table to be read on screen: a page, at two lines a row


def cellule(somme: dict[str, Any], nom: str) -> Any:
    """A sum as a cell: hidden, or without object, said in words."""
    valeur = somme.get(nom)
    if valeur is not None:
        return valeur
    return MARQUE if somme.get("masques") else "sans objet"


def cellules(somme: dict[str, Any]) -> list[Any]:
    """What `ENTETES` head: a sum, and how many establishments are in it or hidden."""
    dites = [cellule(somme, nom) for nom in ("numerateur", "denominateur", "taux")]
    return [*dites, somme["etablissements"], somme["masques"]]


def said(region: Region, recus: int, manquants: int) -> str:
    """How many sent, and how many of those expected did not: unknown as long as no list says who must."""
    dits = accord(recus, "établissement reçu", "établissements reçus")
    if not region.attendus:
        return f"{dits} ; liste des attendus non fournie, ceux qui n’envoient pas ne sont pas connus."
    return f"{dits}, {manquants or 'aucun'} sans envoi."


def mouvements(region: Region) -> tuple[list[str], list[list[Any]], list[str | None], list[float]]:
    """Who changed its name, was merged, or left."""
    lignes = [
        [r["nom"], r["finess_ej"], r["quoi"], r["detail"], r["depuis"]] for r in region.mouvements.to_dicts()
    ]
    entetes = ["Établissement", "FINESS EJ", "Changement", "Détail", "Depuis"]
    return entetes, lignes, [None, None, None, None, f.DATE], [46, 14, 14, 60, 13]


def first_page_only(page: Worksheet, titre_marge: str, date_dite: str, entete: int, colonnes: str) -> None:
    """A long table to be read on screen: its first rows are printed, and the margin says so."""
    longue = last_row(page) > A_VOIR
    f.impression(page, f"{titre_marge}{A_L_ECRAN if longue else ''}", date_dite, entete)
    if longue:
        page.print_area = f"A1:{colonnes}{A_VOIR}"


def under(graphe: Any, rang: int) -> int:
    """The first row under a chart placed at that row."""
    return int(rang + 2 + math.ceil(graphe.height * POINTS_CM / HAUT_LIGNE))


def matrice(
    page: Worksheet,
    rang: int,
    noms: Sequence[str],
    montres: Sequence[dict[str, Any]],
    lignes: Sequence[Sequence[Any]],
    table: str,
    motifs: Sequence[str | None],
) -> int:
    """A table of rates, an indicator a column under its short title, its whole one as a comment; the columns
    nobody has anything to say of are left out. Returns its last row.

    Args:
        noms: headings of the columns before the rates.
    """
    avant = len(noms)
    dits = [n for n in range(len(montres)) if any(ligne[avant + n] is not None for ligne in lignes)]
    gardes = [
        [*ligne[:avant], *("–" if ligne[avant + n] is None else ligne[avant + n] for n in dits)]
        for ligne in lignes
    ]
    entetes = [*noms, *(montres[n]["court"] for n in dits)]
    fin = f.tableau(page, rang, entetes, gardes, table, [*motifs, *[f.TAUX] * len(dits)])
    f.aider(page, rang, titles(montres))
    return fin


def titles(montres: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Short title → whole title, of the indicators."""
    return {item["court"]: item["titre"] for item in montres}


def named(item: Mapping[str, Any]) -> str:
    """An objective, short: « Objectif 1.1, 2027 »."""
    return str(item["titre"]).partition(" :")[0]
