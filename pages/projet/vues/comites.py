"""The page Comités: the next one and its agenda, holding it, the calendar, what each one saw, actions and
decisions.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import streamlit as st
from pages.projet.vues import comites_vus

from workbench.access import Acces
from workbench.looks import titres
from workbench.looks.etats import ACTIONS, COMITES
from workbench.looks.formats import accord, jour, jour_court, nombre
from workbench.projet import Projet, agenda, comites, suivi
from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import composants, donnees, projet_editeur, session

MOIS_DEVANT = 6


def chiffres(projet: Projet, le: dt.date) -> None:
    """The next committee, actions due, decisions asked."""
    suivant = comites.prochain(projet, le)
    dues = comites.actions_dues(projet, le)
    passees = sum(row["echeance"] < le for row in dues)
    voulues = [row for row in projet.fiches("decision_comite") if row["statut"] in ("demandee", "reportee")]
    composants.chiffres(
        {
            "Prochain comité": (
                (jour_court(suivant["le"]), projet.libelle("comite", "type", suivant["type"]))
                if suivant
                else ("–", "générez le calendrier plus bas")
            ),
            "Actions dues": (
                nombre(len(dues)),
                f"d’ici {comites.DU_SOUS} jours, dont {nombre(passees)} en retard",
            ),
            "Décisions attendues": (nombre(len(voulues)), "demandées ou reportées"),
            "Comités tenus": (
                nombre(sum(row["etat"] == "tenu" for row in projet.fiches("comite"))),
                "chiffres gardés",
            ),
        }
    )


def preparer(acces: Acces, projet: Projet, le: dt.date) -> None:
    """One committee to come: what moved since the last of its type, its agenda, and holding it."""
    prevus = sorted(
        (row for row in projet.fiches("comite") if row["etat"] == "prevu"),
        key=lambda row: (row["le"], row["id"]),
    )
    if not prevus:
        composants.liste_vide("Aucun comité prévu : générez le calendrier plus bas.")
        return
    par_id = {row["id"]: row for row in prevus}
    suivant = comites.prochain(projet, le)
    choisi = st.selectbox(
        "Comité",
        list(par_id),
        index=list(par_id).index(suivant["id"]) if suivant else 0,
        format_func=lambda ident: comites_vus.nom(projet, par_id[ident]),
        key="comite_id",
    )
    fiche = par_id[choisi]
    historique = donnees.mart(acces, "historique")
    vus = comites.depuis(projet, fiche["type"], historique)
    if vus.comite is None:
        st.caption(
            "Premier comité de ce type à tenir : ses chiffres serviront de point de départ au suivant."
        )
    comites_vus.deltas(vus)
    try:
        plan = suivi.plan(projet, le)
    except ErreurWorkbench:
        plan = []
    propose = agenda.ordre_du_jour(projet, fiche["type"], vus, plan, le)
    if session.lecture_seule(acces):
        st.text(fiche["ordre_du_jour"] or propose)
        return
    _tenir(acces, projet, fiche, propose, historique)


def _tenir(
    acces: Acces, projet: Projet, fiche: dict[str, Any], propose: str, historique: pl.DataFrame
) -> None:
    ident = fiche["id"]
    with st.form(f"comite_{ident}_{len(projet.decisions)}", border=True):
        a, b = st.columns([2, 1])
        ordre = a.text_area(
            "Ordre du jour (proposé d’après ce qui a bougé)",
            fiche["ordre_du_jour"] or propose,
            height=230,
            key=f"comite_ordre_{ident}",
        )
        lieu = b.text_input("Lieu", fiche["lieu"] or "", key=f"comite_lieu_{ident}", max_chars=200)
        motif = b.text_input(
            "Pourquoi", key="comite_motif", max_chars=200, placeholder="Ex. : préparé en équipe cœur"
        )
        garder = b.form_submit_button("Enregistrer l’ordre du jour", key="comite_garder")
        compte_rendu = a.text_area("Compte rendu", key=f"comite_cr_{ident}", height=120)
        decisions = b.text_area(
            "Décisions prises, une par ligne", key=f"comite_decisions_{ident}", height=120, max_chars=4000
        )
        tenu = st.form_submit_button(
            "Ce comité s’est tenu : garder ses chiffres",
            type="primary",
            key="comite_tenir",
            help="Les chiffres publiés aujourd’hui sont recopiés dans sa fiche et ne changent plus.",
        )
    if not (garder or tenu):
        return
    champs = {"ordre_du_jour": ordre.strip() or None, "lieu": lieu.strip() or None}
    pose: dict[str, Any] = {"id": ident, **champs}
    prises: list[dict[str, Any]] = []
    if tenu and fiche["le"] > session.aujourd_hui():
        st.warning(
            f"Ce comité est prévu le {jour(fiche['le'])} : il n’a pas encore eu lieu. S’il a été avancé,"
            " corrigez d’abord sa date.",
            icon=":material/event:",
        )
        return
    if tenu:
        le = donnees.date_donnees(acces)
        compte = {**champs, "compte_rendu": compte_rendu.strip() or None}
        pose = comites.tenir(projet, ident, historique, acces.version, le, **compte)
        lignes = [ligne.strip(" •-") for ligne in decisions.splitlines() if ligne.strip(" •-")]
        prises = [{"comite": ident, "texte": ligne, "statut": "prise"} for ligne in lignes]
    if projet_editeur.enregistrer(acces, projet, {"comite": [pose], "decision_comite": prises}, motif):
        st.rerun()


def calendrier(acces: Acces, projet: Projet, etablissement: str, le: dt.date) -> None:
    """Generate the committees to come, and give them to a calendar."""
    a, b = st.columns([3, 2], vertical_alignment="bottom")
    with b:
        st.download_button(
            "Agenda (ICS)",
            data=lambda: agenda.ics(projet, etablissement),
            file_name="comites_hospiconnect.ics",
            mime="text/calendar",
            key="comites_ics",
            icon=":material/event:",
            disabled=projet.lignes("comite").is_empty(),
            help="À ouvrir dans votre agenda ; le reprendre met à jour les mêmes rendez-vous.",
            on_click="ignore",
            width="stretch",
        )
    with a:
        fin = st.date_input(
            "Générer jusqu’au",
            le + dt.timedelta(days=30 * MOIS_DEVANT),
            min_value=le,
            format="DD/MM/YYYY",
            key="comites_fin",
            disabled=not acces.role.ecrire,
        )
    nouveaux = agenda.proposer(projet, le, fin) if isinstance(fin, dt.date) else []
    if not session.lecture_seule(acces):
        st.caption(
            f"{accord(len(nouveaux), 'comité manque', 'comités manquent')} d’ici là, d’après comites.toml."
        )
        if nouveaux and st.button(
            f"Ajouter {accord(len(nouveaux), 'comité')}",
            key="comites_generer",
            icon=":material/event_repeat:",
        ):
            motif = f"calendrier des comités jusqu’au {jour_court(fin)}"
            if projet_editeur.enregistrer(acces, projet, {"comite": nouveaux}, motif):
                st.rerun()
    _liste(projet, le)


def _liste(projet: Projet, le: dt.date) -> None:
    lignes = [
        {
            "id": projet_editeur.numero(row["id"]),
            "le": row["le"],
            "type": projet.libelle("comite", "type", row["type"]),
            "etat": "a_tenir" if row["etat"] == "prevu" and row["le"] < le else row["etat"],
            "vu": jour_court(row["date_donnees"]),
            "envoye": jour_court(row["envoye_le"]),
        }
        for row in sorted(projet.fiches("comite"), key=lambda row: (row["le"], row["id"]))
    ]
    if not lignes:
        composants.liste_vide("Aucun comité : « Ajouter » les crée d’après leur rythme.")
        return
    composants.table(
        pl.DataFrame(lignes),
        titres.de("le type etat vu envoye id", type="Comité", vu="Données vues", envoye="Dossier envoyé"),
        etats={"etat": COMITES},
        defile=True,
    )


def actions(acces: Acces, projet: Projet, le: dt.date) -> None:
    """Actions and decisions: what is open first, then the grids that change them."""
    ouvertes = [row for row in projet.fiches("action") if row["etat"] in ("a_faire", "en_cours")]
    if ouvertes:
        lignes = [
            {
                "titre": row["titre"],
                "responsable": projet.libelle("action", "responsable", row["responsable"]),
                "echeance": row["echeance"],
                "etat": "en_retard" if row["echeance"] and row["echeance"] < le else row["etat"],
            }
            for row in sorted(ouvertes, key=lambda row: (row["echeance"] or dt.date.max, row["id"]))
        ]
        composants.table(
            pl.DataFrame(lignes, infer_schema_length=None),
            titres.de("titre responsable echeance etat", titre="Action"),
            etats={"etat": ACTIONS},
        )
    else:
        composants.liste_vide("Aucune action ouverte : ajoutez-en dans la grille « Actions ».")
    for onglet, genre in zip(
        st.tabs(["Actions", "Décisions", "Comités"], key="comites_grilles"),
        ("action", "decision_comite", "comite"),
        strict=True,
    ):
        with onglet:
            champs = ("type", "le", "lieu", "etat", "envoye_le") if genre == "comite" else None
            projet_editeur.editer(acces, projet, genre, champs=champs)
