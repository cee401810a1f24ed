"""Charts of the project's contents: an indicator over the runs, money by workstream; readable in black and
white.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import plotly.graph_objects as go

from workbench.looks.etats import BLEU, ENCRE, GRIS
from workbench.looks.figures.base import POLICE
from workbench.looks.formats import FINE, euros, jour, mois, nombre, pourcent

HACHURES = {
    "shape": "/",
    "fgcolor": "#FFFFFF",
    "size": 6,
    "solidity": 0.2,
    "fgopacity": 0.6,
    "fillmode": "overlay",
}


def courbe(points: Sequence[tuple[date, float]], part: bool, hauteur: int = 190) -> go.Figure:
    """Values over the runs, first and last written; `part`: they are shares."""
    jours = [le for le, _ in points]
    valeurs = [valeur for _, valeur in points]
    dites = [pourcent(v) if part else nombre(v, 0 if float(v).is_integer() else 1) for v in valeurs]
    textes = [dite if rang in (0, len(dites) - 1) else "" for rang, dite in enumerate(dites)]
    figure = go.Figure(
        go.Scatter(
            x=jours,
            y=valeurs,
            mode="lines+markers+text",
            text=textes,
            textposition="top center",
            line={"color": BLEU, "width": 3},
            marker={"size": 7, "color": BLEU},
            customdata=[[jour(le), dite] for le, dite in zip(jours, dites, strict=True)],
            hovertemplate="%{customdata[0]} : %{customdata[1]}<extra></extra>",
            cliponaxis=False,
        )
    )
    haut = max(valeurs, default=0) or 1
    bouts = (0, len(jours) - 1)
    figure.update_yaxes(visible=False, range=[0, haut * 1.3])
    figure.update_xaxes(
        tickvals=jours,
        ticktext=[mois(le) if rang in bouts else "" for rang, le in enumerate(jours)],
        showgrid=False,
        tickfont={"color": GRIS},
    )
    return _habiller(figure, hauteur, 36)


def prevu_contre_fin(noms: Sequence[str], prevu: Sequence[float], fin: Sequence[float]) -> go.Figure:
    """Two bars a line: planned (hatched, pale) and at completion (full); amounts written."""
    figure = go.Figure()
    series = (
        ("À la fin", fin, {"color": BLEU}),
        ("Prévu", prevu, {"color": "#8FA6C6", "pattern": HACHURES}),
    )
    for nom, valeurs, marque in series:
        figure.add_trace(
            go.Bar(
                y=list(noms),
                x=list(valeurs),
                name=nom,
                orientation="h",
                marker=marque,
                text=[euros(v) for v in valeurs],
                textposition="outside",
                textangle=0,
                hovertemplate="%{y}<br>" + nom + " : %{text}<extra></extra>",
                cliponaxis=False,
            )
        )
    haut = max([1.0, *prevu, *fin])
    figure.update_xaxes(visible=False, range=[0, haut * 1.3])
    figure.update_yaxes(autorange="reversed", ticksuffix=" ")
    figure.update_layout(
        barmode="group", bargap=0.35, legend={"orientation": "h", "y": 1.12, "traceorder": "normal"}
    )
    return _habiller(figure, 70 + 62 * max(1, len(noms)), 8)


def _habiller(figure: go.Figure, hauteur: int, marge: int) -> go.Figure:
    figure.update_layout(
        height=hauteur,
        separators=f",{FINE}",
        font={"family": POLICE, "size": 13, "color": ENCRE},
        margin={"l": marge, "r": marge, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        dragmode=False,
    )
    figure.update_xaxes(fixedrange=True, automargin=True)
    figure.update_yaxes(fixedrange=True, automargin=True)
    return figure
