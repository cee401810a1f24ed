"""On the page Comptes: how long an arrival waits for an account, a departure for its closing."""

from __future__ import annotations

from datetime import date

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.looks import titres
from workbench.looks.figures import base as figures
from workbench.looks.figures import delais
from workbench.looks.formats import accord, jour, nombre, pourcent
from workbench.ui import composants, donnees, filtres
from workbench.ui.donnees import applications

EVENEMENTS = {
    "arrivee": ("De l’arrivée au premier compte", "personnes arrivées", "premier compte ouvert"),
    "depart": ("Du départ à la fermeture", "comptes de personnes parties", "fermés"),
}
AXES = titres.de("application service")
DEFINITIONS = (
    "Arrivées : agents d’une profession enregistrée au RPPS arrivés depuis un an. Départs : comptes"
    " nominatifs des personnes parties depuis un an. Quand l’export ne date pas la fermeture, elle se place"
    " entre deux livraisons : le dernier jour où le compte est vu actif et le premier où il est vu inactif ou"
    " disparu. La part « sûre » compte sur la borne haute, la part « possible » sur la borne basse. Parts :"
    " mouvements assez anciens pour être jugés au plus long délai. Départs antérieurs à la première livraison"
    " non jugés. Définitions de l’établissement, version 1 : aucune n’est officielle."
)


def section(acces: Acces, le: date) -> None:
    """Both delays: the answer, the spread, the trend, then who is late, by system or service."""
    parts = donnees.mart(acces, "compte_delai_part")
    if parts.is_empty():
        composants.liste_vide("Aucune arrivée ni aucun départ depuis un an dans les livraisons reçues.")
        return
    for place, evenement in zip(st.columns(2), EVENEMENTS, strict=True):
        with place:
            _evenement(acces, evenement, parts.filter(pl.col("evenement") == evenement), le)
    axe = filtres.choix("delai_axe", "Délais par", AXES)
    for place, evenement in zip(st.columns(2), EVENEMENTS, strict=True):
        with place:
            _par_axe(parts.filter(pl.col("evenement") == evenement, pl.col("axe") == axe), evenement, axe)
    st.caption(DEFINITIONS)
    _numero_des_la_creation(acces, le)


def _numero_des_la_creation(acces: Acces, le: date) -> None:
    """Objective 1.1 asks for the number « dès la création du compte utilisateur »: how often is it so?"""
    mesures = donnees.mart(acces, "historique").filter(
        pl.col("indicateur") == "compte_cree_avec_rpps", pl.col("date_execution") == le
    )
    for mesure in mesures.to_dicts():
        st.write(
            f"**Numéro RPPS dès la création du compte.** {pourcent(mesure['valeur'], 0)} des comptes du"
            f" dossier patient créés depuis un an et vus naître ({nombre(mesure['numerateur'])} sur"
            f" {nombre(mesure['denominateur'])}) portaient un numéro à leur première apparition ; l’objectif"
            " 1.1 le demande « dès la création du compte utilisateur »."
        )


def _evenement(acces: Acces, evenement: str, parts: pl.DataFrame, le: date) -> None:
    titre, population, fait = EVENEMENTS[evenement]
    st.markdown(f"**{titre}**")
    ensemble = parts.filter(pl.col("axe") == "ensemble").sort("jours").to_dicts()
    if not ensemble:
        composants.liste_vide(
            "Rien à juger encore. Sans date de fermeture dans les exports, une fermeture se date d’une"
            " livraison à l’autre : déposez et exécutez chaque livraison."
            if evenement == "depart"
            else "Aucune arrivée depuis assez longtemps pour être jugée."
        )
        return
    composants.chiffres(
        {
            f"{fait} en {part['jours']} jours": (_part(part), f" sur {nombre(part['denominateur'])}")
            for part in ensemble
        }
        | {"délai médian": (_mediane(ensemble[0], evenement), _avant(acces, evenement, le))}
    )
    composants.on_compte(f"delai_{evenement}_")
    repartition = (
        donnees.mart(acces, "compte_delai")
        .filter(
            pl.col("evenement") == evenement,
            pl.col("portee") == ("personne" if evenement == "arrivee" else "compte"),
        )
        .group_by("rang", "tranche")
        .agg(pl.col("nombre").sum())
        .sort("rang")
    )
    composants.graphique(
        figures.barres(repartition, "tranche", "nombre"),
        f"delai_{evenement}",
        f"{titre} : " + " ; ".join(f"{tranche} {nombre(n)}" for _, tranche, n in repartition.iter_rows()),
        f"{population[0].upper()}{population[1:]} depuis un an, par délai, au {jour(le)}",
    )
    series = {
        f"en {part['jours']} jours": donnees.points(acces, f"delai_{evenement}_{part['jours']}j")
        for part in ensemble
    }
    if max(map(len, series.values())) > 1:
        composants.graphique(
            delais.evolution(series),
            f"delai_tendance_{evenement}",
            f"{titre}, part dans le délai : "
            + " ; ".join(f"{nom} {pourcent(points[-1].valeur)}" for nom, points in series.items() if points),
            "Part sûre dans le délai, livraison après livraison",
        )


def _part(part: dict[str, float]) -> str:
    """The share, and how far it could go when closings lie between two deliveries."""
    sure, possible = pourcent(part["part"], 0), pourcent(part["part_possible"], 0)
    return sure if sure == possible else f"{sure} à {possible}"


def _mediane(part: dict[str, int | None], evenement: str) -> str:
    if part["mediane"] is None:
        return "non atteint" if evenement == "arrivee" else "plus de la moitié restent ouverts"
    return f"{'' if evenement == 'arrivee' else 'au plus '}{accord(max(0, part['mediane']), 'jour')}"


def _avant(acces: Acces, evenement: str, le: date) -> str:
    """The median of the delivery before, when it was known."""
    points = [point for point in donnees.points(acces, f"delai_{evenement}_median") if point.le < le]
    return f" {nombre(points[-1].valeur)} au {jour(points[-1].le)}" if points else ""


def _par_axe(parts: pl.DataFrame, evenement: str, axe: str) -> None:
    if parts.is_empty():
        return
    delai = max(parts["jours"].to_list())
    lignes = parts.filter(pl.col("jours") == delai, pl.col("denominateur") > 0).sort(
        ["part", "denominateur"], descending=[False, True]
    )
    if axe == "application":
        noms = applications(lignes["valeur_axe"].unique().to_list())
        lignes = lignes.with_columns(pl.col("valeur_axe").replace(noms))
    composants.table(
        lignes.with_columns(
            pl.Series("parts", [_part(ligne) for ligne in lignes.to_dicts()], dtype=pl.String)
        ),
        {
            "valeur_axe": AXES[axe],
            "denominateur": "Jugés",
            "parts": f"En {delai} jours",
            "restent": "Sans compte" if evenement == "arrivee" else "Encore ouverts",
            "mediane": "Délai médian (jours)",
        },
        legende=f"{EVENEMENTS[evenement][0]} : les plus en retard d’abord",
        formats={"mediane": lambda valeur: "–" if valeur is None else nombre(valeur)},
        defile=True,
    )
