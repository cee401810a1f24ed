"""The quarterly list of nurses for the Ordre, and the worklist drawn from its answer, in Excel.

The Ordre's own model is not known to us: titles and order are ours, and the workbook says so. CSP L.4311-15,
décret 2018-596.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from workbench.looks import titres
from workbench.looks.etats import CONTRATS, mot
from workbench.looks.formats import accord, jour
from workbench.office import feuille as f
from workbench.office.lisible import as_list
from workbench.office.paquet import octets

MIME = f.MIME
COLONNES = titres.de(
    "nom_naissance nom_usage prenoms date_naissance rpps emploi service date_arrivee type_contrat"
    " etablissement",
    rpps="Numéro RPPS connu",
    type_contrat="Contrat",
    date_arrivee="Date d’arrivée",
)
COMPARAISON = titres.de(
    "nom_naissance prenoms service reponse a_faire echeance fait_le commentaire nom_usage date_naissance"
    " constat preavis ligne",
    fait_le="Fait le",
    commentaire="Commentaire",
    ligne="Ligne du fichier",
    reponse="Réponse de l’Ordre",
    a_faire="Que faire",
)
_LARGES = {"a_faire": 52, "constat": 40, "service": 30, "emploi": 30, "nom_naissance": 24, "prenoms": 24}


def nom_fichier(le: date, etablissement: str = "") -> str:
    """Named after the date of the data, and the establishment when there is one."""
    return f"liste_ordre_infirmiers_{etablissement + '_' if etablissement else ''}{le.isoformat()}.xlsx"


def contenu(infirmiers: pl.DataFrame, le: date, etablissement: str) -> bytes:
    """The list to deposit: every nurse the establishment employs, enrolled or not (rows of
    `mart.infirmier_personne`).

    A number that is not proved is left out: the Ordre must not read a guess.
    """
    lignes = infirmiers.with_columns(
        rpps=pl.when(pl.col("statut") == "confirme").then(pl.col("rpps")),
        type_contrat=pl.col("type_contrat").map_elements(
            lambda code: mot(CONTRATS, code), return_dtype=pl.String
        ),
    ).sort("etablissement", "nom_naissance", "prenoms", nulls_last=True)
    return _classeur(
        lignes,
        COLONNES,
        "Infirmiers",
        f"Liste trimestrielle des infirmiers, {etablissement}, {jour(le)}",
        [
            (
                f"{accord(lignes.height, 'infirmier présent', 'infirmiers présents')} au {jour(le)}, hors"
                " intérim, libéral et stage."
            ),
            "À déposer sur le site de l’Ordre avant le 15 du premier mois du trimestre (décret 2018-596).",
            (
                "Le modèle de fichier de l’Ordre n’est pas connu de cet outil : titres et ordre des colonnes"
                " sont les nôtres."
            ),
            (
                "Recopiez ces colonnes dans le modèle téléchargé sur etablissement.ordre-infirmiers.fr s’il"
                " diffère."
            ),
            "Seuls les numéros RPPS prouvés sont écrits. Données nominatives : à ne remettre qu’à l’Ordre.",
        ],
        le,
    )


def travail(comparaison: pl.DataFrame, le: date) -> bytes:
    """The worklist after the Ordre's answer, with two blank columns for whoever follows it."""
    lignes = comparaison.with_columns(fait_le=pl.lit(None, pl.String), commentaire=pl.lit(None, pl.String))
    return _classeur(
        lignes,
        COMPARAISON,
        "Comparaison",
        f"Réponse de l’Ordre du {jour(le)} comparée à nos infirmiers",
        [
            f"{accord(lignes.height, 'ligne')} ; réponse datée du {jour(le)}.",
            (
                "Rien ici ne confirme un numéro : une attestation ou l’extraction restreinte le fera, dans la"
                " Revue."
            ),
        ],
        le,
    )


def _classeur(
    lignes: pl.DataFrame, colonnes: Mapping[str, str], nom: str, titre: str, notes: Sequence[str], le: date
) -> bytes:
    classeur = Workbook()
    page: Worksheet = classeur.active
    page.title = nom
    page["A1"] = f.sur(titre)
    page["A1"].font = f.TITRE
    motifs = [f.DATE if lignes.schema[code] == pl.Date else None for code in colonnes]
    fin = f.tableau(
        page,
        3,
        list(colonnes.values()),
        [_textes(rang) for rang in lignes.select(list(colonnes)).rows()],
        nom,
        motifs,
    )
    f.largeurs(page, [_LARGES.get(code, 18) for code in colonnes])
    page.freeze_panes = "A4"
    f.impression(page, titre, ligne_entete=3)
    as_list(page, fin, len(colonnes))
    f.lisez_moi(classeur.create_sheet(), [(note, f.NORMAL) for note in notes], titre)
    if fin == 3:
        page["A4"] = "Personne dans cette liste."
    return octets(classeur, le, titre)


def _textes(valeurs: Sequence[Any]) -> list[Any]:
    return ["" if valeur is None else valeur for valeur in valeurs]
