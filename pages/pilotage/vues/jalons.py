"""The page Jalons: objectives, criteria measured or declared, where they are going, what to do first."""

from __future__ import annotations

import datetime as dt
from functools import partial
from html import escape

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.decisions import Registre
from workbench.looks import titres
from workbench.looks.etats import JALONS, TEXTE_OFFICIEL, mots
from workbench.looks.figures import base as figures
from workbench.looks.formats import (
    accord,
    ecart_part,
    en_unites,
    fourchette,
    jour,
    jour_court,
    majuscule,
    nombre,
    pourcent,
)
from workbench.looks.traces import Point
from workbench.marts.cartes import population
from workbench.pilotage.objectifs import perspectives
from workbench.pilotage.objectifs.critere import SERIE, Critere, valid_until
from workbench.pilotage.objectifs.etat import perspective
from workbench.pilotage.objectifs.jalons import Objectif, assess, definitions, first_actions, histories
from workbench.pilotage.prevision import Projection
from workbench.ui import composants, donnees, indicateurs, liens, panneau, plis
from workbench.ui.formulaires import registre as ledger
from workbench.ui.formulaires.formulaire import Formulaire, decider

ESSAIS = 6  # past projections shown, the latest
NIVEAUX = mots("niveau_procedure") | {"absente": "Absente : retirer la preuve"}


def tous(acces: Acces, registre: Registre, le: dt.date) -> list[Objectif]:
    """The objectives at the date of the data."""
    historique, scores = donnees.mart(acces, "historique"), donnees.mart(acces, "jalon")
    return assess(
        historique, scores, ledger.en_vigueur(registre), le, acces.home, acces.arrondi("historique")
    )


def series(acces: Acces) -> dict[str, SERIE]:
    """Indicator → its history."""
    return histories(donnees.mart(acces, "historique"))


def carte(acces: Acces, objectif: Objectif) -> None:
    """One objective: score, state, chance, deadline, official wording on demand; in short on a phone, the
    rest in its panel.
    """
    etat = JALONS[objectif.etat]
    atteints = sum(c.etat == "atteint" for c in objectif.criteres)
    court = f"Au {jour_court(objectif.echeance)} : {perspectives.courte(objectif)}."
    st.html(
        f'<p class="wb-titre">{objectif.objectif} · {objectif.annee} · {escape(objectif.titre)}</p><div'
        ' class="wb-reponse"><span'
        f' class="wb-score">{objectif.score_dit(0)}</span>{composants.etiquette(etat)}</div><p'
        f' class="wb-reste wb-large">{escape(perspectives.phrase(objectif))}</p>'
        f'<p class="wb-reste wb-petit">{escape(court)}</p><p'
        f' class="wb-detail">{accord(atteints, "critère atteint", "critères atteints")}'
        f' sur {len(objectif.criteres)}<span class="wb-large"> · échéance {jour(objectif.echeance)}</span>'
        "</p>"
        f'<div class="wb-large">{_requis(acces, objectif)}</div>'
    )
    liens.voir(acces, liens.de(objectif.code))
    panneau.ouvrir(
        acces, objectif.code, panneau.TITRE, f"texte_{objectif.code}", partial(_texte, acces, objectif), {}
    )


def _texte(acces: Acces, objectif: Objectif) -> None:
    """The official wording, and the rule each criterion was read in; on a phone, first what its card left."""
    st.html(
        f'<div class="wb-petit"><p class="wb-texte">{escape(perspectives.phrase(objectif))}</p>'
        f"{_requis(acces, objectif)}</div>"
    )
    st.write(objectif.libelle_officiel)
    st.caption(
        f"Découpage, cibles et poids : version {definitions(acces.home)['version']}, définis par"
        " l’établissement ; nous n’avons trouvé aucun barème officiel publié."
    )
    st.caption(TEXTE_OFFICIEL["a_lire"])
    for critere in objectif.criteres:
        if critere.regle:
            st.write(f"**{critere.titre}.** {critere.regle}")


def _requis(acces: Acces, objectif: Objectif) -> str:
    """Required accounts beside the total, for what is counted in accounts of the DPI; else nothing."""
    lignes = donnees.mart(acces, "jalon").filter(
        pl.col("objectif") == objectif.objectif, pl.col("annee") == objectif.annee, pl.col("motif").is_null()
    )
    for ligne in lignes.to_dicts():
        return (
            f'<p class="wb-detail">{nombre(ligne["numerateur"])} sur {nombre(ligne["denominateur"])} requis ;'
            f" {nombre(ligne['total'])} comptes au total, dont {nombre(ligne['jamais'])} au numéro non requis"
            f" (étudiants non éligibles), hors du taux.</p>{composants.puce(population(objectif.code))}"
        )
    return ""


def actions(trouves: list[Objectif]) -> None:
    """The three actions that move the scores most."""
    lignes = first_actions(trouves)
    if not lignes:
        composants.liste_vide("Tous les critères mesurables sont atteints.")
        return
    st.html(
        '<ol class="wb-decisions">'
        + "".join(
            f"<li><b>{rang}. {escape(critere.titre)}</b>{escape(critere.action)}<small>Objectif"
            f" {objectif.objectif}, {objectif.annee} : {ecart_part(gain, decimales=0)} de"
            f" score{_reste(critere)}</small></li>"
            for rang, (objectif, critere, gain) in enumerate(lignes, 1)
        )
        + "</ol>"
    )


def _reste(critere: Critere) -> str:
    return f" ; reste {escape(en_unites(critere.restant, critere.unite))}" if critere.restant else ""


