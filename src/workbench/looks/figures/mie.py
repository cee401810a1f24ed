"""The burn-up of the rollout: what the waves planned, what was handed over, where it is going."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import plotly.graph_objects as go

from workbench.looks.etats import BLEU, GRIS
from workbench.looks.figures.base import eventail, habiller, mesures
from workbench.looks.formats import mois, pourcent
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
    marches = sorted(plan, key=lambda point: point.le)
    debut = min([suite[0].le, *(point.le for point in plan)])
    figure = go.Figure()
    if prevision is not None:
        figure.add_trace(eventail(suite[-1], echeance, prevision.low, prevision.high))
        figure.add_trace(_prevu(suite[-1], echeance, prevision))
    if marches:
        figure.add_trace(_escalier(marches, debut, echeance))
    figure.add_trace(mesures(suite, "remis", name="remis"))
    _axes(figure, suite, debut, echeance)
    figure.update_layout(legend={"orientation": "h", "y": -0.12, "x": 0})
    habiller(figure, hauteur)
    return figure.update_layout(margin={"l": 8, "r": 30, "t": 8, "b": 8})


def _prevu(dernier: Point, echeance: date, prevision: Bande) -> go.Scatter:
    """From today to the middle of the range at the deadline, inside it all along."""
    return go.Scatter(
        x=[dernier.le, echeance],
        y=[dernier.valeur, prevision.median],
        mode="lines",
        line={"color": BLEU, "width": 2, "dash": "dot"},
        name="prévu, milieu",
        customdata=[pourcent(dernier.valeur, 0), pourcent(prevision.median, 0)],
        hovertemplate="%{x|%d/%m/%Y} : %{customdata}<extra>prévu</extra>",
    )


def _escalier(marches: Sequence[Point], debut: date, echeance: date) -> go.Scatter:
    """What the waves planned, a step at each."""
    parts = [0.0, *(point.valeur for point in marches), marches[-1].valeur]
    return go.Scatter(
        x=[debut, *(point.le for point in marches), echeance],
        y=parts,
        customdata=[pourcent(part, 0) for part in parts],
        mode="lines",
        line={"color": GRIS, "width": 2, "dash": "dash", "shape": "hv"},
        name="prévu par les vagues",
        hovertemplate="%{x|%d/%m/%Y} : %{customdata}<extra>prévu</extra>",
    )


def _axes(figure: go.Figure, suite: Sequence[Point], debut: date, echeance: date) -> None:
    premier, dernier = suite[0].le, suite[-1].le
    loin = (dernier - premier) * 4 > echeance - debut  # two labels too close would overlap on a phone
    jours = [premier, *([dernier] if loin else []), echeance]
    figure.update_xaxes(
        tickvals=jours,
        ticktext=[mois(le) for le in jours],
        range=[debut - timedelta(days=15), echeance + (echeance - debut) / 25],
        ticklabeloverflow="allow",
        showgrid=False,
        tickfont={"color": GRIS},
    )
    parts = (0.25, 0.5, 0.75, 1)
    figure.update_yaxes(
        range=[0, 1.06],
        tickvals=[0, *parts],
        ticktext=["", *(pourcent(part, 0) for part in parts)],
        gridcolor="#E4E7EC",
        tickfont={"color": GRIS},
    )
