"""The page Comités, around the cockpit: what is due, the calendar, actions and decisions."""

from __future__ import annotations

import datetime as dt

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.documents import produits
from workbench.looks import titres
from workbench.looks.etats import ACTIONS, COMITES
from workbench.looks.formats import accord, jour_court, nombre
from workbench.projet import Projet, agenda, comites
from workbench.ui import composants, donnees, session
from workbench.ui.formulaires import projet_editeur

MOIS_DEVANT = 6
AGENDA = "comites_hospiconnect.ics"


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
                else ("–", "aucun n’est prévu")
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


def calendrier(acces: Acces, projet: Projet, etablissement: str, le: dt.date) -> None:
    """Generate the committees to come, and give them to a calendar."""
    a, b = st.columns([3, 2], vertical_alignment="bottom")
    with b:
        st.download_button(
            "Agenda (ICS)",
            data=lambda: produits.inscrire(
                acces, "agenda", AGENDA, agenda.ics(projet, etablissement), donnees.date_donnees(acces)
            ),
            file_name=AGENDA,
            mime="text/calendar",
            key="comites_ics",
            icon=":material/event:",
            disabled=agenda.is_empty(projet),
            help="À ouvrir dans votre agenda ; le reprendre met à jour les mêmes rendez-vous, et annule ceux"
            " qui ont été retirés.",
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
            f"{accord(len(nouveaux), 'comité manque', 'comités manquent')} d’ici là,"
            " d’après les règles « comités »."
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
        composants.liste_vide("Aucune action ouverte : ajoutez-en ici, ou en séance.")
    projet_editeur.editer(acces, projet, "action")
