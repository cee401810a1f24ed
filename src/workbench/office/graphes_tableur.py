"""Charts of a workbook, drawn from values given here, not from cells: a hidden count is a gap, never a zero.

A cell that says « n. c. » would be drawn as zero by every spreadsheet.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.chart import BarChart, LineChart
from openpyxl.chart.data_source import AxDataSource, NumData, NumDataSource, NumVal, StrData, StrVal
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties

TRAIT = 28_000
DITES = 10  # labels under an axis that do not run into one another; the last one is always said
CORPS = 12
"""Points of the labels: a sheet is often printed smaller, and they are given less than its cells."""


@dataclass(frozen=True)
class Suite:
    """One series: its name, its values (None: nothing is drawn there), its colour « 1F4E8C »."""

    nom: str
    valeurs: Sequence[float | None]
    couleur: str
    tirets: bool = False


def courbes(
    categories: Sequence[str], suites: Sequence[Suite], titre: str, alt: str, minimum: float
) -> LineChart:
    """Lines of shares between `minimum` and 1."""
    graphe = LineChart()
    graphe.title, graphe.height, graphe.width = titre, 8.5, 22
    graphe.y_axis.number_format, graphe.y_axis.scaling.max = "0\u00a0%", 1.0
    graphe.y_axis.scaling.min = minimum
    pas, dernier = math.ceil(len(categories) / DITES), len(categories) - 1
    dites = [nom if (dernier - rang) % pas == 0 else "" for rang, nom in enumerate(categories)]
    _garnir(graphe, dites, suites, alt)
    for serie, suite in zip(graphe.series, suites, strict=True):
        trait = serie.graphicalProperties.line
        trait.solidFill, trait.width = suite.couleur, TRAIT
        trait.dashStyle = "dash" if suite.tirets else "solid"
        serie.smooth = False
        serie.marker.symbol = "none" if suite.tirets else "circle"
        serie.marker.graphicalProperties = GraphicalProperties(solidFill=suite.couleur)
    return graphe


def barres(
    categories: Sequence[str],
    suites: Sequence[Suite],
    titre: str,
    alt: str,
    motif: str,
    beside: bool = False,
) -> BarChart:
    """Horizontal bars, the first category on top: stacked, or one beside the other, which are shares."""
    graphe = BarChart()
    graphe.type, graphe.gapWidth = "bar", 40
    graphe.grouping, graphe.overlap = ("clustered", 0) if beside else ("stacked", 100)
    graphe.title, graphe.height, graphe.width = titre, 5 + 0.7 * len(categories), 27
    if beside:
        graphe.y_axis.scaling.min, graphe.y_axis.scaling.max = 0.0, 1.0
    graphe.x_axis.scaling.orientation = "maxMin"
    graphe.y_axis.number_format = motif
    _garnir(graphe, categories, suites, alt)
    for serie, suite in zip(graphe.series, suites, strict=True):
        serie.graphicalProperties.solidFill = suite.couleur
        serie.graphicalProperties.line.solidFill = "FFFFFF"
    return graphe


def _garnir(
    graphe: LineChart | BarChart, categories: Sequence[str], suites: Sequence[Suite], alt: str
) -> None:
    points = [StrVal(rang, nom) for rang, nom in enumerate(categories)]
    for rang, suite in enumerate(suites):
        lus = [NumVal(idx=n, v=valeur) for n, valeur in enumerate(suite.valeurs) if valeur is not None]
        graphe.series.append(
            Series(
                idx=rang,
                order=rang,
                tx=SeriesLabel(v=suite.nom),
                cat=AxDataSource(strLit=StrData(ptCount=len(points), pt=points)),
                val=NumDataSource(numLit=NumData(formatCode="General", ptCount=len(points), pt=lus)),
            )
        )
    graphe.dispBlanksAs = "gap"
    graphe.x_axis.delete = graphe.y_axis.delete = False
    graphe.legend.position = "b"
    graphe.x_axis.txPr, graphe.y_axis.txPr, graphe.legend.txPr = _lettres(), _lettres(), _lettres()
    graphe.alt = alt  # said by `paquet.octets`: the library has no place for it


def _lettres() -> RichText:
    """Labels of that size."""
    traits = ParagraphProperties(defRPr=CharacterProperties(sz=CORPS * 100))
    return RichText(p=[Paragraph(pPr=traits, endParaRPr=CharacterProperties(sz=CORPS * 100))])
