"""The sheet of the regional workbook that says how to read it."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.worksheet.worksheet import Worksheet

from workbench.documents.ars.feuilles import titre
from workbench.documents.region.consolidation import Region
from workbench.documents.region.croisees import CROISES, METIERS, TENDANCES
from workbench.looks.formats import accord, jour
from workbench.office import feuille as f

RIEN = {
    "Départements": "aucun nombre communiqué pour un établissement entier",
    "Autorités et professions": "aucun détail reçu",
    "Tendances": "trop peu d’établissements le même mois pour une médiane qui ne désigne personne",
    "Mouvements": "aucun établissement renommé, réuni ou sorti",
    "Classement": "aucun établissement à ranger",
}
"""What a table without a line says there, by the name of the sheet it would have had."""


def explain(
    page: Worksheet,
    region: Region,
    nom: str,
    vides: Sequence[str],
    tus: Sequence[str] = (),
    classement: bool = False,
) -> None:
    """How to read the workbook; a table without a line is told here, and has no sheet.

    Args:
        tus: indicators that nobody sent, which have no line. classement: whether it was asked.
    """
    titre(page, f"HospiConnect, {nom}", "Vue réunie à partir des fichiers jumeaux des établissements.")
    attendus = (
        accord(region.attendus, "établissement attendu", "établissements attendus")
        if region.attendus
        else "liste des attendus non fournie"
    )
    paires = [
        ("Reçus", accord(region.recus.height, "établissement")),
        ("Anciens", _combien(int(region.recus["ancien"].sum()), "envoi")),
        ("Attendus", attendus),
        ("Non reçus", _combien(region.manquants.height, "établissement") if region.attendus else "inconnu"),
        ("Écartés", _combien(len(region.ecartes), "fichier")),
        *((libelle, RIEN[libelle]) for libelle in vides if libelle in RIEN),
        *([("Que personne n’envoie", " ; ".join(tus))] if tus else []),
        (
            "Petits effectifs",
            "Masqués à la source par chaque établissement. Une case masquée n’est jamais comptée zéro :"
            " chaque somme dit combien d’établissements elle réunit et combien sont masqués.",
        ),
        (
            "Sommes",
            "Numérateurs et dénominateurs additionnés sur les mêmes établissements, ceux où les deux sont"
            " connus.",
        ),
        (
            "Établissements",
            "Renommé : le nom est celui du dernier envoi. Réuni ou sorti : ses envois passés restent dans les"
            " tendances, plus dans les sommes d’aujourd’hui (feuille Mouvements).",
        ),
        (
            "Croiser",
            f"« {CROISES} » (une ligne par département, mois et indicateur), « {METIERS} » et"
            f" « {TENDANCES} » sont faites pour un tableau croisé, à l’écran. Additionnez numérateurs et"
            " dénominateurs, jamais les taux.",
        ),
        (
            "Classement",
            f"{'Demandé expressément' if classement else 'Absent, sauf demande expresse'} : les"
            " établissements n’ont ni le même point de départ ni la même taille.",
        ),
        (
            "À savoir",
            "Nous n’avons trouvé aucun mode de calcul officiel publié : définitions des établissements,"
            " versions dans les jumeaux.",
        ),
    ]
    f.paires(page, 4, paires)
    f.impression(page, "HospiConnect, région", jour(region.le), None)
    page.page_setup.fitToHeight = 1


def _combien(combien: int, quoi: str) -> str:
    return accord(combien, quoi) if combien else "aucun"
