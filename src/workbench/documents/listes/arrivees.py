"""Short contracts, drawn and written: months stacked by contract, shares said with their bounds, the file of
an agency.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
import polars as pl
from openpyxl import Workbook

from workbench.documents.destinataire import EQUIPE
from workbench.documents.listes.liste import named, trier
from workbench.looks import titres
from workbench.looks.etats import CONTRATS, ENCRE, mot
from workbench.looks.figures.base import habiller, trame
from workbench.looks.formats import ABSENT, FINE, jour, mois, nombre, pourcent
from workbench.office import feuille
from workbench.office.feuille import SAISIE
from workbench.office.lisible import as_list
from workbench.office.paquet import octets

MIME = feuille.MIME
_COULEURS = ("#1F4E8C", "#5C8FD1", "#C77A0A", "#858C96", "#8E2412", "#18753C", "#B8BEC8", "#5D6470")
_TRAMES = ("", "/", "x", ".", "", "\\", "", "-")
_CLAIRES = {"#5C8FD1", "#C77A0A", "#858C96", "#B8BEC8"}
A_REMPLIR = ("rpps_lu", "reponse")
RETOUR = (
    "Renvoyez ce classeur à {}, colonnes jaunes remplies, avec l’attestation de chacun : c’est elle que nous"
    " enregistrons, le numéro écrit ici ne suffit pas à le prouver."
)
COLONNES_AGENCE = titres.de(
    "reference nom prenom profession date_arrivee ou rpps_lu reponse date_depart etablissement service",
    reference="Référence de l’agence",
    profession="Qualification",
    date_arrivee="Début de mission",
    ou="Où s’enregistrer",
    rpps_lu="Numéro RPPS (11 chiffres)",
    reponse="Réponse de l’agence",
    date_depart="Fin de mission",
)


def encadre(basse: float | None, haute: float | None) -> str:
    """« 12 % », or « 12 à 48 % » when the day is only known between two runs."""
    if basse is None or haute is None:
        return ABSENT
    low, high = pourcent(basse, 0), pourcent(haute, 0)
    return low if low == high else f"{low.removesuffix(FINE + '%')} à {high}"


def par_mois(tableau: pl.DataFrame) -> go.Figure:
    """Vertical bars, a month each, stacked by contract type; the total is written above.

    Args:
        tableau: `mois, type_contrat, nombre`, as `indicators.arrivees.par_mois` gives it.
    """
    months = tableau["mois"].unique(maintain_order=True).to_list()
    labels = [
        mois(month) if not rank or month.month == 1 else mois(month).rsplit(" ", 1)[0]
        for rank, month in enumerate(months)
    ]
    figure = go.Figure()
    for rank, code in enumerate(tableau["type_contrat"].unique(maintain_order=True)):
        values = tableau.filter(pl.col("type_contrat") == code)["nombre"].to_list()
        colour = _COULEURS[rank % len(_COULEURS)]
        figure.add_trace(
            go.Bar(
                x=labels,
                y=values,
                name=mot(CONTRATS, code),
                marker=trame(colour, _TRAMES[rank % len(_TRAMES)]),
                text=[nombre(value) if value else "" for value in values],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={"color": ENCRE if colour in _CLAIRES else "#FFFFFF"},
                hovertemplate="%{x}<br>" + mot(CONTRATS, code) + " : %{y}<extra></extra>",
            )
        )
    totals = tableau.group_by("mois").agg(pl.col("nombre").sum()).sort("mois")["nombre"].to_list()
    figure.add_trace(_totaux(labels, totals))
    figure.update_layout(
        barmode="stack",
        bargap=0.25,
        legend={"orientation": "h", "y": 1.16, "x": 0, "traceorder": "normal"},
        uniformtext={"minsize": 10, "mode": "hide"},
    )
    figure.update_yaxes(visible=False, range=[0, 1.15 * max([1, *totals])])
    figure.update_xaxes(type="category", tickangle=-45, tickfont={"size": 12})
    return habiller(figure, 340)


def _totaux(labels: Sequence[str], totals: Sequence[int]) -> go.Scatter:
    """The total of each month, written above its bar."""
    return go.Scatter(
        x=labels,
        y=totals,
        mode="text",
        text=[nombre(total) for total in totals],
        textposition="top center",
        textfont={"color": ENCRE, "size": 13},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )


def fichier_agence(
    personnes: pl.DataFrame,
    agence: str,
    regles: Mapping[str, Any],
    etablissement: str,
    le: dt.date,
    motif: str,
    equipe: str = EQUIPE,
) -> bytes:
    """The workbook for one agency: what is asked and why on a first sheet, its people on the second.

    Args:
        personnes: rows of `mart.arrivee_personne` of this agency, still without a proved number.
        regles: the `[agence]` part of `contrats_courts.toml`.
        motif: the reason given by whoever consulted the list, written in the file.
        equipe: to whom it goes back (`destinataire.team`).
    """
    book = Workbook()
    _lisez_moi(book.active, agence, personnes.height, regles, etablissement, le, motif, equipe)
    sheet = book.create_sheet("Personnes")
    where = regles["enregistrement"]
    told = trier(personnes, ["nom", "prenom"]).with_columns(
        profession=pl.when(pl.col("autorite") == "inconnue")
        .then(pl.lit("À préciser"))
        .when(pl.col("autorite") == "hors_perimetre")
        .then(pl.lit("Métier sans accès aux soins"))
        .otherwise(pl.col("profession").str.replace_all("'", "’", literal=True)),
        ou=pl.col("autorite").replace_strict(where, default=where["inconnue"], return_dtype=pl.String),
        rpps_lu=pl.lit(None, pl.String),
        reponse=pl.lit(None, pl.String),
    )
    rows = [
        [named(name, value) for name, value in row.items()]
        for row in told.select(list(COLONNES_AGENCE)).iter_rows(named=True)
    ]
    formats = [
        "@" if name == "rpps_lu" else feuille.DATE if name.startswith("date_") else None
        for name in COLONNES_AGENCE
    ]
    fin = feuille.tableau(sheet, 1, list(COLONNES_AGENCE.values()), rows, "Personnes", formats)
    feuille.largeurs(sheet, [16, 20, 18, 30, 13, 34, 18, 30, 13, 14, 24])
    sheet.freeze_panes = "A2"
    feuille.impression(sheet, f"{etablissement} : numéros RPPS à fournir, {agence}", jour(le))
    for column in (list(COLONNES_AGENCE).index(name) + 1 for name in A_REMPLIR):
        for line in range(2, fin + 1):
            sheet.cell(line, column).fill = SAISIE
    as_list(sheet, fin, len(COLONNES_AGENCE))
    return octets(book, le, f"Numéros RPPS à fournir, {agence}", etablissement)


def _lisez_moi(
    sheet: Any,
    agence: str,
    effectif: int,
    regles: Mapping[str, Any],
    etablissement: str,
    le: dt.date,
    motif: str,
    equipe: str,
) -> None:
    lines: Sequence[tuple[str, str]] = (
        ("De", etablissement),
        ("À", agence),
        ("Situation au", jour(le)),
        ("Personnes concernées", nombre(effectif)),
        ("Pourquoi", regles["raison"]),
        ("Ce que nous demandons", regles["demande"]),
        ("Votre réponse", RETOUR.format(equipe)),
        ("Conservation", regles["conservation"]),
        ("", regles["conservation_source"]),
        ("Motif de l’envoi", motif),
    )
    feuille.a_lire(sheet, "Numéros RPPS à fournir", lines, f"{etablissement} : {agence}", jour(le))
