"""The page Qualité du répertoire: four qualities, each with a definition, a figure, a trend, a worklist."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.looks import titres
from workbench.looks.figures import base as figures
from workbench.looks.formats import accord, ecart_part, jour, nombre, pourcent
from workbench.marts.cartes import population
from workbench.ui import composants, donnees, filtres, listes

VERTUS = {
    "complet": ("Complet", "Tout le monde y est, et personne d’autre."),
    "a_jour": ("À jour", "Les arrivées et les départs s’y voient à temps."),
    "exact": ("Exact", "Ce qui est écrit est vrai et prouvé."),
    "relie": ("Relié", "Chacun y porte son numéro national, vérifié."),
}
AXES = titres.de("etablissement service source")
COLONNES = titres.de("nom prenom etablissement service source login", detail="Constat")


def cartes(acces: Acces, le: date) -> None:
    """The four qualities at a glance: every measure, its rate, its move since the run before, who is
    missing.
    """
    ensemble = donnees.mart(acces, "vertu").filter(pl.col("axe") == "ensemble").sort("rang")
    for place, (code, (titre, sens)) in zip(st.columns(len(VERTUS)), VERTUS.items(), strict=True):
        with place.container(border=True, height="stretch"):
            composants.section(titre)
            st.caption(sens)
            for ligne in ensemble.filter(pl.col("vertu") == code).to_dicts():
                st.html(_mesure(ligne, _ecart(acces, ligne["mesure"], le)))


def _ecart(acces: Acces, mesure: str, le: date) -> str:
    points = [point for point in donnees.points(acces, f"vertu_{mesure}") if point.le <= le]
    if len(points) < 2:
        return "première mesure"
    dit = ecart_part(points[-1].valeur - points[-2].valeur)
    fleche = {"+": "▲ ", "−": "▼ "}.get(dit[0], "")
    return f"{fleche}{dit} depuis le {jour(points[-2].le)}"


def _mesure(ligne: Mapping[str, Any], ecart: str) -> str:
    return (
        '<div class="wb-mesure"'
        f' title="{escape(str(ligne["definition"]))}"><p>{escape(str(ligne["titre"]))}</p>'
        f'<p><b data-figure="vertu_{ligne["mesure"]}">{pourcent(ligne["taux"])}</b> '
        f"<small>{nombre(ligne['numerateur'])} sur {nombre(ligne['denominateur'])}{_bornes(ligne)} ;"
        f" reste {nombre(ligne['reparables'])}<br>{escape(ecart)}</small></p>"
        f"{composants.puce(population('vertu_' + str(ligne['mesure'])))}</div>"
    )


def _bornes(ligne: Mapping[str, Any]) -> str:
    """The upper bound when deliveries leave some undecided, and what is late for good."""
    haut = (
        f" sûrs, au plus {pourcent(ligne['taux_possible'])}"
        if ligne["possibles"] > ligne["numerateur"]
        else ""
    )
    passes = ligne["denominateur"] - ligne["possibles"] - ligne["reparables"]
    return haut + (
        f" ; {accord(passes, 'retard passé', 'retards passés')}, que rien ne répare" if passes > 0 else ""
    )


def delais(acces: Acces) -> None:
    """How long from arrival to first account, from departure to closing."""
    tableau = donnees.mart(acces, "vertu_delai")
    for place, (code, titre, legende) in zip(
        st.columns(2),
        (
            ("arrivee", "De l’arrivée au premier compte", "Agents arrivés depuis un an, par délai"),
            ("depart", "Du départ à la fermeture", "Comptes des personnes parties depuis un an, par délai"),
        ),
        strict=True,
    ):
        with place:
            st.markdown(f"**{titre}**")
            lignes = tableau.filter(pl.col("evenement") == code).sort("rang")
            if lignes.is_empty():
                composants.liste_vide("Aucune arrivée ni départ daté dans l’année.")
                continue
            texte = " ; ".join(f"{ligne['tranche']} {nombre(ligne['nombre'])}" for ligne in lignes.to_dicts())
            composants.graphique(
                figures.barres(lignes, "tranche", "nombre"),
                f"delai_{code}",
                f"{legende} : {texte}",
                f"{legende}.",
            )


def detail(acces: Acces, le: date) -> None:
    """One measure: definition, what to do, by axis, then the people behind it once a reason is given."""
    toutes = donnees.mart(acces, "vertu")
    ensemble = toutes.filter(pl.col("axe") == "ensemble").sort("rang").to_dicts()
    intitules = {ligne["mesure"]: f"{VERTUS[ligne['vertu']][0]} · {ligne['titre']}" for ligne in ensemble}
    a, b = st.columns([3, 1])
    with a:
        mesure = filtres.choix("mesure", "Mesure", intitules)
    with b:
        axe = filtres.choix("axe", "Répartition par", AXES)
    ligne = next(item for item in ensemble if item["mesure"] == mesure)
    st.write(f"**Définition.** {ligne['definition']}")
    st.write(f"**Que faire.** {ligne['a_faire']}")
    st.caption(
        f"Définition de l’établissement, version {ligne['version']} : nous n’avons trouvé aucun mode de"
        " calcul officiel publié."
    )
    _par_axe(
        acces,
        toutes.filter((pl.col("mesure") == mesure) & (pl.col("axe") == axe)),
        axe,
        f"{ligne['titre']} au {jour(le)}",
    )
    listes.liste_nominative(
        acces,
        listes.Liste(
            "vertu",
            "mart.vertu_ligne",
            COLONNES,
            ligne["titre"],
            mot="ligne",
            exemple="liste pour la DSI",
            bouton="Afficher qui reste à corriger",
            vide="Personne : cette mesure est à 100 %.",
            fichier=f"qualite_{mesure}.xlsx",
            designe=("id_unique", "source", "login"),
        ),
        {"mesure": mesure, "bon": False},
    )


def _par_axe(acces: Acces, lignes: pl.DataFrame, axe: str, titre: str) -> None:
    if lignes.is_empty():
        composants.liste_vide("Cette mesure porte sur des personnes : elle ne se répartit pas par source.")
        return
    noms = donnees.noms_de_sources(acces)
    composants.table(
        lignes.sort(["restant", "valeur_axe"], descending=[True, False]).with_columns(
            pl.col("valeur_axe").replace(noms)
        ),
        {
            "valeur_axe": AXES[axe],
            "taux": "Taux",
            "numerateur": "Bons",
            "denominateur": "Jugés",
            "restant": "Restent",
        },
        legende=f"{titre}, du plus grand reste au plus petit",
        defile=True,
    )
