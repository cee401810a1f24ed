"""The burn-up of the rollout: what the waves planned, what was handed over, where it is going."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import plotly.graph_objects as go

from workbench.looks.etats import BLEU, GRIS
from workbench.looks.figures.base import _cadre
from workbench.looks.formats import jour, mois, pourcent
from workbench.looks.traces import Bande, Point


def avancement(
    points: Sequence[Point],
    plan: Sequence[Point],
    echeance: date,
    prevision: Bande | None,
    hauteur: int = 300,
) -> go.Figure:
    """Share of users equipped: a grey staircase for the plan, a blue line for what is done, dotted to the
    deadline.

    Args:
        points: the history, any order, at least one.
        plan: share that should be equipped from each date on.
        prevision: the forecast at `echeance`; without one, no dotted line.
    """
    suite = sorted(points, key=lambda point: point.le)
    dernier = suite[-1]
    figure = go.Figure()
    if prevision is not None:
        figure.add_trace(
            go.Scatter(
                x=[dernier.le, echeance, echeance, dernier.le],
                y=[dernier.valeur, prevision.high, prevision.low, dernier.valeur],
                fill="toself",
                fillcolor="rgba(31,78,140,.14)",
                line={"width": 0},
                mode="lines",
                hoverinfo="skip",
                showlegend=False,
            )
        )
        figure.add_trace(
            go.Scatter(
                x=[le for le, _ in _chemin(dernier, echeance, prevision)],
                y=[valeur for _, valeur in _chemin(dernier, echeance, prevision)],
                mode="lines",
                line={"color": BLEU, "width": 2, "dash": "dot"},
                name="prévu, milieu",
                hovertemplate="%{x|%d/%m/%Y} : %{y:.0%}<extra>prévu</extra>",
            )
        )
    if plan:
        marches = sorted(plan, key=lambda point: point.le)
        debut = min(suite[0].le, marches[0].le)
        figure.add_trace(
            go.Scatter(
                x=[debut, *(point.le for point in marches), echeance],
                y=[0.0, *(point.valeur for point in marches), marches[-1].valeur],
                mode="lines",
                line={"color": GRIS, "width": 2, "dash": "dash", "shape": "hv"},
                name="prévu par les vagues",
                hovertemplate="%{x|%d/%m/%Y} : %{y:.0%}<extra>prévu</extra>",
            )
        )
    figure.add_trace(
        go.Scatter(
            x=[point.le for point in suite],
            y=[point.valeur for point in suite],
            mode="lines+markers",
            line={"color": BLEU, "width": 3},
            marker={"size": 7, "color": BLEU},
            name="remis",
            customdata=[[jour(point.le), pourcent(point.valeur)] for point in suite],
            hovertemplate="%{customdata[0]} : %{customdata[1]}<extra>remis</extra>",
        )
    )
    debut = min([suite[0].le, *(point.le for point in plan)])
    loin = (dernier.le - suite[0].le) * 4 > echeance - debut  # two labels too close would overlap on a phone
    jours = [suite[0].le, *([dernier.le] if loin else []), echeance]
    figure.update_xaxes(
        tickvals=jours,
        ticktext=[mois(le) for le in jours],
        range=[debut - timedelta(days=15), echeance + (echeance - debut) / 25],
        ticklabeloverflow="allow",
        showgrid=False,
        tickfont={"color": GRIS},
    )
    figure.update_yaxes(
        range=[0, 1.06],
        tickvals=[0, 0.25, 0.5, 0.75, 1],
        ticktext=["", *(pourcent(part, 0) for part in (0.25, 0.5, 0.75, 1))],
        gridcolor="#E4E7EC",
        tickfont={"color": GRIS},
    )
    figure.update_layout(legend={"orientation": "h", "y": -0.12, "x": 0})
    _cadre(figure, hauteur)
    return figure.update_layout(margin={"l": 8, "r": 30, "t": 8, "b": 8})


def _chemin(dernier: Point, echeance: date, prevision: Bande) -> list[tuple[date, float]]:
    """From today to the middle of the range at the deadline, inside it all along."""
    return [(dernier.le, dernier.valeur), (echeance, prevision.median)]
