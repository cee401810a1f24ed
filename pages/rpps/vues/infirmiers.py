"""The page Infirmiers et Ordre: who is enrolled, where the others are, since when, and where 2027 leads."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import streamlit as st
from pages.rpps.vues import depot

from workbench.access import Acces
from workbench.looks import titres
from workbench.looks.etats import STATUTS
from workbench.looks.figures import base as figures
from workbench.looks.formats import accord, fourchette, jour, majuscule, nombre, pourcent
from workbench.pilotage import couverture, suivi_rpps
from workbench.pilotage.objectifs.etat import perspective
from workbench.pilotage.prevision import project
from workbench.ui import composants, donnees, filtres, liens, listes
from workbench.ui.formulaires import demarches

AXES = titres.de("service type_contrat pole etablissement")
SANS = ("absent", "en_attente", "incoherent")
MONTRES = tuple(code for code in STATUTS if code != "non_requis")
INDICATEUR = "infirmiers_inscrits"
COLONNES = titres.de(
    "nom prenom repere etablissement service statut anciennete date_arrivee attente_depuis echeance_ordre"
    " prochaine_etape",
    anciennete="Ancienneté",
    echeance_ordre="Fin du provisoire",
)


def lus(acces: Acces) -> pl.DataFrame:
    """Nurses the establishment declares to the Ordre, as counts."""
    return donnees.mart(acces, "infirmier").filter(pl.col("a_declarer"))


def chiffres(acces: Acces, tableau: pl.DataFrame, le: dt.date) -> None:
    """How many, how many proved, how many without a number, when the next list is due."""
    par = dict(tableau.group_by("statut").agg(pl.col("nombre").sum()).iter_rows())
    total = sum(par.values())
    sans = sum(par.get(code, 0) for code in SANS)
    prouves = f"Numéro {STATUTS['confirme'].mot}"
    composants.chiffres(
        {
            "Infirmiers présents": (nombre(total), "hors intérim, libéral et stage"),
            prouves: (
                nombre(par.get("confirme", 0)),
                pourcent(par.get("confirme", 0) / (total or 1)),
            ),
            f"Numéro {STATUTS['a_confirmer'].mot}": (
                nombre(par.get("a_confirmer", 0)),
                "probables, sans preuve",
            ),
            "Sans numéro": (nombre(sans), f"dont {nombre(par.get('en_attente', 0))} en attente de l’Ordre"),
            "Liste du trimestre à l’Ordre": depot.etat_depot(acces, le),
        },
        {
            "Infirmiers présents": INDICATEUR,
            prouves: INDICATEUR,
            "Sans numéro": "infirmiers_sans_numero",
        },
        acces.dans,
    )
    liens.voir(acces, "infirmiers_sans_numero", "infirmiers_non_inscrits")


def repartition(tableau: pl.DataFrame, le: dt.date) -> None:
    """Enrolled or not, by service, contract, pole or establishment: a bar and its numbers on one row."""
    place, _ = st.columns([1, 2])
    with place:
        axe = filtres.choix("inf_par", "Répartition par", AXES)
    composants.legende(STATUTS[code] for code in MONTRES)
    composants.table(
        couverture.par_statut(tableau, axe).with_columns(sans=pl.sum_horizontal(SANS)),
        titres.de(
            "libelle confirme a_confirmer en_attente sans total",
            libelle=AXES[axe],
            confirme=majuscule(STATUTS["confirme"].mot),
            a_confirmer=majuscule(STATUTS["a_confirmer"].mot),
            sans="Sans numéro",
            taux="Part prouvée",
        ),
        legende=(
            f"Infirmiers au {jour(le)}, du plus grand au plus petit reste ; sans numéro : absents, en attente"
            " de l’Ordre, ou numéro incohérent"
        ),
        barre={code: STATUTS[code] for code in MONTRES},
        essentiel=("sans", "total", "taux"),
    )


def anciennete(tableau: pl.DataFrame, le: dt.date) -> None:
    """How long those without a number have been here."""
    manquants = tableau.filter(pl.col("statut").is_in(SANS))
    if manquants.is_empty():
        composants.liste_vide("Aucun infirmier sans numéro : il n’y a pas d’ancienneté à montrer.")
        return
    par = (
        manquants.group_by("rang_anciennete", "anciennete")
        .agg(pl.col("nombre").sum())
        .sort("rang_anciennete")
    )
    composants.graphique(
        figures.barres(par, "anciennete", "nombre"),
        "anciennete_infirmiers",
        "Infirmiers sans numéro par ancienneté : "
        + " ; ".join(f"{nom} {nombre(n)}" for nom, n in par.select("anciennete", "nombre").iter_rows()),
        f"Infirmiers sans numéro selon leur ancienneté au {jour(le)}, depuis la date d’arrivée connue"
        " des RH.",
    )


def projection(acces: Acces, le: dt.date) -> None:
    """Where the share leads at the 2027 deadline, or why it cannot be said yet."""
    jalon = donnees.mart(acces, "jalon").filter(pl.col("annee") == 2027).to_dicts()
    points = [point for point in donnees.points(acces, INDICATEUR) if point.le <= le]
    if not jalon or not points:
        composants.liste_vide("La projection attend une première mesure : lancez une exécution.")
        return
    echeance, cible = jalon[0]["echeance"], jalon[0]["cible"]
    prevision = project([(point.le, point.valeur) for point in points], echeance, cible)
    dite = f"{majuscule(perspective(prevision, echeance, cible))}."
    if not prevision.connue:
        composants.liste_vide(dite)
        return
    composants.graphique(
        figures.projection(points, cible, echeance, prevision.low, prevision.median, prevision.high),
        "projection_infirmiers",
        f"Part prouvée : {pourcent(points[-1].valeur)} aujourd’hui,"
        f" {fourchette(prevision.low, prevision.high)} le {jour(echeance)}.",
        f"Part des infirmiers au numéro prouvé. {dite}",
    )


def echeances(acces: Acces, tableau: pl.DataFrame, le: dt.date) -> None:
    """Provisional enrolments by deadline: four months after the Ordre's answer, then one month's notice."""
    rules = suivi_rpps.nurse_rules(acces.home)
    provisoires = tableau.filter(
        pl.col("situation_ordre") == "provisoire", pl.col("echeance_ordre").is_not_null()
    )
    if provisoires.is_empty():
        composants.liste_vide(
            "Aucune inscription provisoire enregistrée. Déposez la réponse de l’Ordre ci-dessous pour suivre"
            " les délais."
        )
        return
    lignes: list[dict[str, Any]] = []
    for fin, n in (
        provisoires.group_by("echeance_ordre").agg(pl.col("nombre").sum()).sort("echeance_ordre").iter_rows()
    ):
        preavis = suivi_rpps.add_months(fin, int(rules["preavis_mois"]))
        lignes.append({"fin": fin, "preavis": preavis, "nombre": n, "etat": _etat(fin, preavis, le, rules)})
    composants.table(
        pl.DataFrame(lignes),
        titres.de("fin preavis", fin="Fin du provisoire", nombre="Infirmiers", etat="Constat"),
        legende=(
            f"Inscriptions provisoires : {rules['delai_mois']} mois après la réponse de l’Ordre, puis"
            f" {rules['preavis_mois']} mois de mise en demeure. Au-delà, l’exercice est illégal et"
            " l’employeur en est averti."
        ),
        formats={"fin": jour, "preavis": jour},
    )


def _etat(fin: dt.date, preavis: dt.date, le: dt.date, rules: dict[str, Any]) -> str:
    if le > preavis:
        return "✕ délais écoulés : vérifier l’inscription avant toute prise de poste"
    if le > fin:
        return f"! mise en demeure : {accord((preavis - le).days, 'jour restant', 'jours restants')}"
    restent = (fin - le).days
    signe = "!" if restent <= int(rules["alerte_jours"]) else "…"
    return f"{signe} {accord(restent, 'jour restant', 'jours restants')}"


def personnes(acces: Acces) -> None:
    """Who they are, once a reason is given."""
    choix = {
        code: STATUTS[code].mot.capitalize() for code in ("absent", "en_attente", "a_confirmer", "incoherent")
    }
    with st.container(key="infirmiers_filtres"):
        a, b = st.columns(2)
    with a:
        statut = filtres.choix("inf_etat", "État", choix)
    services = sorted(lus(acces)["service"].unique().to_list())
    with b:
        service = filtres.choix(
            "inf_service", "Service", {filtres.TOUS: "Tous"} | {nom: nom for nom in services}
        )
    lues = listes.liste_nominative(
        acces,
        listes.Liste(
            "infirmiers",
            "mart.infirmier_personne",
            COLONNES,
            f"Infirmiers, état : {STATUTS[statut].mot}",
            exemple="relance des cadres de santé",
            fichier=f"infirmiers_{statut}.xlsx",
            etats={"statut": STATUTS},
        ),
        {"statut": statut, "a_declarer": True} | ({"service": service} if service else {}),
    )
    if lues is not None:
        demarches.formulaire(acces, lues.with_columns(autorite=pl.lit("ordre")), "inf_demarche")
