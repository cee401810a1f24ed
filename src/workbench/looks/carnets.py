"""What notebooks show: tables in French and figures, no computation."""

from __future__ import annotations

import builtins
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio
import polars as pl
from great_tables import GT, loc, style

from workbench.looks.etats import BLEU, GRIS, Etat
from workbench.looks.figures.base import barres, habiller
from workbench.looks.formats import nombre
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import FICHIER

__all__ = ["barres", "croisements", "maison", "montrer", "nuage_scores", "tableau"]
POINT, VIDE = "#1F4E8C", "#E4E7EC"


FORMATS: Mapping[str, Callable[[GT, list[str]], GT]] = {
    "parts": lambda table, noms: table.fmt_percent(noms, decimals=1, incl_space=True),
    "entiers": lambda table, noms: table.fmt_integer(noms),
    "decimales": lambda table, noms: table.fmt_number(noms, decimals=2),
    "droite": lambda table, noms: table.cols_align("right", noms),
}


def tableau(
    donnees: pl.DataFrame,
    colonnes: Mapping[str, str],
    titre: str,
    ident: str,
    *,
    note: str = "",
    mots: Mapping[str, Mapping[str, str | Etat]] | None = None,
    **formats: Sequence[str],
) -> GT:
    """A table in French: headers, numbers, dates, yes and no; `ident` keeps its HTML the same from one
    execution to the next.

    Args:
        mots: column → code → word. formats: `parts`, `entiers`, `decimales`, `droite`: the columns so.
    """
    shown = worded(donnees.select(list(colonnes)), mots or {})
    table = GT(shown, id=ident, locale="fr").tab_header(titre)
    table = table.cols_label(dict(colonnes)).sub_missing(missing_text="–")
    for nom, voulues in formats.items():
        table = FORMATS[nom](table, list(voulues))
    if note:
        table = table.tab_source_note(note)
    return table.tab_style(style.text(align="left"), loc.title()).tab_options(
        table_font_size="14px", heading_align="left", table_width="100%"
    )


def montrer(
    donnees: pl.DataFrame, titre: str, ident: str, **mots: Mapping[str, str | Etat] | Mapping[str, str]
) -> GT:
    """The same, of a frame whose columns already bear the words of the question; `mots`: column → code →
    word.
    """
    whole = [name for name, kind in donnees.schema.items() if kind.is_integer()]
    titles = {name: name.capitalize() for name in donnees.columns}
    return tableau(donnees, titles, titre, ident, mots=mots, entiers=whole)


def worded(donnees: pl.DataFrame, mots: Mapping[str, Mapping[str, str | Etat]]) -> pl.DataFrame:
    """Codes, dates, lists and booleans as a person writes them."""
    said = []
    for name, kind in donnees.schema.items():
        words = {code: getattr(word, "mot", word) for code, word in mots.get(name, {}).items()}
        column = pl.col(name)
        if isinstance(kind, pl.List):
            texts = pl.element().cast(pl.String).replace(words)
            said.append(column.list.eval(texts).list.join(", "))
        elif kind == pl.Date or isinstance(kind, pl.Datetime):
            said.append(column.dt.strftime("%d/%m/%Y" if kind == pl.Date else "%d/%m/%Y %H:%M"))
        elif kind == pl.Boolean:
            said.append(column.replace_strict({True: "oui", False: "non"}, return_dtype=pl.String))
        elif words:
            said.append(column.replace(words))
    return donnees.with_columns(said)


def croisements(
    combinaisons: pl.DataFrame, sources: Sequence[str], noms: Mapping[str, str], maximum: int = 15
) -> go.Figure:
    """An UpSet-like figure: how many people each combination of sources knows, and which sources those are.

    Args:
        combinaisons: `sources` (list), `personnes`; most frequent first.
        sources: the rows, top to bottom.
    """
    montrees = combinaisons.head(maximum).to_dicts()
    rang = {source: place for place, source in enumerate(reversed(sources))}
    colonnes = list(range(len(montrees)))
    figure = go.Figure(
        go.Bar(
            x=colonnes,
            y=[ligne["personnes"] for ligne in montrees],
            marker={"color": BLEU},
            text=[nombre(ligne["personnes"]) for ligne in montrees],
            textposition="outside",
            hovertemplate="%{text} personnes<extra></extra>",
            yaxis="y2",
            cliponaxis=False,
        )
    )
    _points(figure, [ligne["sources"] for ligne in montrees], rang)
    figure.update_layout(
        showlegend=False,
        yaxis={
            "domain": [0, 0.52],
            "tickvals": list(rang.values()),
            "ticktext": [noms.get(source, source) for source in rang],
            "showgrid": False,
            "zeroline": False,
        },
        yaxis2={"domain": [0.58, 1], "visible": False},
        xaxis={"visible": False},
    )
    return habiller(figure, 160 + 34 * len(sources) + 120)


