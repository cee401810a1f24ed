"""What a GRADeS opens beside the sums of the region: a sheet a département, made to be read or sent to it; a
flat table, made to be crossed; who changed its name, was merged, or left.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment

from workbench.documents.ars.feuilles import titre
from workbench.documents.region.consolidation import Region, regles
from workbench.documents.region.mesures import par_departement, sommes
from workbench.documents.secret import MARQUE
from workbench.looks.formats import accord, jour
from workbench.office import feuille as f
from workbench.office.corps import Corps
from workbench.socle.departements import nom_du

ENTETES = ["Numérateur", "Dénominateur", "Taux", "Établissements", "Masqués"]
MOTIFS = [f.ENTIER, f.ENTIER, f.TAUX, f.ENTIER, f.ENTIER]
CROISES = "Données à croiser"
A_L_ECRAN = " : la suite à l’écran"
UNE_PAGE = 40  # rows that stay readable on one printed page


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


def departements(classeur: Workbook, region: Region, nom: str) -> None:
    """One sheet a département that sent or was expected: its objectives beside the region's, and who sent."""
    indicateurs = regles()["indicateurs"]
    sommes_regionales = sommes(region.lignes.filter(pl.col("axe") == "ensemble"))
    regionaux = {r["indicateur"]: r for r in sommes_regionales.to_dicts()}
    siens: dict[str, list[list[Any]]] = {}
    for item in indicateurs:
        for r in par_departement(region, item["id"]).to_dicts():
            ensemble = cellule(regionaux.get(item["id"], {}), "taux")
            siens.setdefault(r["departement"], []).append([item["titre"], *cellules(r), ensemble])
    envoyes, absents = _by_departement(region.recus), _by_departement(region.manquants)
    for rang, code in enumerate(sorted({*siens, *envoyes, *absents})):
        page = classeur.create_sheet(nom_du(code))
        recus, manquants = (table.get(code) for table in (envoyes, absents))
        nombre = 0 if recus is None else recus.height
        sans = 0 if manquants is None else manquants.height
        phrase = said(region, nombre, sans)
        titre(page, f"{nom} : {nom_du(code)}", f"{phrase} {MARQUE} : non communiqué, jamais compté zéro.")
        motifs = [None, *MOTIFS, f.TAUX]
        entetes = ["Objectif ou indicateur", *ENTETES, "Taux régional"]
        fin = f.tableau(page, 4, entetes, siens.get(code, []), f"Departement{rang}", motifs)
        page.cell(fin + 2, 1, "Établissements").font = f.SOUS_TITRE
        qui = [*_sent(recus), *_missing(manquants)]
        entetes = ["Établissement", "FINESS EJ", "Données du", "Envoi"]
        f.tableau(page, fin + 3, entetes, qui, f"Envois{rang}", [None, None, f.DATE, None])
        f.largeurs(page, [60, 15, 15, 16, 18, 12, 12])
        page.freeze_panes = "B5"
        f.impression(page, f"HospiConnect, {nom_du(code)}", jour(region.le), 4)
        page.page_setup.fitToHeight = 1 if page.max_row <= UNE_PAGE else 0


def _by_departement(table: pl.DataFrame) -> dict[Any, pl.DataFrame]:
    return {code: part for (code,), part in table.partition_by("departement", as_dict=True).items()}


def _sent(recus: pl.DataFrame | None) -> list[list[Any]]:
    lues = [] if recus is None else recus.sort("nom", "finess_ej").to_dicts()
    return [
        [r["nom"], r["finess_ej"], r["date_donnees"], "ancien" if r["ancien"] else "à jour"] for r in lues
    ]


def _missing(manquants: pl.DataFrame | None) -> list[list[Any]]:
    lues = [] if manquants is None else manquants.sort("nom", "finess_ej").to_dicts()
    return [[r["nom"], r["finess_ej"], None, "non reçu"] for r in lues]


def croisees(region: Region) -> pl.DataFrame:
    """Sums by département, month and indicator, the newest twin of each establishment in the month: what was
    hidden is in no sum.
    """
    titres = pl.DataFrame(
        [(item["id"], item["titre"]) for item in regles()["indicateurs"]],
        schema={"indicateur": pl.String, "titre": pl.String},
        orient="row",
    )
    lues = region.toutes.filter(pl.col("axe") == "ensemble").join(titres, on="indicateur")
    lues = lues.with_columns(mois=pl.col("date_donnees").dt.truncate("1mo")).sort("date_donnees")
    retenus = lues["mois"].unique().sort().tail(int(regles()["mois_croises"]))
    lues = lues.filter(pl.col("mois").is_in(retenus.implode()))
    lues = lues.group_by("finess_ej", "mois", "indicateur", maintain_order=True).last()
    return sommes(lues, ["departement", "mois", "titre"]).with_columns(
        pl.col("departement").replace_strict(
            {code: nom_du(code) for code in lues["departement"].unique()}, return_dtype=pl.String
        )
    )


def croiser(classeur: Workbook, region: Region) -> None:
    """The flat table: headings on the first line, one fact a row, no merged cell, numbers or nothing."""
    lues = croisees(region).select(
        "departement", "mois", "titre", "numerateur", "denominateur", "taux", "etablissements", "masques"
    )
    entetes = ["Département", "Mois", "Indicateur", *ENTETES]
    page = classeur.create_sheet(CROISES)
    page.append(entetes)
    for case, motif in zip(page[1], [None, None, None, *MOTIFS], strict=True):
        case.font, case.fill = f.ENTETE, f.FOND_ENTETE
        case.alignment = Alignment(horizontal="right" if motif else "left", wrap_text=True, indent=1)
    if lues.height:
        textes = {texte: f.sur(texte) for nom in ("departement", "titre") for texte in lues[nom].unique()}
        rangs = [[textes.get(valeur, valeur) for valeur in rang] for rang in lues.iter_rows()]
        Corps(page, 2, rangs, _styles(page, [None, "MM/YYYY", None, *MOTIFS]), 0.0)
        f.name_table(page, "Croisees", 1, lues.height + 1, entetes)
    f.largeurs(page, [28, 12, 60, 14, 15, 11, 18, 11])
    page.freeze_panes = "A2"
    longue = lues.height > UNE_PAGE
    f.impression(page, f"HospiConnect, données à croiser{A_L_ECRAN if longue else ''}", jour(region.le))
    if longue:
        page.print_area = f"A1:H{UNE_PAGE}"


def _styles(page: Any, motifs: Sequence[str | None]) -> list[Any]:
    """One a column."""
    cases = [Cell(page, 2, rang) for rang in range(1, len(motifs) + 1)]
    for case, motif in zip(cases, motifs, strict=True):
        case.font = f.NORMAL
        if motif:
            case.number_format = motif
        case.alignment = Alignment(
            horizontal="right" if motif in MOTIFS else "left", vertical="top", indent=1
        )
    return [case._style for case in cases]


def mouvements(region: Region) -> tuple[list[str], list[list[Any]], list[str | None], list[float]]:
    """Who changed its name, was merged, or left."""
    lignes = [
        [r["nom"], r["finess_ej"], r["quoi"], r["detail"], r["depuis"]] for r in region.mouvements.to_dicts()
    ]
    entetes = ["Établissement", "FINESS EJ", "Changement", "Détail", "Depuis"]
    return entetes, lignes, [None, None, None, None, f.DATE], [46, 14, 14, 60, 13]
