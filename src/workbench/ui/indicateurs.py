"""Any figure, opened: its card, its history, the query that computes it; and the page that lists them all."""

from __future__ import annotations

from datetime import date
from functools import partial
from html import escape

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.looks import titres
from workbench.looks.etats import TEXTE_OFFICIEL
from workbench.looks.figures import base as figures
from workbench.looks.formats import ecart_part, evolution, jour, nombre, pourcent
from workbench.looks.traces import Point
from workbench.marts.cartes import Carte, find, sql_text, toutes
from workbench.marts.populations import populations
from workbench.socle.regles import propres
from workbench.ui import composants, donnees, filtres, panneau, session

SANS_MODE = TEXTE_OFFICIEL["sans_mode"]
SENS = {"hausse": "plus haut, c’est mieux", "baisse": "plus bas, c’est mieux", "neutre": "à suivre"}


def ouvrir(acces: Acces, indicateur: str, cle: str | None = None, nomme: bool = False, **dans: str) -> None:
    """A small button that opens an indicator: definition, numerator, denominator, history, query; then who,
    in that scope, and what to do.

    Args:
        nomme: say which one, where several stand together.
    """
    carte = find(indicateur, toutes(acces.home))
    if carte is None:
        return
    cle = cle or f"fiche_{indicateur}"
    dire = partial(dessiner, acces, carte, indicateur)
    titre = f"Définition : {carte.titre}" if nomme else "Définition"
    panneau.ouvrir(acces, indicateur, titre, cle, dire, {**acces.dans, **dans})


def dessiner(acces: Acces, carte: Carte, indicateur: str) -> None:
    """One card, whole."""
    gens = populations().get(carte.de)
    champs = {
        "Ce que dit ce chiffre": carte.definition,
        "Numérateur": carte.numerateur,
        "Dénominateur": carte.denominateur,
        "De qui, de quoi": " : ".join((gens.mot, gens.definition)) if gens else carte.population,
        "Dans les phrases": " ; ".join(f"« {dit} »" for dit in carte.nomme),
        "Cible": carte.seuil,
        "Unité, sens": f"{carte.unite} ; {SENS[carte.sens]}",
        "Source, version": f"{carte.source} ; version {carte.version}",
    }
    st.html(
        '<dl class="wb-definitions">'
        + "".join(f"<dt>{escape(nom)}</dt><dd>{escape(texte)}</dd>" for nom, texte in champs.items() if texte)
        + "</dl>"
    )
    _histoire(acces, indicateur)
    st.caption(SANS_MODE)
    page = session.pages().get(carte.page)
    if page is not None and session.permise(page, acces.utilisateur):
        st.page_link(
            page.fichier, label=f"Qui est derrière ce chiffre : {page.titre}", icon=":material/groups:"
        )
    with st.expander(
        "La requête qui le calcule", icon=":material/code:", on_change="rerun", key=f"sql_{indicateur}"
    ) as pli:
        if pli.open:
            st.code(sql_text(carte), language="sql")


def _histoire(acces: Acces, indicateur: str) -> None:
    lignes = (
        donnees.mart(acces, "historique").filter(pl.col("indicateur") == indicateur).sort("date_execution")
    )
    if lignes.is_empty():
        composants.liste_vide("Pas encore d’historique : il commence à la prochaine exécution.")
        return
    taux = lignes["denominateur"].drop_nulls().len() > 0
    composants.table(
        lignes.tail(12).sort("date_execution", descending=True),
        titres.de("date_execution valeur numerateur denominateur"),
        legende="Les douze dernières exécutions",
        formats={"date_execution": jour, "valeur": pourcent if taux else nombre},
    )


def catalogue(acces: Acces, le: date) -> None:
    """Every indicator kept from run to run: value, move, card on demand."""
    cartes = toutes(acces.home)
    historique = donnees.mart(acces, "historique").sort("date_execution")
    tableau = _suivis(historique, cartes, le)
    themes = {"": "Tous"} | {theme: theme for theme in tableau["theme"].unique().sort()}
    theme = filtres.choix("theme_indicateur", "Thème", themes)
    montres = tableau if not theme else tableau.filter(pl.col("theme") == theme)
    composants.table(
        montres,
        titres.de(
            "libelle theme valeur",
            libelle="Indicateur",
            theme="Page",
            ecart="Depuis la livraison précédente",
            sens="Lecture",
            version="Version",
        ),
        legende=f"{len(montres)} indicateurs au {jour(le)}",
        defile=True,
    )
    noms = dict(montres.select("indicateur", "libelle").iter_rows())
    code = filtres.choix("indicateur", "Ouvrir un indicateur", noms)
    carte = find(code, cartes)
    if carte is None:
        return
    with st.container(border=True):
        st.markdown(f"**{noms.get(code, carte.titre)}**")
        points = donnees.points(acces, code)
        est_taux = historique.filter(pl.col("indicateur") == code)["denominateur"].drop_nulls().len() > 0
        if len(points) > 1 and est_taux:
            _courbe(points, noms.get(code, carte.titre))
        dessiner(acces, carte, code)


def _suivis(historique: pl.DataFrame, cartes: list[Carte], le: date) -> pl.DataFrame:
    """Each indicator measured at the last delivery: where it stands, its move, how to read it."""
    lignes = []
    for (code,), suite in historique.group_by(["indicateur"], maintain_order=True):
        libelle = suite["libelle"][-1]  # the wording of the last run: a definition may have been reworded
        carte = find(str(code), cartes)
        if carte is None or suite["date_execution"][-1] != le:
            continue
        valeurs, taux = suite["valeur"].to_list(), suite["denominateur"][-1] is not None
        lignes.append(
            {
                "indicateur": code,
                "libelle": libelle,
                "theme": session.pages()[carte.page].titre if carte.page in session.pages() else "Autre",
                "valeur": _valeur(valeurs[-1], taux),
                "ecart": _ecart(valeurs, taux),
                "sens": SENS[carte.sens],
                "version": carte.version,
            }
        )
    return pl.DataFrame(lignes).sort("theme", "indicateur")


def _courbe(points: list[Point], titre: str) -> None:
    composants.graphique(
        figures.tendance(points, 1.0),
        "courbe_indicateur",
        f"{titre} : {pourcent(points[0].valeur)} le {jour(points[0].le)}, {pourcent(points[-1].valeur)} le"
        f" {jour(points[-1].le)}.",
        f"{titre}, à chacune des {len(points)} livraisons.",
    )


def _valeur(valeur: float | None, taux: bool) -> str:
    return pourcent(valeur) if taux else nombre(valeur)


def _ecart(valeurs: list[float | None], taux: bool) -> str:
    if len(valeurs) < 2 or valeurs[-1] is None or valeurs[-2] is None:
        return "–"
    bouge = valeurs[-1] - valeurs[-2]
    return ecart_part(bouge) if taux else evolution(bouge)


def regles_propres(acces: Acces) -> None:
    """Which rules this establishment holds itself."""
    noms = propres(acces.home)
    st.caption(
        "Règles propres à l’établissement : " + ", ".join(noms) + "."
        if noms
        else (
            "Règles livrées avec l’outil. Pour les adapter à l’établissement, demandez à l’équipe projet ; le"
            " calcul suivant les applique."
        )
    )
