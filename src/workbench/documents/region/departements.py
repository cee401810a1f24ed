"""The départements of a region: side by side on one sheet, then one sheet each, to be read or sent to it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl
from openpyxl import Workbook
from openpyxl.worksheet.pagebreak import Break

from workbench.documents.ars.feuilles import titre
from workbench.documents.region.consolidation import Region, regles
from workbench.documents.region.feuilles import (
    ENTETES,
    MOTIFS,
    OBJECTIFS,
    UNE_PAGE,
    cellule,
    cellules,
    matrice,
    named,
    said,
    under,
)
from workbench.documents.region.mesures import par_departement, sommes
from workbench.documents.secret import MARQUE
from workbench.looks.formats import jour, pourcent
from workbench.office import feuille as f
from workbench.office.graphes_tableur import Suite, barres
from workbench.office.lisible import on_screen_beyond
from workbench.office.tenue import compact
from workbench.socle.departements import nom_du

DEPARTEMENTS = "Départements"
FONCE, CLAIR = "1F4E8C", "C77A0A"
HAUT_MAX = 14.0  # centimetres of a chart: a page, with its title
RANG_LISTE = 14.5  # points of a row of who sent: one line each, a département's whole list on its page
TAUX_IMPRIMES = 10  # rates side by side on an A4, the others on screen
AU_GRAPHE = 20  # départements a chart still tells apart: no region of the country has more


@dataclass(frozen=True)
class Departements:
    """What each département says: read once, for every sheet that tells it."""

    region: Region

    @cached_property
    def montres(self) -> list[dict[str, Any]]:
        """The indicators, in the order they are shown."""
        dits: list[dict[str, Any]] = regles()["indicateurs"]
        return dits

    @cached_property
    def faits(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Département → indicator → its sum."""
        trouves: dict[str, dict[str, dict[str, Any]]] = {}
        for item in self.montres:
            for fait in par_departement(self.region, item["id"]).to_dicts():
                trouves.setdefault(fait["departement"], {})[item["id"]] = fait
        return trouves

    @cached_property
    def regionaux(self) -> dict[str, dict[str, Any]]:
        """Indicator → the region's sum."""
        lues = sommes(self.region.lignes.filter(pl.col("axe") == "ensemble"))
        return {fait["indicateur"]: fait for fait in lues.to_dicts()}

    @cached_property
    def envoyes(self) -> dict[Any, pl.DataFrame]:
        """Département → who sent."""
        return _by_departement(self.region.recus)

    @cached_property
    def absents(self) -> dict[Any, pl.DataFrame]:
        """Département → who was expected and did not send."""
        return _by_departement(self.region.manquants)

    @cached_property
    def codes(self) -> list[str]:
        """Those that sent or were expected."""
        return sorted({*self.faits, *self.envoyes, *self.absents})

    def combien(self, code: str) -> tuple[int, int]:
        """How many sent there, how many were expected and did not."""
        recus, manquants = self.envoyes.get(code), self.absents.get(code)
        return (0 if recus is None else recus.height), (0 if manquants is None else manquants.height)

    def taux(self, code: str) -> list[Any]:
        """Its rate of each indicator: None when nobody there has anything to say of it."""
        siens = self.faits.get(code, {})
        return [cellule(siens[i["id"]], "taux") if i["id"] in siens else None for i in self.montres]

    @property
    def objectifs(self) -> list[dict[str, Any]]:
        """The indicators that are objectives."""
        return [item for item in self.montres if item["id"].startswith(OBJECTIFS)]


def side_by_side(classeur: Workbook, dits: Departements, nom: str) -> None:
    """Every département's rates on one sheet, those of the first objectives drawn first."""
    region = dits.region
    page = classeur.create_sheet(DEPARTEMENTS)
    titre(page, DEPARTEMENTS, f"{nom} : taux de chaque département. {MARQUE} : non communiqué, jamais zéro.")
    noms = [nom_du(code) for code in dits.codes]
    graphe = _beside(
        noms,
        [
            (named(item), [_known(dits.faits.get(code, {}).get(item["id"])) for code in dits.codes])
            for item in dits.objectifs[:2]
        ],
        "Objectif 1.1, par département",
    )
    haut = 4
    if graphe is not None and len(noms) <= AU_GRAPHE:
        graphe.height = min(graphe.height, HAUT_MAX)
        page.add_chart(graphe, "A4")
        haut = under(graphe, 4)
    avant = ["Département", "Reçus", *(["Sans envoi"] if region.attendus else [])]
    lignes = [[nom_du(code), *dits.combien(code)[: len(avant) - 1], *dits.taux(code)] for code in dits.codes]
    motifs = [None, *[f.ENTIER] * (len(avant) - 1)]
    fin = matrice(page, haut, avant, dits.montres, lignes, "Departements", motifs)
    for rang, nom_dit in enumerate(noms, haut + 1):
        page.cell(rang, 1).hyperlink = f"#'{nom_dit}'!A1"
        page.cell(rang, 1).font = f.LIEN
    f.largeurs(page, [26, 8, *[10.5] * (len(avant) + len(dits.montres))])
    f.impression(page, f"HospiConnect, {DEPARTEMENTS.lower()}", jour(region.le), haut)
    imprimees = min(len(avant) + TAUX_IMPRIMES, page.max_column)
    if imprimees < page.max_column:
        on_screen_beyond(page, fin, imprimees)
    if page.max_row <= UNE_PAGE:
        page.page_setup.fitToHeight = 1
    elif haut > 4:
        page.row_breaks.append(Break(id=haut - 1))  # the chart on its page, the table under its headings
    else:
        compact(page)


