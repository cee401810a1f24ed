"""Flat tables of the region, made to be crossed: headings on the first line, one fact a row, no merged cell,
numbers or nothing. Read on screen: only their first page is printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment

from workbench.documents.ars.donnees import libelle_autorite
from workbench.documents.region.consolidation import Region, regles
from workbench.documents.region.feuilles import ENTETES, MOTIFS, first_page_only
from workbench.documents.region.mesures import sommes, tendance
from workbench.looks.formats import jour
from workbench.office import feuille as f
from workbench.office.corps import Corps
from workbench.socle.departements import nom_du

CROISES, METIERS, TENDANCES = "Données à croiser", "Métiers à croiser", "Tendances à croiser"
DETAILLES = ("couverture", "mie_remis", "mie_accepte", "mie_utilise")
"""Indicators told by authority and by profession."""
MOIS = "MM/YYYY"


def croiser(classeur: Workbook, region: Region) -> None:
    """The three tables; one without a row has no sheet, save the first."""
    lues = croisees(region).select("departement", "mois", "titre", *NOMS)
    entetes = ["Département", "Mois", "Indicateur", *ENTETES]
    _flat(classeur, region, CROISES, "Croisees", lues, entetes, [None, MOIS, None, *MOTIFS], [28, 12, 60])
    lues = metiers(region).select("titre", "axe", "valeur", *NOMS)
    entetes = ["Indicateur", "Axe", "Valeur", *ENTETES]
    if lues.height:
        _flat(classeur, region, METIERS, "Metiers", lues, entetes, [None, None, None, *MOTIFS], [54, 13, 64])
    lues = tendances(region)
    entetes = ["Indicateur", "Mois", "Médiane", "1er quart", "3e quart", "Établissements"]
    motifs = [None, MOIS, f.TAUX, f.TAUX, f.TAUX, f.ENTIER]
    if lues.height:
        _flat(classeur, region, TENDANCES, "Quartiles", lues, entetes, motifs, [60, 12, 12, 12, 12, 18])


NOMS = ("numerateur", "denominateur", "taux", "etablissements", "masques")


def croisees(region: Region) -> pl.DataFrame:
    """Sums by département, month and indicator, the newest twin of each establishment in the month: what was
    hidden is in no sum.
    """
    lues = region.toutes.filter(pl.col("axe") == "ensemble").join(_titres(), on="indicateur")
    lues = lues.with_columns(mois=pl.col("date_donnees").dt.truncate("1mo")).sort("date_donnees")
    retenus = lues["mois"].unique().sort().tail(int(regles()["mois_croises"]))
    lues = lues.filter(pl.col("mois").is_in(retenus.implode()))
    lues = lues.group_by("finess_ej", "mois", "indicateur", maintain_order=True).last()
    return sommes(lues, ["departement", "mois", "titre"]).with_columns(
        pl.col("departement").replace_strict(
            {code: nom_du(code) for code in lues["departement"].unique()}, return_dtype=pl.String
        )
    )


def metiers(region: Region) -> pl.DataFrame:
    """Sums of today by authority and by profession, with `titre` of the indicator, `axe` and `valeur` in
    words.
    """
    lues = sommes(
        region.lignes.filter(
            pl.col("axe").is_in(["autorite", "profession"]), pl.col("indicateur").is_in(DETAILLES)
        )
    ).join(_titres(), on="indicateur", maintain_order="left")
    dits = [_axe(axe, valeur) for axe, valeur in lues.select("axe", "valeur_axe").iter_rows()]
    return lues.with_columns(
        pl.Series("axe", [axe for axe, _ in dits], pl.String),
        pl.Series("valeur", [valeur for _, valeur in dits], pl.String),
    )


def tendances(region: Region) -> pl.DataFrame:
    """Month by month, every indicator: its median and its quartiles."""
    tables = [
        tendance(region, item["id"]).select(
            pl.lit(item["titre"]).alias("titre"), "mois", "mediane", "q1", "q3", "etablissements"
        )
        for item in regles()["indicateurs"]
    ]
    return pl.concat(tables)


def _titres() -> pl.DataFrame:
    return pl.DataFrame(
        [(item["id"], item["titre"]) for item in regles()["indicateurs"]],
        schema={"indicateur": pl.String, "titre": pl.String},
        orient="row",
    )


def _axe(axe: str, valeur: str) -> tuple[str, str]:
    """« autorité », « Ordre professionnel » ; « profession », « Infirmier · Ordre professionnel »."""
    if axe == "autorite":
        return "autorité", libelle_autorite(valeur)
    autorite, _, metier = valeur.partition(" | ")
    return axe, f"{metier} · {libelle_autorite(autorite)}" if metier else valeur


def _flat(
    classeur: Workbook,
    region: Region,
    libelle: str,
    table: str,
    lues: pl.DataFrame,
    entetes: Sequence[str],
    motifs: Sequence[str | None],
    largeurs: Sequence[float],
) -> None:
    page = classeur.create_sheet(libelle)
    page.append(list(entetes))
    droites = {*MOTIFS}
    for case, motif in zip(page[1], motifs, strict=True):
        case.font, case.fill = f.ENTETE, f.FOND_ENTETE
        cote = "right" if motif in droites else "left"
        case.alignment = Alignment(horizontal=cote, vertical="center", wrap_text=True, indent=1)
    if lues.height:
        dites = [nom for nom, genre in lues.schema.items() if genre == pl.String]
        textes = {texte: f.sur(texte) for nom in dites for texte in lues[nom].unique()}
        rangs = [[textes.get(valeur, valeur) for valeur in rang] for rang in lues.iter_rows()]
        Corps(page, 2, rangs, _styles(page, motifs), 0.0)
        f.name_table(page, table, 1, lues.height + 1, entetes)
    f.largeurs(page, [*largeurs, 14, 15, 11, 18, 11])
    page.freeze_panes = "A2"
    colonne = page.cell(1, len(entetes)).column_letter
    first_page_only(page, f"HospiConnect, {libelle.lower()}", jour(region.le), 1, colonne)


def _styles(page: Any, motifs: Sequence[str | None]) -> list[Any]:
    """One a column."""
    cases = [Cell(page, 2, rang) for rang in range(1, len(motifs) + 1)]
    for case, motif in zip(cases, motifs, strict=True):
        if motif:
            case.number_format = motif
        case.font = f.shade(f.NORMAL, case.number_format)
        case.alignment = Alignment(
            horizontal="right" if motif in MOTIFS else "left", vertical="top", indent=1
        )
    return [case._style for case in cases]
