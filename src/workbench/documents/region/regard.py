"""First sheet of the regional workbook: how establishments spread on each objective, and who is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from openpyxl.worksheet.worksheet import Worksheet

from workbench.documents.ars.feuilles import titre
from workbench.documents.region.consolidation import Region
from workbench.documents.region.feuilles import ENTETES, MOTIFS, OBJECTIFS, cellules, said, under
from workbench.documents.region.mesures import repartition, sommes
from workbench.looks.formats import jour
from workbench.office import feuille as f
from workbench.office.graphes_tableur import Suite, barres

TRANCHES = (
    (0.25, "moins de 25\u00a0%"),
    (0.5, "25 à 50\u00a0%"),
    (0.75, "50 à 75\u00a0%"),
    (1.01, "75\u00a0% et plus"),
)
COULEURS = ("8E2412", "C77A0A", "5C8FD1", "1F4E8C")
NON_DIT, SANS_OBJET, NON_RECU = (
    ("Non communiqué", "D5D9E0"),
    ("Sans objet", "B3B9C4"),
    ("Pas d’envoi", "858C96"),
)


def regard(page: Worksheet, region: Region, nom: str, montres: Sequence[dict[str, Any]]) -> None:
    """Write the sheet: the chart, then its table; what too few establishments tell is left out."""
    phrase = said(region, region.recus.height, region.manquants.height)
    phrase += f" Données du {jour(region.le)} au plus tard." if region.le else ""
    titre(page, f"HospiConnect, {nom} : en un regard", phrase)
    lignes = [ligne for item in montres if (ligne := _ligne(region, item)) is not None]
    if not lignes:
        _few(page, region, nom, montres)
        return
    entetes = ["Objectif ou indicateur", *(mot for _, mot in TRANCHES), NON_DIT[0], SANS_OBJET[0]]
    entetes += [NON_RECU[0]] if region.attendus else []
    graphe = _graphe([ligne for ligne in lignes if ligne[0] in _noms(montres)] or lignes, entetes)
    page.add_chart(graphe, "A4")
    haut = under(graphe, 4)
    f.tableau(page, haut, entetes, lignes, "Regard", [None, *[f.ENTIER] * (len(entetes) - 1)])
    _page(page, region, nom, len(entetes))


def _few(page: Worksheet, region: Region, nom: str, montres: Sequence[dict[str, Any]]) -> None:
    """Too few establishments to draw a distribution: their sums, which « Synthèse » tells too."""
    page["A4"] = "Trop peu d’établissements pour une répartition qui ne désigne personne : leurs sommes."
    totaux = {
        r["indicateur"]: r for r in sommes(region.lignes.filter(pl.col("axe") == "ensemble")).to_dicts()
    }
    lignes = [[item["titre"], *cellules(totaux[item["id"]])] for item in montres if item["id"] in totaux]
    entetes = ["Objectif ou indicateur", *ENTETES]
    if lignes:
        f.tableau(page, 6, entetes, lignes, "Regard", [None, *MOTIFS])
    _page(page, region, nom, len(entetes))


def _page(page: Worksheet, region: Region, nom: str, colonnes: int) -> None:
    f.largeurs(page, [66, *[14] * (colonnes - 1)])
    f.impression(page, f"HospiConnect, {nom}", jour(region.le) if region.le else "", None)
    page.page_setup.fitToHeight = 1


def _noms(montres: Sequence[dict[str, Any]]) -> set[str]:
    return {item["titre"] for item in montres if item["id"].startswith(OBJECTIFS)}


def _ligne(region: Region, item: dict[str, Any]) -> list[Any] | None:
    """Establishments by band of rate, those hidden, those that have nothing to count there (nobody
    concerned, no patient record), those expected that sent nothing; None when a distribution is refused.
    """
    if "mediane" not in repartition(region, item["id"]):
        return None
    lues = region.valeurs(item["id"]).to_dicts()
    taux = [r["taux"] for r in lues if not r["masque"] and r["taux"] is not None]
    bas, nombres = 0.0, []
    for haut, _ in TRANCHES:
        nombres.append(sum(bas <= t < haut for t in taux))
        bas = haut
    absents = [region.manquants.height] if region.attendus else []
    masques = sum(r["masque"] for r in lues)
    return [item["titre"], *nombres, masques, region.recus.height - len(taux) - masques, *absents]


def _graphe(lignes: Sequence[Sequence[Any]], entetes: Sequence[str]) -> Any:
    couleurs = [*COULEURS, NON_DIT[1], SANS_OBJET[1], NON_RECU[1]]
    suites = [
        Suite(mot, [ligne[rang] or None for ligne in lignes], couleur)
        for rang, (mot, couleur) in enumerate(zip(entetes[1:], couleurs, strict=False), 1)
    ]
    dit = " ; ".join(
        f"{ligne[0]} : " + ", ".join(f"{mot} {n}" for mot, n in zip(entetes[1:], ligne[1:], strict=True))
        for ligne in lignes
    )
    noms = [str(ligne[0]) for ligne in lignes]
    return barres(noms, suites, "Établissements par tranche de taux", f"Établissements. {dit}", f.ENTIER)
