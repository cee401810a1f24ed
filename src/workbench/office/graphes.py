"""Native charts, editable in PowerPoint: horizontal bars and rates over time, each with its text
alternative.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, takewhile
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu, Pt

from workbench.looks.etats import ENCRE, GRIS
from workbench.office.diapo import INTERLIGNE, POUCE_PT, decrire, points, rgb, texte, typo
from workbench.office.feuille import ENTIER
from workbench.office.mesure import lignes, tenir
from workbench.office.modele_copil import Cadre

LIBELLES, LARGES = 0.45, 0.55  # of the frame: what the names of bars may take, long ones
LEGENDE = 0.12  # of the frame, in height: what its legend and margins take
CORPS_MIN = 9.0  # of the letters of a chart, before a name is shortened
TRAIT, QUADRILLAGE = "#B8BEC8", "#E4E7EC"
MOTIFS = {"/": MSO_PATTERN.WIDE_UPWARD_DIAGONAL, "x": MSO_PATTERN.DIAGONAL_CROSS, ".": MSO_PATTERN.PERCENT_20}


def barres(
    page: Any,
    ou: Cadre,
    libelles: Sequence[str],
    suites: Sequence[tuple[str, str, str, Sequence[int]]],
    alt: str,
    empilees: bool = True,
    corps: float = 12,
) -> None:
    """Native horizontal bars, first label on top. `suites`: name, colour, pattern sign of `Etat`, values."""
    if not any(any(valeurs) for *_, valeurs in suites):
        texte(page, ou.part(0, 1, 0, 0.2), "Personne dans ce cas à la date de ces données.", 16, GRIS)
        return
    donnees: Any = CategoryChartData(number_format=ENTIER)  # type: ignore[no-untyped-call]
    donnees.categories, corps = _names(ou, libelles, corps)
    for nom, _, _, valeurs in suites:
        donnees.add_series(nom, valeurs)
    genre = XL_CHART_TYPE.BAR_STACKED if empilees else XL_CHART_TYPE.BAR_CLUSTERED
    forme = page.shapes.add_chart(genre, Emu(ou.x), Emu(ou.y), Emu(ou.l), Emu(ou.h), donnees)
    decrire(forme, "Graphique", alt)
    graphe = forme.chart
    _axes_conformes(graphe)
    graphe.font.size, graphe.font.color.rgb = Pt(corps), rgb(ENCRE)
    graphe.has_title = False
    graphe.has_legend = len(suites) > 1
    if graphe.has_legend:
        graphe.legend.position, graphe.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    graphe.category_axis.reverse_order = True
    graphe.category_axis.format.line.color.rgb = rgb(TRAIT)
    graphe.category_axis.has_major_gridlines = False
    graphe.value_axis.visible = False
    graphe.value_axis.has_major_gridlines = False
    graphe.value_axis.minimum_scale = 0
    trace = graphe.plots[0]
    trace.gap_width = 45
    trace.overlap = 100 if empilees else 0
    plus_grand = max((sum(v) for v in zip(*(s[3] for s in suites), strict=True)), default=0) or 1
    graphe.value_axis.maximum_scale = plus_grand * (1 if empilees else 1.12)
    for serie, (_, couleur, motif, valeurs) in zip(trace.series, suites, strict=True):
        _remplir(serie.format.fill, couleur, motif)
        serie.format.line.color.rgb = rgb("#FFFFFF")
        _etiquettes(serie, couleur, motif, valeurs, plus_grand, empilees, corps)


def _names(ou: Cadre, libelles: Sequence[str], corps: float) -> tuple[list[str], float]:
    """The names of bars, whole, on as many lines as a bar is high, and the size of letters this takes; one
    that the smallest letters do not hold, in the widest place, is shortened.
    """
    haut = ou.h * (1 - LEGENDE) / POUCE_PT / len(libelles)
    noms = [typo(libelle) for libelle in libelles]
    petits = takewhile(lambda taille: taille > CORPS_MIN, (corps - pas for pas in count()))
    essais = [(petit, LIBELLES) for petit in petits]
    for taille, part in (*essais, (CORPS_MIN, LIBELLES), (CORPS_MIN, LARGES)):
        place, rangs = points(int(ou.l * part)), max(1, int(haut / (taille * INTERLIGNE)))
        coupes = [lignes(nom, place, taille) for nom in noms]
        if max(map(len, coupes)) <= rangs:
            return ["\n".join(nom) for nom in coupes], taille
    return ["\n".join(lignes(tenir(nom, place, taille, rangs), place, taille)) for nom in noms], taille


def _axes_conformes(graphe: Any) -> None:
    """Axis ids as the schema wants them: python-pptx writes negative numbers where only positive ones are
    allowed.
    """
    for balise in ("c:axId", "c:crossAx"):
        for element in graphe._chartSpace.xpath(f".//{balise}"):
            element.set("val", str(abs(int(element.get("val")))))


def _etiquettes(
    serie: Any, couleur: str, motif: str, valeurs: Sequence[int], grand: int, empilees: bool, corps: float
) -> None:
    """Values written on the bars wide enough to hold them; beside them when the bars stand alone."""
    for rang, valeur in enumerate(valeurs):
        if valeur <= 0 or (empilees and (motif or valeur / grand < 0.07)):
            continue
        etiquette = serie.points[rang].data_label
        etiquette.has_text_frame = False
        police = etiquette.font
        police.size, police.bold = Pt(corps), True
        police.color.rgb = rgb(ENCRE if not empilees or couleur in ("#C77A0A",) else "#FFFFFF")
        etiquette.position = XL_LABEL_POSITION.CENTER if empilees else XL_LABEL_POSITION.OUTSIDE_END
        libelle = etiquette._get_or_add_dLbl()
        for nom in ("showLegendKey", "showCatName", "showSerName", "showPercent", "showBubbleSize"):
            _bascule(libelle, nom, "0")
        _bascule(libelle, "showVal", "1")


def _bascule(libelle: Any, nom: str, valeur: str) -> None:
    for trouve in libelle.xpath(f"c:{nom}"):
        trouve.set("val", valeur)


def _remplir(fond: Any, couleur: str, motif: str) -> None:
    if motif in MOTIFS:
        fond.patterned()
        fond.pattern = MOTIFS[motif]
        fond.fore_color.rgb, fond.back_color.rgb = rgb("#FFFFFF"), rgb(couleur)
    else:
        fond.solid()
        fond.fore_color.rgb = rgb(couleur)


def _unite(axe: Any, nom: str, valeur: str) -> None:
    """One setting of a date axis, at its place in the schema: after `lblOffset` and those set before it."""
    for ancien in axe.findall(qn(f"c:{nom}")):
        axe.remove(ancien)
    places = [
        axe.find(qn(f"c:{avant}")) for avant in ("majorUnit", "baseTimeUnit", "lblOffset", "auto", "crosses")
    ]
    repere = next(place for place in places if place is not None)
    repere.addnext(parse_xml(f'<c:{nom} {nsdecls("c")} val="{valeur}"/>'))


@dataclass(frozen=True)
class Courbe:
    """A line of a chart: its name, look, and value at each date (None: nothing there)."""

    nom: str
    couleur: str
    valeurs: Sequence[float | None]
    pointille: bool = False
    marques: bool = False
    epaisseur: float = 2.25


def courbes(
    page: Any, ou: Cadre, dates: Sequence[dt.date], suites: Sequence[Courbe], alt: str, corps: float = 11
) -> None:
    """A native line chart on a date axis, rates between 0 and 1."""
    donnees: Any = CategoryChartData(number_format="0\u00a0%")  # type: ignore[no-untyped-call]
    donnees.categories = list(dates)
    for suite in suites:
        donnees.add_series(suite.nom, suite.valeurs)
    forme = page.shapes.add_chart(
        XL_CHART_TYPE.LINE_MARKERS, Emu(ou.x), Emu(ou.y), Emu(ou.l), Emu(ou.h), donnees
    )
    decrire(forme, "Graphique", alt)
    graphe = forme.chart
    _axes_conformes(graphe)
    graphe.font.size, graphe.font.color.rgb = Pt(corps), rgb(ENCRE)
    graphe.has_title = False
    graphe.has_legend = True
    graphe.legend.position, graphe.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    _axe_des_parts(graphe.value_axis)
    _axe_des_dates(graphe.category_axis, dates)
    for serie, suite in zip(graphe.plots[0].series, suites, strict=True):
        serie.smooth = False
        serie.format.line.color.rgb, serie.format.line.width = rgb(suite.couleur), Pt(suite.epaisseur)
        if suite.pointille:
            serie.format.line.dash_style = MSO_LINE.DASH
        serie.marker.style = XL_MARKER_STYLE.CIRCLE if suite.marques else XL_MARKER_STYLE.NONE
        if suite.marques:
            serie.marker.size = 7
            serie.marker.format.fill.solid()
            serie.marker.format.fill.fore_color.rgb = rgb(suite.couleur)


def _axe_des_parts(axe: Any) -> None:
    axe.minimum_scale, axe.maximum_scale, axe.major_unit = 0, 1, 0.25
    axe.major_gridlines.format.line.color.rgb = rgb(QUADRILLAGE)
    axe.format.line.fill.background()
    axe.tick_labels.number_format, axe.tick_labels.number_format_is_linked = "0\u00a0%", False


def _axe_des_dates(axe: Any, dates: Sequence[dt.date]) -> None:
    axe.tick_labels.number_format, axe.tick_labels.number_format_is_linked = "mm/yyyy", False
    axe.format.line.color.rgb = rgb(GRIS)
    axe.major_tick_mark = axe.minor_tick_mark = XL_TICK_MARK.NONE
    pas = 6 if (max(dates) - min(dates)).days > 600 else 3
    for nom, valeur in (("baseTimeUnit", "days"), ("majorUnit", str(pas)), ("majorTimeUnit", "months")):
        _unite(axe._element, nom, valeur)
