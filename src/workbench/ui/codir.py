"""The blocks of the board's page: one card per milestone, the decisions, what is not measured yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.indicators.prevision import forecast
from workbench.reporting.figures import tendance
from workbench.reporting.formats import accord, chance, jour, nombre, pourcent
from workbench.reporting.jalons import Point, etat_jalon
from workbench.ui import donnees
from workbench.ui.composants import etiquette, graphique, liste_vide, terme

NON_MESURE = "Pas encore mesuré ici : l’accès au dossier médical partagé."


def indicateur(jalon: dict[str, Any]) -> str:
    """The name under which this milestone's history is kept."""
    return f"{jalon['objectif']}-{jalon['annee']}"


def carte(jalon: dict[str, Any], points: Sequence[Point], le: date) -> None:
    """The answer of one milestone: score, state, people left, deadline, trend, definition."""
    etat = etat_jalon(jalon["taux"], jalon["cible"], jalon["echeance"], le, points)
    score = pourcent(jalon["taux"])
    largeur = round(100 * (jalon["taux"] or 0), 1)
    st.html(
        f'<p class="wb-titre">{jalon["annee"]} · {escape(jalon["titre"])}</p>'
        f'<div class="wb-reponse"><span class="wb-score">{score}</span>{etiquette(etat)}</div>'
        f'<div class="wb-jauge" aria-hidden="true"><span style="width:{largeur}%"></span></div>'
        f'<p class="wb-reste">{_reste(jalon)}</p>'
        f'<p class="wb-detail">{_detail(jalon, points)}</p>'
    )
    if len(points) > 1:
        premier, dernier = points[0], points[-1]
        graphique(
            tendance(points, jalon["cible"]),
            f"tendance_{jalon['objectif']}_{jalon['annee']}",
            f"Évolution du score {jalon['annee']} : {pourcent(premier.valeur)} le {jour(premier.le)}, "
            f"{pourcent(dernier.valeur)} le {jour(dernier.le)}, cible {pourcent(jalon['cible'], 0)}.",
            f"Score à chacune des {len(points)} livraisons, en % des comptes concernés.",
        )
    else:
        liste_vide("La tendance s’affichera à partir de la deuxième livraison.")
    with st.popover("Définition et texte officiel", key=f"definition_{jalon['objectif']}_{jalon['annee']}"):
        st.markdown(f"**Texte officiel (objectif {jalon['objectif']}, {jalon['annee']})**")
        st.write(jalon["libelle_officiel"])
        st.markdown("**Comment nous le mesurons**")
        st.write(jalon["definition"])
        st.write(f"{nombre(jalon['numerateur'])} comptes sur {nombre(jalon['denominateur'])}, au {jour(le)}.")
        st.write(etat.definition)
        st.caption(
            f"Définition de l’établissement, version {jalon['version_definition']} : "
            "aucun mode de calcul officiel n’est publié à ce jour."
        )


def _reste(jalon: dict[str, Any]) -> str:
    if not jalon["restant"]:
        return f"Tous les utilisateurs concernés sont reliés à leur numéro. Échéance : {jour(jalon['echeance'])}."
    return (
        f"Il reste <b>{accord(jalon['restant'], 'utilisateur')}</b> à relier à leur numéro {terme('RPPS')} "
        f"avant le <b class='wb-insecable'>{jour(jalon['echeance'])}</b>."
    )


def _detail(jalon: dict[str, Any], points: Sequence[Point]) -> str:
    morceaux = [f"{nombre(jalon['numerateur'])} comptes reliés sur {nombre(jalon['denominateur'])}"]
    seen = forecast([(point.le, point.valeur) for point in points], jalon["echeance"], jalon["cible"])
    if seen is not None and jalon["restant"]:
        morceaux.append(f"chance d’y arriver à temps, au rythme observé : {chance(seen.probabilite)}")
    if jalon["a_confirmer"]:
        morceaux.append(f"{nombre(jalon['a_confirmer'])} ont un numéro probable, à vérifier")
    if jalon["inconnus"]:
        morceaux.append(f"{accord(jalon['inconnus'], 'compte')} sans titulaire ou métier connu, hors de ce score")
    return " · ".join(morceaux)


def decisions(tableau: pl.DataFrame) -> None:
    """The things to decide, each with its number and who carries it."""
    lignes = tableau.to_dicts()
    if not lignes:
        liste_vide("Rien à décider à la date de ces données.")
        return
    st.html(
        '<ol class="wb-decisions">'
        + "".join(
            f"<li><b>{rang}. {escape(ligne['titre'])}</b>{escape(ligne['texte'])}"
            f"<small>Qui : {escape(ligne['responsable'] or 'à désigner')}</small></li>"
            for rang, ligne in enumerate(lignes, 1)
        )
        + "</ol>"
    )


def pied(acces: Acces) -> None:
    """Accounts and means of identification in one line each, and what this page does not say."""
    mie = donnees.mart(acces, "mie_entonnoir").select(pl.col("besoin", "remis").sum()).row(0, named=True)
    comptes = dict(donnees.mart(acces, "compte_tableau").group_by("probleme").agg(pl.col("nombre").sum()).iter_rows())
    lignes = []
    if mie["besoin"]:
        part = pourcent(mie["remis"] / mie["besoin"], 0)
        lignes.append(
            f"{terme('MIE')} : {nombre(mie['remis'])} utilisateurs du dossier patient équipés sur {nombre(mie['besoin'])} ({part})"
        )
    if comptes:
        lignes.append(
            f"Comptes : {nombre(comptes.get('partant_ouvert', 0))} encore ouverts après un départ, "
            f"{nombre(comptes.get('mot_de_passe', 0))} accès au dossier patient par mot de passe seul"
        )
    st.html(f'<p class="wb-bandeau">{" · ".join([*lignes, NON_MESURE])}</p>')
