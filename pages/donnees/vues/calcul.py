"""The run under way, how the last one ended, and what the version that waits would change."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st
from pages.donnees.vues import depot as depot_vue

from workbench.access import Acces, Role
from workbench.looks.etats import SITUATIONS, mot
from workbench.looks.formats import accord, heure, jour, pourcent, signe
from workbench.run import marche, versions
from workbench.run.comparaison import Comparaison, compare
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import load_settings
from workbench.ui import composants, ecran, erreurs, session
from workbench.warehouse.candidat import Candidat, candidate

PERIODE = 1.0  # seconds between two looks at the journal
MOTIF_MINIMAL = 5
SANS_COMPTE = {"absent"}  # the account was not there, or is no longer
PUBLIEE = "_version_publiee"
SUIVI = "_calcul_suivi"  # start of the run this session has seen under way
MONTREES = 6  # steps done that stay on screen
GRANDEURS = {
    "presentes": "Personnes présentes",
    "identites": "Personnes connues",
    "comptes": "Comptes",
    "comptes_dpi": "Comptes du dossier patient",
    "liens_confirmes": "Numéros RPPS prouvés",
    "a_revoir": "Paires à revoir",
    "collisions": "Contradictions",
    "rejets": "Lignes mises de côté",
}


def en_cours() -> bool:
    """A run is under way in this home."""
    return marche.running(session.home())


def candidat() -> Candidat | None:
    """The version that waits."""
    return candidate(session.home())


@st.fragment(run_every=PERIODE)
def progression() -> None:
    """The steps of the run under way; the whole page is drawn again when it ends."""
    dite = marche.current(session.home())
    if dite is None or dite.etat != "en_cours":
        st.rerun(scope="app")
    composants.section("Calcul en cours")
    st.caption(
        f"Lancé par {dite.par} à {heure(dite.debut)}, il y a {accord(dite.minutes, 'minute')}. Vous pouvez"
        " fermer cette page : il continue, et tous le voient. La version publiée ne change pas."
    )
    st.session_state[SUIVI] = dite.debut
    with st.status(f"{_en_ce_moment(dite)}…", state="running", expanded=True):
        faites = [etape for _, etape in dite.etapes[:-1]]
        if len(faites) > MONTREES:
            st.caption(f"{accord(len(faites) - MONTREES, 'étape déjà faite', 'étapes déjà faites')}, puis :")
        for etape in faites[-MONTREES:]:
            st.caption(f":material/check: {etape}")


def _en_ce_moment(dite: marche.Marche) -> str:
    return dite.etapes[-1][1] if dite.etapes else "Préparation"


def suivre_seulement(role: Role) -> None:
    """What a role that does not feed the warehouse sees: the run, nothing to press."""
    st.caption(
        f"Rôle « {role.libelle} » : vous lisez. L’équipe projet dépose les fichiers et publie les versions."
    )
    if en_cours():
        progression()


def dire_la_fin() -> None:
    """That a version was just published; how the last run ended, when it did not end well."""
    if st.session_state.pop(PUBLIEE, False):
        st.session_state.pop(SUIVI, None)
        _dire_publiee("Version publiée : tous lisent maintenant ces chiffres.")
    dite = marche.current(session.home())
    if dite is None or dite.etat == "en_cours":
        return
    vu = st.session_state.pop(SUIVI, None) == dite.debut
    if dite.etat == "finie":
        if vu and session.publie():
            _dire_publiee("Calcul terminé et publié : voici vos premiers chiffres.")
        return
    if dite.etat == "interrompue":
        st.error(
            f"Le calcul lancé à {heure(dite.debut)} s’est interrompu. La version publiée n’a pas changé :"
            " relancez-le.",
            icon=":material/error:",
        )
        return
    fin = ecran.shown(ErreurWorkbench(dite.fin["titre"], dite.fin["message"], dite.fin["conseil"]))
    st.error(
        f"**Le calcul de {heure(dite.debut)} s’est arrêté : {fin.titre}** — {fin.message} {fin.conseil}"
        " La version publiée n’a pas changé.",
        icon=":material/error:",
    )


def _dire_publiee(phrase: str) -> None:
    st.success(phrase, icon=":material/check_circle:")
    accueil = session.pages()[session.ACCUEIL]
    st.page_link(accueil.fichier, label=f"Voir la page {accueil.titre}", icon=accueil.icone)


def decider(acces: Acces) -> None:
    """Before and after, then publish or not."""
    attend = candidat()
    if attend is None:
        return
    depot_vue.etape(5, f"Avant de publier : les données du {jour(attend.date)}")
    comparaison = session.garder(
        "comparaison", (attend.version, acces.version), lambda: compare(acces.home, attend, acces.utilisateur)
    )
    _grandeurs(comparaison)
    _jalons(comparaison)
    _transitions(comparaison)
    _boutons()


def _grandeurs(vue: Comparaison) -> None:
    lignes: list[dict[str, Any]] = [
        {
            "quoi": libelle,
            "avant": vue.avant.get(code),
            "apres": vue.apres[code],
            "ecart": vue.apres[code] - vue.avant[code] if vue.avant else None,
        }
        for code, libelle in GRANDEURS.items()
    ]
    if not vue.avant:
        presentes = accord(vue.apres["presentes"], "personne présente", "personnes présentes")
        prouves = accord(vue.apres["liens_confirmes"], "numéro RPPS prouvé", "numéros RPPS prouvés")
        comptes = accord(vue.apres["comptes"], "compte")
        st.write(
            f"Première version : **{presentes}**, **{comptes}**, **{prouves}**."
            " Ces nombres vous semblent-ils justes ?"
        )
    titres = {"quoi": "", "avant": "Publié", "apres": "Nouveau", "ecart": "Écart"}
    if not vue.avant:
        titres = {"quoi": "", "apres": "Nombre"}
    composants.table(
        pl.DataFrame(lignes, schema_overrides={"avant": pl.Int64, "apres": pl.Int64, "ecart": pl.Int64}),
        titres,
        legende="Ce que la nouvelle version change" if vue.avant else "Ce que contient la première version",
        formats={"ecart": signe},
    )
    moved = vue.mouvements
    if moved:
        st.caption(
            f"{accord(moved.personnes_creees, 'personne nouvelle', 'personnes nouvelles')},"
            f" {accord(moved.personnes_fusionnees, 'identifiant fusionné', 'identifiants fusionnés')},"
            f" {accord(moved.liens_gagnes, 'RPPS prouvé gagné', 'RPPS prouvés gagnés')},"
            f" {accord(moved.liens_perdus, 'perdu', 'perdus')}."
        )


def _jalons(vue: Comparaison) -> None:
    if vue.jalons.is_empty():
        return
    lignes = [
        {
            "objectif": f"Objectif {row['objectif']} · {row['annee']}",
            "avant": _taux(row["taux_avant"]),
            "apres": _taux(row["taux"]),
            "motif": ecran.plain(row["motif"] or ""),
        }
        for row in vue.jalons.to_dicts()
    ]
    colonnes = {
        "objectif": "Objectif",
        "avant": "Publié",
        "apres": "Nouveau",
        "motif": "Remarque",
    }
    if not vue.avant:
        del colonnes["avant"]
        colonnes["apres"] = "Taux"
    composants.table(pl.DataFrame(lignes), colonnes, legende="Objectifs")


def _taux(taux: float | None) -> str:
    return "–" if taux is None else pourcent(taux)


def _transitions(vue: Comparaison) -> None:
    if vue.transition.is_empty():
        return
    noms = {une.application or une.code: une.nom for une in load_settings(session.home()).sources}
    lignes = [
        {
            "systeme": noms.get(row["application"], row["application"]),
            "avant": "Nouveau" if row["avant"] in SANS_COMPTE else mot(SITUATIONS, row["avant"]),
            "apres": "N’est plus dans le fichier"
            if row["apres"] in SANS_COMPTE
            else mot(SITUATIONS, row["apres"]),
            "nombre": row["nombre"],
        }
        for row in vue.transition.to_dicts()
    ]
    composants.table(
        pl.DataFrame(lignes),
        {"systeme": "Système", "avant": "Avant", "apres": "Après", "nombre": "Comptes"},
        legende="Comptes qui changent de situation",
        defile=True,
    )


def _situation(code: str | None, sans_compte: str) -> str:
    return sans_compte if code is None or code in SANS_COMPTE else mot(SITUATIONS, code)


def _boutons() -> None:
    st.caption("Publier : tous verront ces chiffres. Écarter : rien ne change, cette version est supprimée.")
    with st.container(horizontal=True, gap="small"):
        publier = st.button("Publier cette version", type="primary", key="publier", icon=":material/publish:")
        if publier and erreurs.tenter(_publier):
            session.recharger()
            st.session_state[PUBLIEE] = True
            st.rerun()
        with st.popover("Ne pas publier"):
            motif = st.text_input("Pourquoi ?", key="ecarter_motif", max_chars=200)
            if st.button(
                "Écarter cette version", key="ecarter", disabled=len(motif.strip()) < MOTIF_MINIMAL
            ) and erreurs.tenter(lambda: _ecarter(motif)):
                st.rerun()


def _publier() -> bool:
    versions.publish_waiting(session.home(), session.utilisateur(), "Comparée puis publiée")
    return True


def _ecarter(motif: str) -> bool:
    versions.discard(session.home(), session.utilisateur(), motif)
    return True