def one_each(classeur: Workbook, dits: Departements, nom: str) -> None:
    """A sheet a département: its objectives beside the region's, drawn then said, and who sent, those that
    did not first.
    """
    for rang, code in enumerate(dits.codes):
        page = classeur.create_sheet(nom_du(code))
        phrase = said(dits.region, *dits.combien(code))
        titre(page, f"{nom} : {nom_du(code)}", f"{phrase} {MARQUE} : non communiqué, jamais compté zéro.")
        siens, haut = dits.faits.get(code, {}), 4
        vus = [item for item in dits.objectifs if item["id"] in siens]
        paires = [
            (nom_du(code), [_known(siens[item["id"]]) for item in vus]),
            (nom, [_known(dits.regionaux.get(item["id"])) for item in vus]),
        ]
        graphe = _beside([named(item) for item in vus], paires, "Objectifs : ici et dans la région")
        if graphe is not None:
            page.add_chart(graphe, "A4")
            haut = under(graphe, 4)
        lignes = [
            [item["titre"], *cellules(siens[item["id"]]), cellule(dits.regionaux.get(item["id"], {}), "taux")]
            for item in dits.montres
            if item["id"] in siens
        ]
        entetes = ["Objectif ou indicateur", *ENTETES, "Taux régional"]
        fin = f.tableau(page, haut, entetes, lignes, f"Departement{rang}", [None, *MOTIFS, f.TAUX])
        page.cell(fin + 2, 1, "Établissements").font = f.SOUS_TITRE
        qui = [*_missing(dits.absents.get(code)), *_sent(dits.envoyes.get(code))]
        entetes = ["Établissement", "FINESS EJ", "Données du", "Envoi"]
        dernier = f.tableau(page, fin + 3, entetes, qui, f"Envois{rang}", [None, None, f.DATE, None])
        for ligne in range(fin + 4, dernier + 1):
            page.row_dimensions[ligne].height = RANG_LISTE
        f.largeurs(page, [60, 13, 15, 12, 16, 11, 11])
        f.impression(page, f"HospiConnect, {nom_du(code)}", jour(dits.region.le), None)
        if page.max_row <= UNE_PAGE:
            page.page_setup.fitToHeight = 1
        else:
            page.row_breaks.append(Break(id=fin + 1))  # a list keeps its headings


def _known(fait: dict[str, Any] | None) -> float | None:
    return fait["taux"] if fait else None


def _beside(noms: list[str], dites: list[tuple[str, list[float | None]]], libelle: str) -> Any:
    """Bars of shares beside one another; None when there is nothing to draw."""
    if not any(valeur is not None for _, valeurs in dites for valeur in valeurs):
        return None
    suites = [
        Suite(quoi, valeurs, couleur) for (quoi, valeurs), couleur in zip(dites, (FONCE, CLAIR), strict=False)
    ]
    dit = " ; ".join(
        f"{nom}, {quoi} : {MARQUE if valeurs[rang] is None else pourcent(valeurs[rang])}"
        for rang, nom in enumerate(noms)
        for quoi, valeurs in dites
    )
    return barres(noms, suites, libelle, f"{libelle}. {dit}", "0\u00a0%", beside=True)


def _by_departement(table: pl.DataFrame) -> dict[Any, pl.DataFrame]:
    return {code: part for (code,), part in table.partition_by("departement", as_dict=True).items()}


def _sent(recus: pl.DataFrame | None) -> list[list[Any]]:
    lues = (
        []
        if recus is None
        else recus.sort("ancien", "nom", "finess_ej", descending=[True, False, False]).to_dicts()
    )
    return [
        [r["nom"], r["finess_ej"], r["date_donnees"], "ancien" if r["ancien"] else "à jour"] for r in lues
    ]


def _missing(manquants: pl.DataFrame | None) -> list[list[Any]]:
    lues = [] if manquants is None else manquants.sort("nom", "finess_ej").to_dicts()
    return [[r["nom"], r["finess_ej"], None, "non reçu"] for r in lues]
