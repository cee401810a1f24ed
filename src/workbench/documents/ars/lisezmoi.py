"""The method of the ARS workbook: how it is counted, and what is hidden."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from workbench.documents.ars.definitions import lignes
from workbench.documents.ars.donnees import Contenu
from workbench.documents.ars.feuilles import titre
from workbench.looks.etats import STATUTS, TEXTE_OFFICIEL
from workbench.looks.formats import jour
from workbench.office import feuille as f

LARGEURS = (28, 78, 24, 8, 26)
ENTRE = 24  # points of a title, that its part may not touch


def methode(page: Worksheet, donnees: Contenu) -> None:
    """The sheet: the method on one printed page; under it, to be read on the screen, every indicator."""
    titre(page, "Définitions et méthode", TEXTE_OFFICIEL["sans_seuil"])
    fin = _methode(page, donnees, 4)
    page.cell(fin + 2, 1, "Chaque indicateur").font = f.TITRE
    dites, sources = lignes(donnees)
    entetes = ["Indicateur", "Définition", "On compte", "Source", "Code, version"]
    bas = f.tableau(page, fin + 3, entetes, dites, "Definitions", [None] * len(entetes))
    page.cell(bas + 2, 1, f.sur(f"Sources : {sources}.")).font = f.DISCRET
    f.largeurs(page, LARGEURS)
    f.impression(page, "HospiConnect, définitions et méthode", jour(donnees.le), None)
    page.print_area = f"A1:{get_column_letter(len(LARGEURS))}{fin}"  # each indicator is told where it is read
    page.page_setup.fitToHeight = 1


def _methode(page: Worksheet, donnees: Contenu, ligne: int) -> int:
    """From that line, across the columns; returns the last line."""
    for rubrique, paragraphes in _rubriques(donnees):
        page.cell(ligne, 1, rubrique).font = f.SOUS_TITRE
        page.row_dimensions[ligne].height = ENTRE
        ligne += 1
        for nom, texte in paragraphes:
            f.ecrire(page, ligne, 1, nom, f.GRAS)
            f.ecrire(page, ligne, 2, texte)
            page.merge_cells(start_row=ligne, end_row=ligne, start_column=2, end_column=len(LARGEURS))
            ligne += 1
    return ligne - 1


def _rubriques(donnees: Contenu) -> list[tuple[str, list[tuple[str, str]]]]:
    """Title and paragraphs of each part; the texts are in `lisezmoi.toml`."""
    valeurs = {
        "seuil": donnees.seuil,
        "sous_seuil": donnees.seuil - 1,
    }
    repetes = {
        "objectifs": [(f"Objectif {o.objectif}, {o.annee}", o.libelle_officiel) for o in donnees.objectifs],
        "etats": [(etat.mot.capitalize(), etat.definition) for etat in STATUTS.values()],
    }
    lues = tomllib.loads(files("workbench.documents.ars").joinpath("lisezmoi.toml").read_text("utf-8"))
    return [
        (
            rubrique["titre"],
            [
                *repetes.get(rubrique.get("repete", ""), []),
                *((p["nom"], p["texte"].format(**valeurs)) for p in rubrique.get("paragraphes", [])),
            ],
        )
        for rubrique in lues["rubriques"]
    ]
