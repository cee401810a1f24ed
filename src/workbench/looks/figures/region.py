"""Charts of the regional view: spread, tile map, trend; each readable in black and white, each with its
numbers written.
"""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
import polars as pl

from workbench.looks.etats import BLEU, ENCRE, GRIS
from workbench.looks.figures.base import habiller
from workbench.looks.formats import accord, mois, nombre, pourcent
from workbench.socle.departements import departements

PAS = 0.1
TEINTES = (
    "#F0F4FA",
    "#D6E2F3",
    "#B3CAEA",
    "#3D6DB0",
    "#163A6B",
)  # five classes; a jump in the middle keeps the text legible


def histogramme(taux: Sequence[float], mediane: float | None) -> go.Figure:
    """How many establishments in each tenth of the scale; the median as a dashed line."""
    classes = [0] * 10
    for valeur in taux:
        classes[min(9, int(valeur / PAS + 1e-9))] += 1
    noms = [f"{10 * rang} à {10 * (rang + 1)} %" for rang in range(10)]
    figure = go.Figure(
        go.Bar(
            x=[PAS * (rang + 0.5) for rang in range(10)],
            y=classes,
            width=PAS * 0.92,
            marker={"color": BLEU},
            text=[nombre(n) if n else "" for n in classes],
            textposition="outside",
            customdata=[[nom, accord(n, "établissement")] for nom, n in zip(noms, classes, strict=True)],
            hovertemplate="%{customdata[0]} : %{customdata[1]}<extra></extra>",
            cliponaxis=False,
        )
    )
    if mediane is not None:
        figure.add_vline(
            x=mediane,
            line={"color": ENCRE, "width": 2, "dash": "dash"},
            annotation={"text": f"médiane {pourcent(mediane, 0)}", "font": {"color": ENCRE, "size": 12}},
            annotation_position="top right" if mediane < 0.7 else "top left",
        )
    figure.update_xaxes(
        range=[-0.04, 1.04],
        tickvals=[0, 0.25, 0.5, 0.75, 1],
        ticktext=["0 %", "25 %", "50 %", "75 %", "100 %"],
    )
    figure.update_yaxes(visible=False, range=[0, max([*classes, 1]) * 1.3])
    figure.update_layout(showlegend=False)
    return habiller(figure, 250)


def carte(valeurs: pl.DataFrame) -> go.Figure:
    """One tile a département around those that have data: its code, its rate; darker is higher, without data
    is empty.

    Args:
        valeurs: departement, taux (null: hidden), etablissements, masques.
    """
    cases = departements().join(
        valeurs, left_on="code", right_on="departement", how="left", maintain_order="left"
    )
    presents = cases.filter(pl.col("etablissements").is_not_null())
    if presents.is_empty():
        return habiller(go.Figure(), 80)
    cadre = presents.select(
        *(
            getattr(pl.col(axe), borne)().alias(f"{axe}_{borne}")
            for axe in ("colonne", "ligne")
            for borne in ("min", "max")
        )
    ).row(0, named=True)
    cases = cases.filter(
        pl.col("colonne").is_between(cadre["colonne_min"] - 1, cadre["colonne_max"] + 1),
        pl.col("ligne").is_between(cadre["ligne_min"] - 1, cadre["ligne_max"] + 1),
    )
    figure = go.Figure([_fond(cases), _tuiles(cases.filter(pl.col("taux").is_not_null()))])
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False, autorange="reversed")
    figure.update_layout(showlegend=False)
    lignes = cases["ligne"].n_unique()
    return habiller(figure, max(160, 50 * lignes))


def _fond(cases: pl.DataFrame) -> go.Heatmap:
    """Every tile, empty: the country's shape, and the départements whose cells are all hidden (n. c.)."""
    vides = cases.filter(pl.col("taux").is_null())
    textes = [
        f"{code}<br>n. c." if masques else code
        for code, masques in vides.select("code", "masques").iter_rows()
    ]
    return go.Heatmap(
        x=vides["colonne"].to_list(),
        y=vides["ligne"].to_list(),
        z=[0] * vides.height,
        text=textes,
        texttemplate="%{text}",
        textfont={"color": GRIS, "size": 11},
        colorscale=[[0, "#F4F5F7"], [1, "#F4F5F7"]],
        showscale=False,
        xgap=3,
        ygap=3,
        customdata=[
            [f"{nom} : {'non communiqué' if m else 'aucun envoi'}"]
            for nom, m in vides.select("nom", "masques").iter_rows()
        ],
        hovertemplate="%{customdata[0]}<extra></extra>",
    )


def _tuiles(cases: pl.DataFrame) -> go.Heatmap:
    bulles = []
    for nom, taux, combien, masques in cases.select("nom", "taux", "etablissements", "masques").iter_rows():
        cache = f", {nombre(masques)} non communiqué{'s' if masques > 1 else ''}" if masques else ""
        bulles.append([f"{nom} : {pourcent(taux)} ({accord(combien, 'établissement')}{cache})"])
    return go.Heatmap(
        x=cases["colonne"].to_list(),
        y=cases["ligne"].to_list(),
        z=[min(taux, 0.9999) for taux in cases["taux"]],
        text=[
            f"<b>{code}</b><br>{pourcent(taux, 0)}" for code, taux in cases.select("code", "taux").iter_rows()
        ],
        texttemplate="%{text}",
        textfont={"size": 11},
        colorscale=[[(rang + bord) / 5, teinte] for rang, teinte in enumerate(TEINTES) for bord in (0, 1)],
        zmin=0,
        zmax=1,
        showscale=False,
        xgap=3,
        ygap=3,
        customdata=bulles,
        hovertemplate="%{customdata[0]}<extra></extra>",
    )


def evolution(suite: pl.DataFrame) -> go.Figure:
    """Median month by month, within the middle half of the establishments (band)."""
    jours = suite["mois"].to_list()
    mediane = suite["mediane"].to_list()
    figure = go.Figure()
    figure.add_trace(
        go.Scatter(
            x=[*jours, *reversed(jours)],
            y=[*suite["q3"].to_list(), *reversed(suite["q1"].to_list())],
            mode="lines",
            fill="toself",
            fillcolor="#DCE6F4",
            line={"width": 0},
            hoverinfo="skip",
        )
    )
    figure.add_trace(
        go.Scatter(
            x=jours,
            y=mediane,
            mode="lines+markers+text",
            text=[pourcent(v, 0) for v in mediane],
            textposition="top center",
            line={"color": BLEU, "width": 3},
            marker={"size": 8, "color": BLEU},
            customdata=[
                [mois(le), accord(n, "établissement")]
                for le, n in suite.select("mois", "etablissements").iter_rows()
            ],
            hovertemplate="%{customdata[0]} : médiane %{text}, %{customdata[1]}<extra></extra>",
            cliponaxis=False,
        )
    )
    figure.update_xaxes(tickvals=jours, ticktext=[mois(le) for le in jours], showgrid=False)
    figure.update_yaxes(range=[0, 1.08], tickformat=".0%", gridcolor="#E4E7EC", nticks=5)
    figure.update_layout(showlegend=False)
    return habiller(figure, 260)
