"""Charts of follow-ups: shares over time side by side, and a burn-down with its needed and expected lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go

from workbench.looks.etats import BLEU, GRIS, ORANGE
from workbench.looks.figures.base import habiller
from workbench.looks.formats import jour, mois, nombre, pourcent
from workbench.looks.traces import Point

TRAITS = (
    (BLEU, "solid", "circle"),
    (ORANGE, "dash", "square"),
    ("#2A7A73", "dot", "diamond"),
    (GRIS, "dashdot", "x"),
)
NECESSAIRE, OBSERVE, CAPACITE = "rythme nécessaire", "au rythme observé", "à cette capacité"
LIGNES = {NECESSAIRE: (GRIS, "dash"), OBSERVE: (ORANGE, "dot"), CAPACITE: ("#2A7A73", "dashdot")}
ECART = 0.055  # least distance between two labels at the end of lines, on a scale from 0 to 1


def parts(series: Mapping[str, Sequence[Point]]) -> go.Figure:
    """One line a label, shares from 0 to 1, the name and last value written at the end; dashes and markers
    differ.
    """
    figure = go.Figure()
    derniers = {nom: sorted(points, key=lambda p: p.le)[-1] for nom, points in series.items() if points}
    places = _ecarter({nom: point.valeur for nom, point in derniers.items()})
    noms: list[dict[str, Any]] = []
    for rang, (nom, points) in enumerate(item for item in series.items() if item[1]):
        couleur, trait, marque = TRAITS[rang % len(TRAITS)]
        suite = sorted(points, key=lambda point: point.le)
        figure.add_trace(
            go.Scatter(
                x=[point.le for point in suite],
                y=[point.valeur for point in suite],
                mode="lines+markers",
                name=nom,
                line={"color": couleur, "width": 3, "dash": trait},
                marker={"size": 7, "color": couleur, "symbol": marque},
                customdata=[[jour(point.le), pourcent(point.valeur)] for point in suite],
                hovertemplate=nom + "<br>%{customdata[0]} : %{customdata[1]}<extra></extra>",
            )
        )
        noms.append(
            {
                "x": 1.01,
                "xref": "paper",
                "y": places[nom],
                "xanchor": "left",
                "text": f"{nom} {pourcent(derniers[nom].valeur, 0)}",
                "showarrow": False,
                "font": {"color": couleur, "size": 12},
            }
        )
    jours = sorted({point.le for points in series.values() for point in points})
    figure.update_xaxes(
        tickvals=jours,
        ticktext=[mois(le) if rang in (0, len(jours) - 1) else "" for rang, le in enumerate(jours)],
        showgrid=False,
        tickfont={"color": GRIS},
    )
    figure.update_yaxes(
        range=[-0.05, 1.02], tickvals=[0, 0.5, 1], ticktext=["0 %", "50 %", "100 %"], gridcolor="#E4E7EC"
    )
    figure.update_layout(showlegend=False, annotations=noms)
    habiller(figure, 240)
    figure.update_layout(margin={"l": 8, "r": 118, "t": 8, "b": 8})
    return figure


def _ecarter(valeurs: Mapping[str, float]) -> dict[str, float]:
    """Heights of the labels, pushed apart so that they never overlap."""
    places: dict[str, float] = {}
    bas = -1.0
    for nom, valeur in sorted(valeurs.items(), key=lambda item: item[1]):
        bas = max(valeur, bas + ECART * 1.6)
        places[nom] = bas
    haut = 1.0
    for nom in reversed(list(places)):  # the highest stay inside the frame, and push the others down
        places[nom] = min(places[nom], haut)
        haut = places[nom] - ECART * 1.6
    return places


def descente(
    points: Sequence[tuple[date, int]],
    echeance: date,
    lignes: Mapping[str, tuple[date, float]],
) -> go.Figure:
    """What remains over the deliveries, the line that would reach zero at the deadline, then where each pace
    leads.

    Args:
        points: (date, remaining), oldest first.
        lignes: name (`OBSERVE`, `CAPACITE`) → (day, remaining) at the end of the line that leaves from the
        last point.
    """
    le, reste = points[-1]
    figure = go.Figure()
    fins = {NECESSAIRE: (echeance, 0.0), **lignes}
    for nom, (fin, valeur) in fins.items():
        couleur, trait = LIGNES.get(nom, (GRIS, "longdash"))
        figure.add_trace(
            go.Scatter(
                x=[le, fin],
                y=[reste, valeur],
                mode="lines",
                name=nom,
                line={"color": couleur, "width": 2.5, "dash": trait},
                hovertemplate=f"{nom} : {nombre(valeur)} le {jour(fin)}<extra></extra>",
            )
        )
    figure.add_trace(_constate(points))
    jours = [le, echeance]
    figure.update_xaxes(
        tickvals=jours,
        ticktext=[mois(day) for day in jours],
        showgrid=False,
        tickfont={"color": GRIS},
        tickangle=0,
        range=[points[0][0] - timedelta(days=20), echeance + timedelta(days=30)],
    )
    haut = max([value for _, value in points] + [valeur for _, valeur in fins.values()])
    figure.update_yaxes(
        range=[-0.06 * max(1, haut), 1.15 * max(1, haut)], nticks=5, tickformat=",d", gridcolor="#E4E7EC"
    )
    figure.update_layout(legend={"orientation": "h", "y": -0.16, "yanchor": "top", "x": 0}, showlegend=True)
    return habiller(figure, 320)


def _constate(points: Sequence[tuple[date, int]]) -> go.Scatter:
    """What remained at each delivery, the first and last numbers written."""
    premier, dernier = nombre(points[0][1]), nombre(points[-1][1])
    return go.Scatter(
        x=[day for day, _ in points],
        y=[value for _, value in points],
        mode="lines+markers+text",
        name="constaté",
        text=[premier, *[""] * (len(points) - 2), dernier] if len(points) > 1 else [dernier],
        textposition="top right",
        line={"color": BLEU, "width": 3},
        marker={"size": 7, "color": BLEU},
        customdata=[[jour(day), nombre(value)] for day, value in points],
        hovertemplate="%{customdata[0]} : %{customdata[1]}<extra></extra>",
        cliponaxis=False,
    )
