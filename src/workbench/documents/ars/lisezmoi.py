"""The sheet « Méthode » of the ARS workbook: how it is counted, and what is hidden."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from openpyxl.worksheet.worksheet import Worksheet

from workbench.documents.ars.donnees import Contenu
from workbench.looks.etats import STATUTS
from workbench.looks.formats import jour
from workbench.office import feuille as f

JALON = (
    ("Objectif {objectif}, {annee} : texte officiel", "libelle_officiel"),
    ("Mesure {annee} (version {version_definition})", "definition"),
)


def lisez_moi(page: Worksheet, donnees: Contenu) -> None:
    """Write the sheet."""
    page["A1"] = "Comment ces nombres sont comptés, et ce qui est masqué"
    page["A1"].font = f.TITRE
    page.row_dimensions[1].height = 28
    ligne = 3
    for titre, paragraphes in _rubriques(donnees):
        page.cell(ligne, 1, titre).font = f.SOUS_TITRE
        ligne += 1
        for nom, texte in paragraphes:
            f.ecrire(page, ligne, 1, nom, f.GRAS)
            f.ecrire(page, ligne, 2, texte)
            page.row_dimensions[ligne].height = 16 * max(1, -(-len(texte) // 95), -(-len(nom) // 26))
            ligne += 1
        ligne += 1
    f.largeurs(page, [30, 100])
    f.impression(page, "HospiConnect, méthode", jour(donnees.le), None)
    page.page_setup.fitToHeight = 1


def _rubriques(donnees: Contenu) -> list[tuple[str, list[tuple[str, str]]]]:
    """Title and paragraphs of each part; the texts are in `lisezmoi.toml`."""
    valeurs = {
        "etablissement": str(donnees.synthese["etablissement"]),
        "le": jour(donnees.le),
        "seuil": donnees.seuil,
        "sous_seuil": donnees.seuil - 1,
    }
    repetes = {
        "jalons": [
            (texte.format(**jalon), str(jalon[champ])) for texte, champ in JALON for jalon in donnees.jalons
        ],
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
