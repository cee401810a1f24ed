"""Shared pieces of pages: titles, charts with captions, plain accessible tables. Everything is escaped."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from workbench.looks.etats import ENCRE, Etat
from workbench.looks.figures.base import CONFIG
from workbench.looks.formats import donnees_du, pourcent
from workbench.marts.cartes import population
from workbench.marts.populations import Population
from workbench.ui import plis
from workbench.ui.cellules import (
    bars,
    cell,
    hatched,
    help_title,
    number_class,
    repeated_columns,
    said_once,
    spoken_titles,
)

TEINTE_BASSE, TEINTE_HAUTE = (248, 214, 160), (173, 202, 238)
DEFINITIONS = {
    "RPPS": "Répertoire partagé des professionnels de santé : le numéro national à 11 chiffres.",
    "DPI": "Dossier patient informatisé : le logiciel de soins de l’hôpital.",
    "MIE": "Moyen d’identification électronique : carte CPS, application e-CPS, clé, carte locale.",
    "ARS": "Agence régionale de santé.",
}
EN_FICHES, FICHE_MAX = 3, 12  # columns of a table whose rows are cards on a phone
REPETES = 3  # figures of one population: it is said once for all
AUCUN_COMPTE = "Aucun compte n’a encore été lu : ajoutez un annuaire ou une application à la page Données."


def terme(sigle: str) -> str:
    """An acronym with its definition on hover, as HTML."""
    return f'<abbr title="{escape(DEFINITIONS[sigle])}">{escape(sigle)}</abbr>'


def titre(libelle: str, etablissement: str, le: date, aujourd_hui: date) -> None:
    """Page title, establishment, date of the data and how old they are today."""
    st.title(libelle, anchor=False)
    st.html(f'<p class="wb-source">{escape(etablissement)} · {donnees_du(le, aujourd_hui)}</p>')


def titre_sans_donnees(libelle: str) -> None:
    """Page title before anything is published."""
    st.title(libelle, anchor=False)
    st.html('<p class="wb-source">Aucune donnée publiée : les chiffres viendront avec elles.</p>')


def section(libelle: str, aide: str | None = None) -> None:
    """A section heading."""
    st.subheader(libelle, anchor=False, help=aide)


def ensemble(perimetre: str) -> None:
    """Said beside what the scope chosen does not narrow."""
    st.html(f'<p class="wb-nonsuivi">Ici, tout le groupe, et non « {escape(perimetre)} » seul.</p>')


def etiquette(etat: Etat) -> str:
    """A state as HTML: sign, word, colour, definition on hover."""
    bulle = f'style="color:{etat.couleur}" title="{escape(etat.definition)}"'
    return f'<span class="wb-etat" {bulle}>{escape(etat.libelle)}</span>'


def barrettes(valeurs: Sequence[float], alt: str) -> str:
    """The course of a share as small bars, in HTML (drawn by style alone: prints, and costs nothing); empty
    below two.
    """
    if len(valeurs) < 2:
        return ""
    barres = "".join(f'<i style="height:{max(4, round(100 * valeur))}%"></i>' for valeur in valeurs)
    return (
        f'<div class="wb-barrettes" role="img" aria-label="{escape(alt)}"'
        f' title="{escape(alt)}">{barres}</div>'
    )


def graphique(figure: go.Figure, cle: str, alt: str, legende: str) -> None:
    """A chart with its text alternative and a caption that says date and unit."""
    st.plotly_chart(figure, key=cle, config=CONFIG, alt=alt, theme=None)
    st.caption(legende)


def table(
    donnees: pl.DataFrame,
    colonnes: Mapping[str, str],
    legende: str = "",
    etats: Mapping[str, Mapping[str, Etat]] | None = None,
    defile: bool = False,
    formats: Mapping[str, Any] | None = None,
    vues: int = plis.VUES,
    barre: Mapping[str, Etat] | None = None,
    essentiel: Collection[str] = (),
) -> None:
    """A plain HTML table: real headers, French formats, states with sign and word; scrolls inside its
    frame. From `EN_FICHES` columns on, each row is a card on a phone, the first `vues` of them shown.

    Args:
        barre: columns of counts drawn as one bar a row, beside its first cell, each in the look of a state.
        essentiel: the columns a card says besides its first one until its list is opened; empty, all of them.
    """
    nombres = {nom for nom in colonnes if donnees.schema[nom].is_numeric()}
    lues = donnees.select(list(colonnes)).to_dicts()
    if repetees := repeated_columns(lues, colonnes, etats or {}, formats or {}):
        legende = (f"{legende} · " if legende else "") + said_once(repetees, colonnes)
        colonnes = {nom: mot for nom, mot in colonnes.items() if nom not in repetees}
    titres_ = [
        f'<th scope="col"{number_class(nom in nombres)}{help_title(nom, mot)}>{escape(mot)}</th>'
        for nom, mot in colonnes.items()
    ]
    cases = [
        [cell(nom, ligne[nom], nombres, etats or {}, formats or {}) for nom in colonnes] for ligne in lues
    ]
    if essentiel:
        cases = [plis.attendre(ligne, [nom in essentiel for nom in colonnes]) for ligne in cases]
    mots = [*colonnes.values()]
    if barre:
        titres_.insert(1, '<th scope="col">Répartition</th>')
        mots.insert(1, "")
        for ligne, dessin in zip(cases, bars(donnees.select(list(barre)).to_dicts(), barre), strict=True):
            ligne.insert(1, dessin)
    entete, lignes = "".join(titres_), [f"<tr>{''.join(ligne)}</tr>" for ligne in cases]
    caption = f"<caption>{escape(legende)}</caption>" if legende else ""
    en_fiches = EN_FICHES <= len(colonnes) <= FICHE_MAX
    classe = f'wb wb-fiches" style="{spoken_titles(mots)}' if en_fiches else "wb"
    pliees = plis.plier(lignes, vues) if en_fiches else lignes
    longue = not defile and plis.est_longue(len(lignes))
    st.html(
        f'{habiller(legende, defile)}<table class="{classe}">{caption}<thead><tr>{entete}</tr></thead>'
        f"{plis.corps(pliees, longue)}</table>{plis.suite(len(lignes), vues) if en_fiches else ''}"
        f"{plis.suite_large(len(lignes)) if longue else ''}</div>"
    )


def carte(
    donnees: pl.DataFrame,
    lignes: str,
    colonnes: str,
    valeur: str,
    titre: str,
    legende: str,
    ecrit: str | None = None,
) -> None:
    """A heat table: a rate by row and column, written in each cell, tinted amber when low, blue when high.

    Args:
        ecrit: the column of what is written, when it is not the rate itself.
    """
    noms = donnees[colonnes].unique(maintain_order=True).to_list()
    taux = {
        (ligne[lignes], ligne[colonnes]): (ligne[valeur], ligne[ecrit] if ecrit else None)
        for ligne in donnees.to_dicts()
    }
    entete = "".join(f'<th scope="col" class="n">{escape(nom)}</th>' for nom in noms)
    corps = "".join(
        f'<tr><th scope="row">{escape(rang)}</th>'
        + "".join(_teinte(*taux.get((rang, nom), (None, None))) for nom in noms)
        + "</tr>"
        for rang in donnees[lignes].unique(maintain_order=True)
    )
    st.html(
        f'{habiller(legende)}<table class="wb wb-carte"><caption>{escape(legende)}</caption><thead><tr><th'
        f' scope="col">{escape(titre)}</th>{entete}</tr></thead><tbody>{corps}</tbody></table></div>'
    )


def habiller(legende: str, defile: bool = False) -> str:
    """Opens the frame in which a wide table scrolls, reachable by keyboard and named for screen readers."""
    classe = "wb-cadre wb-defile" if defile else "wb-cadre"
    return f'<div class="{classe}" tabindex="0" role="region" aria-label="{escape(legende or "Tableau")}">'


def _teinte(taux: float | None, ecrit: str | None = None) -> str:
    if taux is None:
        return '<td class="n"></td>'
    return f'<td class="n" style="background:{teinte(taux)}">{escape(ecrit or pourcent(taux, 0))}</td>'


def teinte(taux: float) -> str:
    """The CSS colour of a rate: amber when low, white in the middle, blue when high; ink reads on all of
    them.
    """
    force, fond = abs(taux - 0.5) * 2, TEINTE_HAUTE if taux >= 0.5 else TEINTE_BASSE
    return f"rgb({','.join(str(round(255 + (canal - 255) * force)) for canal in fond)})"


def liste_vide(message: str) -> None:
    """A calm empty state inside a section."""
    st.caption(message)


def puce(population: Population | None) -> str:
    """Whom a figure counts, as HTML: its name, its definition on hover; nothing if the register is silent."""
    if population is None:
        return ""
    return f'<span class="wb-puce" title="{escape(population.definition)}">{escape(population.mot)}</span>'


def on_compte(*figures: str) -> None:
    """Whom a page or a section counts, as chips: one a population behind these indicators, definition on
    hover.
    """
    gens = {qui.mot: qui for nom in figures if (qui := population(nom)) is not None}
    st.html(f'<p class="wb-comptes">On compte ici : {" ".join(map(puce, gens.values()))}</p>')


def chiffres(
    valeurs: Mapping[str, tuple[str, str]],
    figures: Mapping[str, str] | None = None,
    dans: Mapping[str, str] | None = None,
) -> None:
    """A row of key figures: label, value, unit.

    Args:
        figures: label → indicator of the register; its population is shown as a chip.
        dans: the scope they are counted in: within one, they are no longer those of the register.
    """
    figures = None if dans else figures
    gens = {nom: population(figure) for nom, figure in (figures or {}).items() if nom in valeurs}
    mots = {nom: puce(qui) for nom, qui in gens.items() if qui is None or qui.mot != nom}
    une = {*mots.values()} if len(mots) >= REPETES else set()
    if len(une) == 1:  # the same chip under each would only repeat itself
        mots = {}
    st.html(
        '<dl class="wb-chiffres">'
        + "".join(
            f"<div><dt>{_nom(nom, gens.get(nom))}</dt><dd{_figure(figures, nom)}>{escape(valeur)}"
            f"<small>{escape(unite)}</small></dd>{_qui(mots.get(nom, ''))}</div>"
            for nom, (valeur, unite) in valeurs.items()
        )
        + "</dl>"
        + (f'<p class="wb-comptes">On compte ici : {une.pop()}</p>' if len(une) == 1 and any(une) else "")
    )


def _nom(nom: str, qui: Population | None) -> str:
    """What a figure is called; its population's definition, when that is its very name: no chip says it."""
    definie = qui.definition if qui is not None and qui.mot == nom else ""
    return f'<abbr title="{escape(definie)}">{escape(nom)}</abbr>' if definie else escape(nom)


