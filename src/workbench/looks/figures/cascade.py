"""The weight of each clue of a pair, as a waterfall."""

from __future__ import annotations

import json
from typing import Any

import plotly.graph_objects as go

from workbench.looks.etats import ENCRE
from workbench.looks.figures.base import habiller
from workbench.looks.formats import nombre

POUR, CONTRE, NEUTRE = "#1F4E8C", "#C77A0A", "#5D6470"


def indices(poids: str | None) -> list[dict[str, Any]]:
    """The clues of a pair (`mart.revue_cas.poids`), those that weigh nothing left out but the starting
    point.
    """
    lignes: list[dict[str, Any]] = json.loads(poids) if poids else []
    return [ligne for ligne in lignes if ligne["poids"] or ligne["trait"] == "Départ"]


def signe(valeur: float) -> str:
    """+11,1 or −6,5."""
    return ("+" if valeur > 0 else "−" if valeur < 0 else "") + nombre(abs(valeur), 1)


def cascade(poids: str) -> go.Figure:
    """One bar a clue, from the starting point to the total; for and against by colour, sign and side."""
    lignes = indices(poids)
    total = sum(ligne["poids"] for ligne in lignes)
    noms = [f"{ligne['trait']} : {ligne['constat']}" for ligne in lignes] + ["Total"]
    figure = go.Figure(
        go.Waterfall(
            orientation="h",
            measure=["relative"] * len(lignes) + ["total"],
            y=noms,
            x=[ligne["poids"] for ligne in lignes] + [total],
            text=[signe(ligne["poids"]) for ligne in lignes] + [signe(total)],
            textposition="outside",
            textfont={"color": ENCRE, "size": 13},
            increasing={"marker": {"color": POUR}},
            decreasing={"marker": {"color": CONTRE}},
            totals={"marker": {"color": NEUTRE}},
            connector={"line": {"color": "#B8BEC8", "width": 1}},
            hovertemplate="%{y} %{text}<extra></extra>",
            cliponaxis=False,
        )
    )
    cumul = [0.0]
    for ligne in lignes:
        cumul.append(cumul[-1] + ligne["poids"])
    etendue = max(cumul) - min(cumul) or 1
    figure.update_yaxes(autorange="reversed", ticksuffix=" ")
    figure.update_xaxes(visible=False, range=[min(cumul) - 0.35 * etendue, max(cumul) + 0.35 * etendue])
    figure.update_layout(showlegend=False, bargap=0.35)
    return habiller(figure, 40 + 27 * len(noms))
