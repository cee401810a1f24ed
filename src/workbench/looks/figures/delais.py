"""The curve of delays: shares within each delay followed, delivery after delivery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from workbench.looks.etats import BLEU, GRIS
from workbench.looks.figures.base import habiller
from workbench.looks.formats import jour, mois, pourcent
from workbench.looks.traces import Point

TRAITS = ((BLEU, "solid"), (GRIS, "dash"), ("#5C8FD1", "dot"))


def evolution(series: Mapping[str, Sequence[Point]], hauteur: int = 190) -> go.Figure:
    """One line a series, its name and last value written at its end; from 0 to 100 %."""
    figure = go.Figure()
    jours = sorted({point.le for points in series.values() for point in points})
    for (nom, points), (couleur, trait) in zip(series.items(), TRAITS, strict=False):
        figure.add_trace(
            go.Scatter(
                x=[point.le for point in points],
                y=[point.valeur for point in points],
                name=nom,
                mode="lines+markers",
                line={"color": couleur, "width": 3, "dash": trait},
                marker={"size": 7, "color": couleur},
                customdata=[[jour(point.le), pourcent(point.valeur)] for point in points],
                hovertemplate=f"{nom}<br>%{{customdata[0]}} : %{{customdata[1]}}<extra></extra>",
                cliponaxis=False,
            )
        )
    ends = {jours[0], jours[-1]} if jours else set()
    figure.update_xaxes(tickvals=sorted(ends), ticktext=[mois(le) for le in sorted(ends)], showgrid=False)
    rates = [0, 0.5, 1]
    figure.update_yaxes(
        range=[0, 1.04], tickvals=rates, ticktext=[pourcent(rate, 0) for rate in rates], gridcolor="#E4E7EC"
    )
    figure.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.2, "x": 0})
    return habiller(figure, hauteur)
