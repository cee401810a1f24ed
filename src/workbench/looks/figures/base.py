"""Charts as pure functions: data in, Plotly figure out; French labels, readable in black and white."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import plotly.graph_objects as go
import polars as pl

from workbench.looks.etats import BLEU, ENCRE, GRIS, STATUTS
from workbench.looks.formats import FINE, fourchette, jour, mois, nombre, pourcent
from workbench.looks.traces import Point

POLICE = "'Segoe UI', -apple-system, Roboto, 'Liberation Sans', Arial, sans-serif"
CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "responsive": True}
HAUTEUR_BARRE = 30


def habiller(figure: go.Figure, hauteur: int) -> go.Figure:
    """The common frame of every chart: fonts, French separators, fixed axes."""
    figure.update_layout(
        height=hauteur,
        separators=f",{FINE}",
        font={"family": POLICE, "size": 13, "color": ENCRE},
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        hoverlabel={"font": {"family": POLICE, "size": 13}},
        dragmode=False,
        overwrite=True,  # merging each with what is there costs twice the chart
    )
    figure.update_xaxes(fixedrange=True, automargin=True)
    figure.update_yaxes(fixedrange=True, automargin=True)
    return figure


def trame(couleur: str, forme: str) -> dict[str, Any]:
    """The look of a bar: its colour, and a pattern that tells it apart in black and white."""
    return {
        "color": couleur,
        "line": {"color": "#FFFFFF", "width": 1},
        "pattern": {
            "shape": forme,
            "fgcolor": "#FFFFFF",
            "size": 6,
            "solidity": 0.15,
            "fgopacity": 0.55,
            "fillmode": "overlay",
        },
    }


def mesures(suite: Sequence[Point], extra: str = "", **options: Any) -> go.Scatter:
    """The line of what was measured, oldest first, each point saying its day and share."""
    return go.Scatter(
        x=[point.le for point in suite],
        y=[point.valeur for point in suite],
        mode="lines+markers",
        line={"color": BLEU, "width": 3},
        marker={"size": 7, "color": BLEU},
        customdata=[[jour(point.le), pourcent(point.valeur)] for point in suite],
        hovertemplate=f"%{{customdata[0]}} : %{{customdata[1]}}<extra>{extra}</extra>",
        **options,
    )


def eventail(depuis: Point, echeance: date, basse: float, haute: float) -> go.Scatter:
    """Where the measure may be at the deadline, as an area that opens from its last point."""
    return go.Scatter(
        x=[depuis.le, echeance, echeance, depuis.le],
        y=[depuis.valeur, haute, basse, depuis.valeur],
        fill="toself",
        fillcolor="rgba(31,78,140,.14)",
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
        showlegend=False,
    )


def ligne_cible(figure: go.Figure, cible: float) -> None:
    """The target, dashed across the chart and named."""
    figure.add_hline(
        y=cible,
        line={"color": GRIS, "width": 1.5, "dash": "dash"},
        annotation={"text": f"cible {pourcent(cible, 0)}", "font": {"color": GRIS, "size": 12}},
        annotation_position="top left",
    )


def tendance(points: Sequence[Point], cible: float, hauteur: int = 135) -> go.Figure:
    """The score over the deliveries, with the target as a dashed line; axes say only what is needed."""
    suite = sorted(points, key=lambda point: point.le)
    jours: list[date] = [point.le for point in suite]
    valeurs = [point.valeur for point in suite]
    etiquettes = ["" for _ in suite]
    if suite:
        etiquettes[0], etiquettes[-1] = pourcent(valeurs[0]), pourcent(valeurs[-1])
    figure = go.Figure()
    figure.add_trace(
        go.Scatter(
            x=jours,
            y=valeurs,
            mode="lines+markers+text",
            text=etiquettes,
            textposition=["top right", *["top center"] * (len(suite) - 2), "top left"][: len(suite)],
            line={"color": BLEU, "width": 3},
            marker={"size": 8, "color": BLEU},
            customdata=[[jour(le), pourcent(valeur)] for le, valeur in zip(jours, valeurs, strict=True)],
            hovertemplate="%{customdata[0]} : %{customdata[1]}<extra></extra>",
            cliponaxis=False,
        )
    )
    ligne_cible(figure, cible)
    bas = max(0.0, min([*valeurs, cible]) - 0.12)
    figure.update_yaxes(visible=False, range=[bas, max(1.0, cible) + 0.07])
    figure.update_xaxes(
        tickvals=jours,
        ticktext=[mois(le) if rang in (0, len(jours) - 1) else "" for rang, le in enumerate(jours)],
        showgrid=False,
        tickfont={"color": GRIS},
        range=None,
    )
    figure.update_layout(showlegend=False)
    return habiller(figure, hauteur)


def projection(
    points: Sequence[Point], cible: float, echeance: date, basse: float, mediane: float, haute: float
) -> go.Figure:
    """The measured score, then where it is going: dashed to the median at the deadline, an interval beside
    it.
    """
    suite = sorted(points, key=lambda point: point.le)
    dernier = suite[-1]
    figure = go.Figure()
    figure.add_trace(eventail(dernier, echeance, basse, haute))
    figure.add_trace(
        go.Scatter(
            x=[dernier.le, echeance],
            y=[dernier.valeur, mediane],
            mode="lines+text",
            text=["", fourchette(basse, haute)],
            textposition="top left",
            line={"color": BLEU, "width": 2, "dash": "dot"},
            customdata=[pourcent(dernier.valeur), pourcent(mediane)],
            hovertemplate="%{x|%d/%m/%Y} : %{customdata}<extra></extra>",
        )
    )
    figure.add_trace(mesures(suite))
    ligne_cible(figure, cible)
    jours = [suite[0].le, dernier.le, echeance]
    figure.update_xaxes(
        tickvals=jours, ticktext=[mois(le) for le in jours], showgrid=False, tickfont={"color": GRIS}
    )
    bas = max(0.0, min([basse, cible, *(point.valeur for point in suite)]) - 0.08)
    figure.update_yaxes(visible=False, range=[bas, 1.08])
    figure.update_layout(showlegend=False)
    return habiller(figure, 190)


def barres_statuts(tableau: pl.DataFrame, libelle: str) -> go.Figure:
    """Horizontal bars stacked by state, one line per `libelle`; counts written where they fit.

    Args:
        tableau: one row per label, one count column per state code, biggest group first.
        libelle: the column of labels.
    """
    noms = tableau[libelle].to_list()
    maximum = max([1, *tableau.select(pl.sum_horizontal(list(STATUTS))).to_series().to_list()])
    figure = go.Figure()
    for code, etat in STATUTS.items():
        valeurs = tableau[code].to_list()
        figure.add_trace(
            go.Bar(
                y=noms,
                x=valeurs,
                name=etat.libelle,
                orientation="h",
                marker=trame(etat.couleur, etat.trame),
                text=[nombre(valeur) if valeur and valeur >= maximum * 0.06 else "" for valeur in valeurs],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={"color": etat.encre, "size": 12},
                customdata=[[nom, nombre(valeur)] for nom, valeur in zip(noms, valeurs, strict=True)],
                hovertemplate="%{customdata[0]}<br>" + etat.mot + " : %{customdata[1]}<extra></extra>",
            )
        )
    figure.update_layout(
        barmode="stack",
        bargap=0.28,
        showlegend=False,
        uniformtext={"minsize": 11, "mode": "hide"},
    )
    figure.update_yaxes(
        autorange="reversed", showgrid=False, tickvals=noms, ticktext=[f"{_coupe(nom)} " for nom in noms]
    )
    figure.update_xaxes(gridcolor="#E4E7EC", tickformat=",d", rangemode="tozero", nticks=5, tickangle=0)
    return habiller(figure, 50 + HAUTEUR_BARRE * max(2, len(noms)))


def barres(donnees: pl.DataFrame, libelle: str, valeur: str) -> go.Figure:
    """Horizontal bars, biggest first, the number written."""
    figure = go.Figure(
        go.Bar(
            x=donnees[valeur].to_list(),
            y=donnees[libelle].to_list(),
            orientation="h",
            marker={"color": BLEU},
            text=[nombre(item) for item in donnees[valeur]],
            textposition="outside",
            hovertemplate="%{y} : %{text}<extra></extra>",
            cliponaxis=False,
        )
    )
    figure.update_yaxes(autorange="reversed", ticksuffix=" ")
    figure.update_xaxes(
        visible=False, range=[0, 1.18 * max([1, *donnees[valeur].to_list()])]
    )  # room for the number
    figure.update_layout(showlegend=False, bargap=0.35)
    return habiller(figure, 60 + 30 * max(2, donnees.height))


def _coupe(nom: str, longueur: int = 30) -> str:
    return nom if len(nom) <= longueur else nom[: longueur - 1].rstrip() + "…"
