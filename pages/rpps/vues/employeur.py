"""The page Enregistrement par l'employeur: what remains, with which hours, in which order, until when."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.looks import titres
from workbench.looks.etats import STATUTS
from workbench.looks.figures import suivi as figures_suivi
from workbench.looks.formats import accord, jour, jour_court, nombre
from workbench.pilotage import suivi_rpps
from workbench.pilotage.hypotheses import files_per_month, needed, project
from workbench.ui import composants, donnees, filtres, listes, plis, session
from workbench.ui.formulaires import demarches

INDICATEUR = "employeur_enregistres"
AXES = titres.de("service profession type_contrat etablissement", profession="Métier")
PRIORITES = {
    1: "1. Utilisent le dossier patient",
    2: "2. Tiennent un autre compte",
    3: "3. Sans compte pour l’instant",
    4: "4. Demande déjà saisie : attendre la réponse",
}
FILE = titres.de(
    "rang nom prenom repere profession etablissement service statut raison date_arrivee",
    profession="Métier",
    raison="Pourquoi ce rang",
)
A_SAISIR = listes.Liste(
    "employeur",
    "mart.employeur_personne",
    FILE,
    "File d’enregistrement RPPS+",
    exemple="séance de saisie RPPS+ de mardi",
    bouton="Afficher la file",
    tri=("rang",),
    fichier="file_rpps_plus.xlsx",
    etats={"statut": STATUTS},
)


def echeance(acces: Acces) -> dt.date:
    """The deadline of objective 1.1 in 2028."""
    le: dt.date = donnees.mart(acces, "jalon").filter(pl.col("annee") == 2028)["echeance"][0]
    return le


def reste(tableau: pl.DataFrame) -> int:
    """People still to register."""
    return int(tableau.filter(pl.col("a_enregistrer"))["nombre"].sum())


def capacite(acces: Acces, tableau: pl.DataFrame, le: dt.date) -> float:
    """What-if: minutes a file, managers, hours; the answer in one line. Returns files a month."""
    rules = suivi_rpps.employer_rules(acces.home)
    fin, restent = echeance(acces), reste(tableau)
    with plis.replie("capacite", "Changer le temps ou la capacité"):
        minutes, gens, heures = _capacite_dite(rules)
    par_mois = files_per_month(heures * gens, minutes)
    depart = session.depart(le)
    chantier = project("Enregistrer dans RPPS+", restent, par_mois, depart, fin)
    requis = needed(restent, depart, fin)
    heures_requises = None if requis is None else requis * minutes / 60
    tenu = chantier.tenu
    composants.chiffres(
        {
            "Restent à enregistrer": (
                nombre(restent),
                f"sur {nombre(int(tableau['nombre'].sum()))} professionnels à rôle",
            ),
            "Travail": (f"{nombre(restent * minutes / 60)} h", f"à {nombre(minutes)} minutes par dossier"),
            "À cette capacité": (f"{nombre(par_mois)} par mois", f"{nombre(heures * gens)} heures par mois"),
            "Fini le": (
                jour_court(chantier.fini_le) if chantier.fini_le else "jamais",
                ("✓ avant le " if tenu else "✕ après le ") + jour(fin),
            ),
            "Pour tenir l’échéance": (
                "échéance passée" if requis is None else f"{nombre(requis, 1)} par mois",
                "" if heures_requises is None else f"soit {nombre(heures_requises, 1)} heures par mois",
            ),
        },
        {"Restent à enregistrer": "employeur_a_enregistrer"},
        acces.dans,
    )
    dpi = reste(tableau.filter(pl.col("utilisateur_dpi")))
    st.caption(
        f"Dont {accord(dpi, 'utilisateur', 'utilisateurs')} du dossier patient : l’objectif 1.1 les compte,"
        " ils passent les premiers ; les autres sont à enregistrer aussi, l’employeur est leur autorité."
    )
    st.caption(
        f"Temps et capacité : version {rules['version']} des règles de l’établissement, rien n’est enregistré"
        " ici. Sans nouvelles arrivées. Nous n’avons trouvé aucun temps officiel publié."
    )
    return par_mois


def _capacite_dite(rules: dict[str, Any]) -> tuple[float, int, float]:
    """Minutes a file, managers, hours a month of each; first the establishment's own."""
    a, b, c = st.columns(3)
    minutes = a.number_input(
        "Minutes par dossier",
        1.0,
        240.0,
        float(rules["minutes_par_dossier"]),
        1.0,
        format="%g",
        key="emp_minutes",
        help="À mesurer sur un essai de quelques dossiers, puis à écrire dans les règles « employeur » de"
        " l’établissement.",
    )
    gens = b.number_input(
        "Gestionnaires RPPS+", 0, 50, int(rules["gestionnaires"]), 1, key="emp_gestionnaires"
    )
    heures = c.number_input(
        "Heures par mois et par gestionnaire",
        0.0,
        160.0,
        float(rules["heures_par_mois"]),
        5.0,
        format="%g",
        key="emp_heures",
    )
    return minutes, gens, heures