def _points(figure: go.Figure, combinaisons: Sequence[Sequence[str]], rang: Mapping[str, int]) -> None:
    """Under each bar, the sources of its combination: dark points joined, the others pale."""
    for presents, couleur in ((False, VIDE), (True, POINT)):
        points = [
            (colonne, rang[source])
            for colonne, noms in enumerate(combinaisons)
            for source in list(rang)[::-1]
            if (source in noms) == presents
        ]
        figure.add_trace(
            go.Scatter(
                x=[x for x, _ in points],
                y=[y for _, y in points],
                mode="markers",
                marker={"size": 13, "color": couleur},
                hoverinfo="skip",
            )
        )
    for colonne, noms in enumerate(combinaisons):
        hauteurs = [rang[source] for source in noms if source in rang]
        if len(hauteurs) > 1:
            figure.add_trace(
                go.Scatter(
                    x=[colonne, colonne],
                    y=[min(hauteurs), max(hauteurs)],
                    mode="lines",
                    line={"color": POINT, "width": 3},
                    hoverinfo="skip",
                )
            )


def nuage_scores(bandes: pl.DataFrame, situations: Mapping[str, str]) -> go.Figure:
    """Scored pairs by band of probability, stacked by what became of them."""
    couleurs = {"reunie": BLEU, "revue": "#C77A0A", "ecartee": GRIS}
    motifs = {"reunie": "", "revue": "/", "ecartee": "."}
    figure = go.Figure()
    ordre = bandes.group_by("tranche").agg(pl.col("depuis").min()).sort("depuis")["tranche"].to_list()
    for code, mot in situations.items():
        comptes = dict(bandes.filter(pl.col("situation") == code).select("tranche", "nombre").iter_rows())
        figure.add_trace(
            go.Bar(
                x=ordre,
                y=[comptes.get(tranche, 0) for tranche in ordre],
                name=mot,
                marker={
                    "color": couleurs[code],
                    "pattern": {"shape": motifs[code], "fgcolor": "#FFFFFF", "size": 6},
                },
            )
        )
    figure.update_layout(barmode="stack", legend={"orientation": "h", "y": 1.12})
    figure.update_yaxes(type="log", title="paires (échelle logarithmique)")
    return habiller(figure, 360)


def maison() -> Path:
    """The home a notebook reads: WORKBENCH_HOME, else the nearest folder above that holds `workbench.toml`.

    Raises:
        ErreurWorkbench: there is none.
    """
    pio.renderers.default = "plotly_mimetype"  # figures kept as data: light files, no script, nothing fetched
    pl.Config.set_tbl_hide_dataframe_shape(True)  # English, and says nothing the rows do not
    pl.Config.set_tbl_hide_column_data_types(True)
    _say_refusals()
    given = os.environ.get("WORKBENCH_HOME")
    if given:
        return Path(given).resolve()
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / FICHIER).is_file():
            return folder
    raise ErreurWorkbench(
        "Réglages introuvables",
        "Aucun workbench.toml au-dessus de ce carnet.",
        "Lancez « make run » une première fois.",
    )


def _say_refusals() -> None:
    """In a notebook, what we refuse is said in French, without a traceback, the cells after it not run; a
    table has one plain text.
    """
    shell = getattr(builtins, "get_ipython", lambda: None)()
    if shell is not None:
        shell.set_custom_exc((ErreurWorkbench,), _say)
        shell.display_formatter.formatters["text/plain"].for_type(GT, _plainly)


def _plainly(_table: GT, printer: Any, _cycle: bool) -> None:
    """A table beside its HTML: its library would write its insides, addresses in memory included."""
    printer.text("Tableau")


def _say(_shell: Any, _kind: Any, error: BaseException, _trace: Any, **_: Any) -> None:
    print(f"Refusé. {error}")
