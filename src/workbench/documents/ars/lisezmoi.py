"""The method, under the definitions of the ARS workbook: how it is counted, and what is hidden."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from openpyxl.worksheet.worksheet import Worksheet

from workbench.documents.ars.donnees import Contenu
from workbench.looks.etats import STATUTS
from workbench.office import feuille as f

JALON = ("Objectif {objectif}, {annee}", "libelle_officiel")


def methode(page: Worksheet, donnees: Contenu, ligne: int, derniere: int) -> None:
    """Write it under the definitions, from that line, across the columns up to the last one."""
    page.cell(ligne, 1, "Comment ces nombres sont comptés, et ce qui est masqué").font = f.TITRE
    page.row_dimensions[ligne].height = 28
    ligne += 1
    for titre, paragraphes in _rubriques(donnees):
        page.cell(ligne, 1, titre).font = f.SOUS_TITRE
        ligne += 1
        for nom, texte in paragraphes:
            f.ecrire(page, ligne, 1, nom, f.GRAS)
            f.ecrire(page, ligne, 2, texte)
            page.merge_cells(start_row=ligne, end_row=ligne, start_column=2, end_column=derniere)
            ligne += 1


def _rubriques(donnees: Contenu) -> list[tuple[str, list[tuple[str, str]]]]:
    """Title and paragraphs of each part; the texts are in `lisezmoi.toml`."""
    valeurs = {
        "seuil": donnees.seuil,
        "sous_seuil": donnees.seuil - 1,
    }
    repetes = {
        "jalons": [(JALON[0].format(**jalon), str(jalon[JALON[1]])) for jalon in donnees.jalons],
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
