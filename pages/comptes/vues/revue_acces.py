"""The page Revue des accès: what the year covers, opening a campaign, decisions that nobody carried out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st
from pages.comptes.vues import campagne_acces

from workbench.access import Acces
from workbench.decisions import Decision, Registre
from workbench.looks import titres
from workbench.looks.etats import JALONS
from workbench.looks.figures import base as figures
from workbench.looks.formats import accord, jour, nombre, pourcent
from workbench.pilotage.comptes import campagnes
from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import composants, donnees, erreurs, filtres, listes, session
from workbench.ui.donnees import applications
from workbench.ui.formulaires import registre as ledger
from workbench.ui.formulaires.formulaire import Formulaire, controlees, saisir

INDICATEUR = "revue_comptes_12_mois"
AXES = titres.de("application etablissement service")
NIVEAUX = {
    "absente": "aucune campagne : la revue annuelle n’a pas commencé",
    "decrite": "une campagne existe, mais elle ne couvre pas encore assez de comptes",
    "operationnelle": "revue annuelle opérationnelle",
    "automatique": "revue annuelle automatique",
}
SUITES = {"a_fermer": "À fermer, encore ouverts", "a_modifier": "Droits à modifier"}
COLONNES = titres.de(
    "nom prenom application login etablissement service",
    revu_le="Décidé le",
    precision="Précision",
    campagne="Campagne",
)


def couverture(acces: Acces, decisions: Sequence[Decision], le: dt.date) -> None:
    """The answer: share of accounts reviewed within the year, its state, its trend, then by system, place or
    service.
    """
    tableau = donnees.mart(acces, "revue_acces")
    if tableau.is_empty():
        composants.liste_vide("Aucun compte nominatif actif dans les livraisons reçues.")
        return
    regles = campagnes.rules(acces.home)
    comptes, revus = int(tableau["comptes"].sum()), int(tableau["revus"].sum())
    niveau = campagnes.yearly_level(decisions, revus / comptes, le, regles)
    atteint = niveau.niveau in ("operationnelle", "automatique")
    etat = JALONS["atteint" if atteint else "a_risque" if niveau.niveau == "decrite" else "non_mesurable"]
    st.html(
        f'<div class="wb-reponse"><span class="wb-score">{pourcent(revus / comptes, 0)}</span>'
        f"{composants.etiquette(etat) if niveau.niveau != 'absente' else ''}</div>"
        f'<p class="wb-reste">{nombre(revus)} comptes nominatifs actifs sur {nombre(comptes)} revus depuis'
        " moins d’un an ; "
        f"restent <b>{accord(comptes - revus, 'compte')}</b>."
        f" {NIVEAUX[niveau.niveau][0].upper()}{NIVEAUX[niveau.niveau][1:]}.</p>"
    )
    gauche, droite = st.columns([2, 3])
    with gauche:
        points = donnees.points(acces, INDICATEUR)
        if len(points) > 1:
            composants.graphique(
                figures.tendance(points, regles["couverture_min"]),
                "revue_tendance",
                f"Comptes revus depuis moins d’un an : {pourcent(points[-1].valeur)}",
                "Comptes revus depuis moins d’un an, par livraison ; cible de l’établissement"
                f" {pourcent(regles['couverture_min'], 0)}",
            )
        st.caption(
            "L’objectif 1.2 demande une revue « au minimum chaque année » ; nous n’avons trouvé aucun"
            f" mode de calcul officiel publié. Définition de l’établissement, version {regles['version']} :"
            f" une décision (garder, fermer, modifier) rendue depuis moins de {regles['mois']} mois. Une"
            f" réponse enregistrée compte dès l’exécution suivante (données du {jour(le)})."
        )
    with droite:
        _par_axe(tableau)


def _par_axe(tableau: pl.DataFrame) -> None:
    axe = filtres.choix("revue_axe", "Couverture par", AXES)
    lignes = (
        tableau.group_by(axe)
        .agg(pl.col("comptes", "revus").sum())
        .with_columns(taux=pl.col("revus") / pl.col("comptes"), restent=pl.col("comptes") - pl.col("revus"))
        .sort(["restent", axe], descending=[True, False])
    )
    if axe == "application":
        lignes = lignes.with_columns(pl.col(axe).replace(applications(lignes[axe].to_list())))
    composants.table(
        lignes,
        {axe: AXES[axe], "comptes": "Comptes", "revus": "Revus", "taux": "Part", "restent": "Restent"},
        legende="Comptes nominatifs actifs, du plus grand reste au plus petit",
        defile=True,
    )


def ouvrir(acces: Acces, registre: Registre) -> None:
    """The form that opens a campaign, its scope counted before it is frozen."""
    if session.lecture_seule(acces):
        return
    tableau, regles = donnees.mart(acces, "revue_acces"), campagnes.rules(acces.home)
    with st.expander("Ouvrir une campagne", icon=":material/add_task:", key="ouvrir_campagne"):
        perimetre: dict[str, list[str]] = {}
        noms = applications(tableau["application"].unique().to_list())
        for place, (axe, titre) in zip(st.columns(3), AXES.items(), strict=True):
            perimetre[axe] = place.multiselect(
                titre,
                tableau[axe].unique().sort().to_list(),
                format_func=(lambda code: noms.get(code, code)) if axe == "application" else str,
                key=f"campagne_{axe}",
                placeholder="Tous",
            )
        retenus = tableau.filter(
            pl.all_horizontal(pl.lit(True), *(pl.col(axe).is_in(v) for axe, v in perimetre.items() if v))
        )
        st.write(
            f"Périmètre : **{accord(int(retenus['comptes'].sum()), 'compte')}**, "
            f"{accord(retenus.select('etablissement', 'service').unique().height, 'service')}."
        )
        _formulaire(acces, registre, perimetre, regles)


def _formulaire(
    acces: Acces, registre: Registre, perimetre: dict[str, list[str]], regles: dict[str, Any]
) -> None:
    le = session.aujourd_hui()
    forme = Formulaire(
        "campagne_form",
        "campagne",
        "Ouvrir la campagne",
        [{"titre": 3, "echeance": 1, "mode": 2}],
        {"titre": "campagne_titre", "echeance": "campagne_echeance", "mode": "campagne_mode"},
        {"mode": regles["modes"]},
        exiges=["mode"],
        valeurs={"echeance": le + dt.timedelta(days=int(regles["echeance_jours"]))},
        bordure=False,
    )
    filled = saisir(forme)
    dite = controlees(forme, filled) if filled is not None else None
    if dite is None:
        return
    comptes = ledger.lire(acces, "revue_acces_compte", ["cle", "application", "etablissement", "service"])
    try:
        entree = campagnes.opening(
            comptes,
            campagnes.Ouverture(dite["titre"], perimetre, dite["echeance"], dite["mode"]),
            acces.utilisateur,
            campagnes.campaigns(ledger.en_vigueur(registre)),
            le,
            acces.version,
        )
    except ErreurWorkbench as erreur:
        erreurs.avertir(erreur)
        return
    if ledger.enregistrer(registre, [entree]):
        st.session_state[campagne_acces.NOUVELLE] = entree.objet
        st.toast("Campagne ouverte : envoyez les listes aux responsables.")
    st.rerun()


def suites(acces: Acces, le: dt.date) -> None:
    """Accounts a review asked to close or change, still as they were at the last delivery."""
    tableau = donnees.mart(acces, "revue_acces")
    sommes = {code: int(tableau[code].sum() or 0) for code in SUITES}
    if not any(sommes.values()):
        composants.liste_vide(f"Aucune décision en attente dans la livraison du {jour(le)}.")
        return
    composants.chiffres({titre: (nombre(sommes[code]), " comptes") for code, titre in SUITES.items()})
    suite = filtres.choix("suite", "Décisions", SUITES)
    listes.liste_nominative(
        acces,
        listes.Liste(
            "suites",
            "mart.revue_acces_compte",
            COLONNES,
            f"Revue des accès : {SUITES[suite].lower()}",
            mot="compte",
            exemple="fermetures à demander à la DSI",
            bouton="Afficher les comptes",
            tri=("application", "service", "nom"),
            vide="Aucun compte dans ce cas.",
            fichier=f"revue_{suite}.xlsx",
            designe=("cle",),
            formats={"revu_le": jour},
        ),
        {"suite": suite},
    )