def _figure(figures: Mapping[str, str] | None, nom: str) -> str:
    return f' data-figure="{escape(figures[nom])}"' if figures and nom in figures else ""


def _qui(dite: str) -> str:
    """Whom it counts: a second description of the figure, a list of terms holding nothing else."""
    return f'<dd class="wb-qui">{dite}</dd>' if dite else ""


def legende(etats: Iterable[Etat]) -> None:
    """The key of a chart by state: swatch, sign and word, definition on hover."""
    st.html(
        '<ul class="wb-legende">'
        + "".join(
            f'<li title="{escape(etat.definition)}">'
            f'<i style="background:{hatched(etat)}"></i>{escape(etat.libelle)}</li>'
            for etat in etats
        )
        + "</ul>"
    )


def faits(dits: Mapping[str, str | None]) -> None:
    """What is known in one line of facts; those without a value are left out."""
    st.html(
        '<dl class="wb-faits">'
        + "".join(
            f"<div><dt>{escape(nom)}</dt><dd>{escape(dit)}</dd></div>" for nom, dit in dits.items() if dit
        )
        + "</dl>"
    )


def definitions(etats: Iterable[Etat]) -> None:
    """What each state means, folded away."""
    with st.popover("Que veulent dire ces états ?"):
        st.html(
            '<dl class="wb-definitions">'
            + "".join(
                f'<dt style="color:{ENCRE}">{escape(etat.libelle)}</dt><dd>{escape(etat.definition)}</dd>'
                for etat in etats
            )
            + "</dl>"
        )
