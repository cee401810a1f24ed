"""The Gantt chart: titles over the bars so that it reads on a phone, today's line, the critical path by sign
and outline.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

import plotly.graph_objects as go

from workbench.looks.etats import ENCRE, GRIS, TACHES
from workbench.looks.figures.base import POLICE
from workbench.looks.formats import jour, jour_court, mois
from workbench.looks.traces import Barre

LIGNE = 38
BARRE = 0.34
CRITIQUE = "◆"  # what a critical task bears, on the chart and in tables
TRAMES = {"": "", "/": "/", "x": "x", ".": "."}


def gantt(plan: Sequence[Barre], le: date) -> go.Figure:
    """One bar a task, in the order given, its title above; the thin tick is its latest end, the grey line its
    baseline.
    """
    figure = go.Figure()
    debut, fin = _bornes(plan, le)
    for code in TACHES:
        places = [(rang, task) for rang, task in enumerate(plan) if task.etat == code]
        if places:
            figure.add_trace(_barres(code, places))
    figure.add_trace(_au_plus_tard(plan))
    # given together: added one by one, each is checked with all those before it, half of what the page costs
    figure.update_layout(
        shapes=[*_reperes(plan), _aujourd_hui(le)], annotations=[*_titres(plan), _dit_aujourd_hui(le)]
    )
    _axes(figure, len(plan), debut, fin)
    return figure


def _barres(code: str, places: Sequence[tuple[int, Barre]]) -> go.Bar:
    """The tasks of one state, outlined when they are critical."""
    etat = TACHES[code]
    return go.Bar(
        orientation="h",
        base=[task.debut for _, task in places],
        x=[_duree(task) for _, task in places],
        y=[rang + 0.2 for rang, _ in places],
        width=BARRE,
        marker={
            "color": etat.couleur,
            "pattern": {
                "shape": TRAMES[etat.trame],
                "fillmode": "overlay",
                "fgcolor": "#FFFFFF",
                "size": 6,
                "solidity": 0.25,
            },
            "line": {
                "color": [ENCRE if task.critique else etat.couleur for _, task in places],
                "width": [2.5 if task.critique else 0 for _, task in places],
            },
        },
        customdata=[_bulle(task) for _, task in places],
        hovertemplate="%{customdata}<extra></extra>",
        name=etat.mot,
    )


def _titres(plan: Sequence[Barre]) -> list[dict[str, Any]]:
    return [
        {
            "x": 0,
            "xref": "paper",
            "y": rang - 0.2,
            "text": _titre(task),
            "showarrow": False,
            "xanchor": "left",
            "font": {"size": 12, "color": ENCRE},
            "align": "left",
        }
        for rang, task in enumerate(plan)
    ]


def _aujourd_hui(le: date) -> dict[str, Any]:
    """The line of today, from top to bottom."""
    line = {"color": ENCRE, "width": 1.5, "dash": "dot"}
    ends = {"x0": le, "x1": le, "xref": "x", "y0": 0, "y1": 1, "yref": "y domain"}
    return {"type": "line", **ends, "line": line}


def _dit_aujourd_hui(le: date) -> dict[str, Any]:
    return {
        "x": le,
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "text": f"aujourd’hui, {jour_court(le)}",
        "showarrow": False,
        "xanchor": "left",
        "font": {"size": 12, "color": ENCRE},
    }


def _titre(task: Barre) -> str:
    sign = f"<b>{CRITIQUE}</b> " if task.critique else ""
    title = task.titre if len(task.titre) <= 52 else task.titre[:51].rstrip() + "…"
    return f"{sign}{escape(title)}"


def _duree(task: Barre) -> float:
    return ((task.fin - task.debut).days + 1) * 86_400_000.0


def _bulle(task: Barre) -> str:
    lines = [f"<b>{escape(task.titre)}</b> ({task.id})", f"du {jour(task.debut)} au {jour(task.fin)}"]
    if task.fin_tard:
        lines.append(f"au plus tard le {jour(task.fin_tard)} : {task.marge} jours ouvrés de marge")
    if task.glissement:
        lines.append(f"{task.glissement:+d} jours ouvrés par rapport à la référence")
    return "<br>".join([*lines, TACHES[task.etat].libelle + (" · chemin critique" if task.critique else "")])


def _tardives(plan: Sequence[Barre]) -> list[tuple[int, Barre]]:
    """The tasks whose latest end is known and still matters, and their rank."""
    return [(rang, task) for rang, task in enumerate(plan) if task.fin_tard and task.etat != "faite"]


def _au_plus_tard(plan: Sequence[Barre]) -> go.Scatter:
    late = _tardives(plan)
    return go.Scatter(
        x=[task.fin_tard + timedelta(days=1) for _, task in late if task.fin_tard],
        y=[rang + 0.2 for rang, _ in late],
        mode="markers",
        marker={"symbol": "line-ns", "size": 14, "line": {"width": 2, "color": ENCRE}},
        hoverinfo="skip",
        name="au plus tard",
    )


def _reperes(plan: Sequence[Barre]) -> list[dict[str, Any]]:
    """From an end to the latest one, then the baseline."""
    return [
        *(
            {
                **_trait(task.fin, task.fin_tard, rang + 0.2),
                "layer": "below",
                "line": {"color": "#B8BEC8", "width": 1},
            }
            for rang, task in _tardives(plan)
        ),
        *(
            {
                **_trait(task.debut_reference or task.debut, task.fin_reference, rang + 0.46),
                "line": {"color": GRIS, "width": 2},
            }
            for rang, task in enumerate(plan)
            if task.fin_reference
        ),
    ]


def _trait(debut: date, fin: date | None, y: float) -> dict[str, Any]:
    return {"type": "line", "x0": debut, "x1": fin, "y0": y, "y1": y}


def _bornes(plan: Sequence[Barre], le: date) -> tuple[date, date]:
    last = [task.fin_tard or task.fin for task in plan] + [task.fin for task in plan]
    first = [task.debut_reference or task.debut for task in plan] + [task.debut for task in plan]
    return min([le, *first]), max([le, *last])


def _axes(figure: go.Figure, lignes: int, debut: date, fin: date) -> None:
    ecart = max(1, (fin - debut).days)
    pas = max(1, round(ecart / 30.4 / 4))
    reperes, annee, numero = [], debut.year, debut.month
    while date(annee, numero, 1) <= fin:
        if date(annee, numero, 1) >= debut:
            reperes.append(date(annee, numero, 1))
        numero += pas
        annee, numero = annee + (numero - 1) // 12, (numero - 1) % 12 + 1
    figure.update_xaxes(
        range=[debut - timedelta(days=ecart * 0.01), fin + timedelta(days=ecart * 0.03)],
        tickvals=reperes,
        ticktext=[mois(repere) for repere in reperes],
        gridcolor="#E4E7EC",
        side="bottom",
        fixedrange=True,
        tickfont={"color": GRIS, "size": 12},
        tickangle=0,
        type="date",
    )
    figure.update_yaxes(range=[lignes - 0.3, -0.6], visible=False, fixedrange=True)
    figure.update_layout(
        barmode="overlay",
        height=70 + LIGNE * lignes,
        showlegend=False,
        font={"family": POLICE, "size": 13, "color": ENCRE},
        margin={"l": 4, "r": 8, "t": 26, "b": 30},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        dragmode=False,
    )