def criteres(acces: Acces, objectif: Objectif) -> None:
    """Every criterion of an objective, then the chart of those that are measured."""
    lignes = [
        {
            "titre": critere.titre,
            "nature": (
                ("mesuré" if critere.nature == "mesure" else "déclaré")
                + ("" if critere.poids else ", hors score")
            ),
            "etat": critere.etat,
            "valeur": critere.valeur_dite if critere.valeur is not None else _preuve(acces, critere),
            "cible": pourcent(critere.cible, 0) if critere.cible is not None else "preuve valide",
            "reste": en_unites(critere.restant, critere.unite) if critere.restant else "",
            "pourquoi": critere.explication,
        }
        for critere in objectif.criteres
    ]
    composants.table(
        pl.DataFrame(lignes),
        titres.de(
            "titre nature etat valeur cible",
            titre="Critère",
            valeur="Où nous en sommes",
            reste="Reste",
            pourquoi="Pourquoi cet état",
        ),
        legende=f"Objectif {objectif.objectif}, {objectif.annee}",
        etats={"etat": JALONS},
    )
    mesures = [critere for critere in objectif.criteres if critere.nature == "mesure"]
    if mesures:
        with plis.replie(f"courbes_{objectif.code}", f"Voir {accord(len(mesures), 'courbe')}"):
            for critere in mesures:
                _courbe(acces, objectif, critere)


def _preuve(acces: Acces, critere: Critere) -> str:
    if critere.preuve is None or critere.preuve.verdict == "absente":
        return "aucune preuve"
    definition = next(item for item in definitions(acces.home)["criteres"] if item["code"] == critere.code)
    return (
        f"{NIVEAUX[critere.preuve.verdict].lower()}, {critere.preuve.valeur['reference']} (par"
        f" {critere.preuve.auteur}, valable jusqu’au"
        f" {jour(valid_until(critere.preuve, definition['validite_mois']))})"
    )


def _courbe(acces: Acces, objectif: Objectif, critere: Critere) -> None:
    definition = next(item for item in definitions(acces.home)["criteres"] if item["code"] == critere.code)
    points = [Point(le, valeur) for le, _, _, valeur in series(acces).get(definition["indicateur"], ())]
    titre, fiche = st.columns([5, 1], vertical_alignment="center")
    titre.markdown(f"**{critere.titre}**")
    with fiche:
        indicateurs.ouvrir(acces, definition["indicateur"], f"fiche_critere_{critere.code}")
    prevision = critere.prevision
    if prevision is None or not points or critere.cible is None:
        composants.liste_vide("Pas de mesure à prolonger.")
        return
    plafond = f" {majuscule(critere.plafond.dit)}." if critere.plafond else ""
    dite = f"{majuscule(perspective(prevision, objectif.echeance, critere.cible))}.{plafond}"
    if not prevision.connue:
        composants.liste_vide(dite)
        return
    composants.graphique(
        figures.projection(
            points, critere.cible, objectif.echeance, prevision.low, prevision.median, prevision.high
        ),
        f"projection_{critere.code}",
        f"{critere.titre} : {pourcent(points[-1].valeur)} aujourd’hui,"
        f" {fourchette(prevision.low, prevision.high)} le {jour(objectif.echeance)}.",
        f"{dite} Arrivées et départs compris, au rythme observé ({_rythme(prevision)}), qui peut ralentir ou"
        " s’arrêter : les derniers dossiers sont souvent les plus longs.",
    )
    if prevision.essais:
        st.caption(
            "Ce qu’une telle prévision aurait dit : "
            + " ; ".join(
                f"le {jour(p.faite_le)}, {fourchette(p.low, p.high)} pour le {jour(p.pour_le)}, constaté"
                f" {pourcent(p.constatee)}"
                for p in prevision.essais[-ESSAIS:]
            )
            + "."
        )


def _rythme(prevision: Projection) -> str:
    return f"{ecart_part(prevision.rythme_mensuel or 0.0)} par mois"


def declarer(acces: Acces, registre: Registre) -> None:
    """Declare the evidence of a criterion that data do not measure, for who may write."""
    if not acces.role.ecrire:
        return
    composants.section("Déclarer une preuve")
    declares = {
        item["code"]: item["titre"]
        for item in definitions(acces.home)["criteres"]
        if item["nature"] == "declare"
    }
    forme = Formulaire(
        "declarer",
        "preuve_declaree",
        "Déclarer cette preuve",
        [{"objet": 1, "verdict": 1}, {"reference": 2, "date_preuve": 1, "motif": 2}],
        {
            "objet": "critere",
            "verdict": "critere_niveau",
            "reference": "critere_reference",
            "date_preuve": "critere_date",
            "motif": "critere_motif",
        },
        {"objet": declares},
    )
    decider(acces, registre, forme, "Preuve déclarée : l’état de l’objectif en tient compte.")
    ledger.refus()


def a_confirmer(acces: Acces, objectifs: list[Objectif]) -> None:
    """Objectives whose official text is not known yet: declared only, in no score."""
    st.caption(
        "Annoncés par le programme, texte officiel à confirmer : hors de tout score. Un texte publié s’ajoute"
        " dans les règles « critères » de l’établissement."
    )
    composants.table(
        pl.DataFrame(
            [
                {
                    "titre": objectif.titre,
                    "annee": f"{objectif.annee} (à confirmer)",
                    "etat": objectif.etat,
                    "critere": critere.titre,
                    "preuve": _preuve(acces, critere),
                    "source": objectif.libelle_officiel,
                }
                for objectif in objectifs
                if objectif.texte_a_confirmer
                for critere in objectif.criteres
            ]
        ),
        titres.de(
            "titre annee etat critere preuve",
            titre="Objectif",
            critere="Critère déclaré",
            source="Ce que nous en savons",
        ),
        legende="Objectifs annoncés, texte à confirmer",
        etats={"etat": JALONS},
    )