def courbe(acces: Acces, par_mois: float, le: dt.date) -> None:
    """What remains at each delivery, then needed, at the observed pace, at the chosen capacity."""
    historique = (
        donnees.mart(acces, "historique")
        .filter((pl.col("indicateur") == INDICATEUR) & (pl.col("date_execution") <= le))
        .drop_nulls(["numerateur", "denominateur"])
        .sort("date_execution")
    )
    points = [
        (ligne["date_execution"], ligne["denominateur"] - ligne["numerateur"])
        for ligne in historique.to_dicts()
    ]
    fin = echeance(acces)
    if not points or le >= fin:
        composants.liste_vide("Pas encore de mesure, ou échéance passée : la courbe attend une exécution.")
        return
    observe = suivi_rpps.monthly_pace(points)
    lignes = {figures_suivi.CAPACITE: suivi_rpps.line_end((session.depart(le), points[-1][1]), par_mois, fin)}
    if observe is not None:
        lignes = {figures_suivi.OBSERVE: suivi_rpps.line_end(points[-1], observe, fin)} | lignes
    dit = (
        f"le rythme se dira à partir de quatre livraisons mesurées ({len(points)} pour l’instant)."
        if observe is None
        else f"rythme observé : {nombre(observe, 1)} de moins par mois, arrivées et départs compris."
    )
    composants.graphique(
        figures_suivi.descente(points, fin, lignes),
        "descente_employeur",
        f"Restent {nombre(points[-1][1])} professionnels à rôle à enregistrer au {jour(points[-1][0])} ;"
        f" échéance {jour(fin)}.",
        f"Professionnels à rôle présents restant à enregistrer, jusqu’au {jour(fin)} ; {dit}",
    )


def ordre(acces: Acces, tableau: pl.DataFrame, le: dt.date) -> None:
    """In which order, then where; then who, once a reason is given."""
    restants = tableau.filter(pl.col("a_enregistrer"))
    if restants.is_empty():
        composants.liste_vide("Tous les professionnels à rôle présents sont enregistrés.")
        return
    gauche, droite = st.columns(2)
    with gauche:
        par = restants.group_by("priorite").agg(pl.col("nombre").sum()).sort("priorite")
        composants.table(
            par.with_columns(
                pl.col("priorite").replace_strict(PRIORITES, default="Autres", return_dtype=pl.String)
            ),
            {"priorite": "D’abord", "nombre": "Restent"},
            legende=(
                f"Ordre de la file au {jour(le)} : ce qui ouvre le plus d’accès d’abord, puis les services où"
                " il en manque le plus"
            ),
        )
    with droite:
        axe = filtres.choix("emp_par", "Répartition par", AXES)
        composants.table(
            restants.with_columns(pl.col(axe).fill_null("Non renseigné"))
            .group_by(axe)
            .agg(
                pl.col("nombre").sum(),
                pl.col("nombre").filter(pl.col("priorite") == 1).sum().alias("dpi"),
                pl.col("nombre").filter(pl.col("statut") == "en_attente").sum().alias("attente"),
            )
            .sort(["nombre", axe], descending=[True, False]),
            {axe: AXES[axe], "nombre": "Restent", "dpi": "à saisir d’abord", "attente": "dont en attente"},
            legende="Du plus grand reste au plus petit",
            defile=True,
        )
    lues = listes.liste_nominative(acces, A_SAISIR, {"a_enregistrer": True})
    if lues is not None:
        demarches.formulaire(acces, lues.with_columns(autorite=pl.lit("role")), "emp_demarche")
