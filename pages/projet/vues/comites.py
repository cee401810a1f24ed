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
from workbench.documents import produits
from workbench.looks import titres
from workbench.looks.etats import ACTIONS, COMITES
from workbench.looks.formats import accord, jour, jour_court, nombre
from workbench.projet import Projet, agenda, avancement, comites
from workbench.socle.champs import Champ
from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import composants, donnees, session
from workbench.ui.formulaires import fiche_simple, projet_editeur
from workbench.ui.formulaires.formulaire import saisir_geste

MOIS_DEVANT = 6
AGENDA = "comites_hospiconnect.ics"
TENU = "Ce comité s’est tenu : garder ses chiffres"
DECISIONS = Champ("decisions", "Décisions prises, une par ligne", long=True, hauteur=120, max=4000)


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
        plan = avancement.plan(projet, le)
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
    forme = fiche_simple.forme(
        projet,
        "comite",
        f"comite_{ident}",
        TENU,
        [{"ordre_du_jour": 2, "lieu": 1}, {"compte_rendu": 2, "decisions": 1}, {"motif": 1}],
        cles={
            "ordre_du_jour": f"comite_ordre_{ident}",
            "lieu": f"comite_lieu_{ident}",
            "compte_rendu": f"comite_cr_{ident}",
            "decisions": f"comite_decisions_{ident}",
        },
        champs={"decisions": DECISIONS},
        titres={"ordre_du_jour": "Ordre du jour (proposé d’après ce qui a bougé)", "motif": "Pourquoi"},
        exemples={"motif": "Ex. : préparé en équipe cœur"},
        valeurs={"ordre_du_jour": fiche["ordre_du_jour"] or propose, "lieu": fiche["lieu"]},
        cle="comite_tenir",
        aide="Les chiffres publiés aujourd’hui sont recopiés dans sa fiche et ne changent plus.",
        boutons={"comite_garder": "Enregistrer l’ordre du jour"},
    )
    envoi = saisir_geste(forme)
    if envoi is None:
        return
    tenu, rempli = envoi[0] == TENU, envoi[1]
    champs = {code: rempli[code].strip() or None for code in ("ordre_du_jour", "lieu")}
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
        compte = {**champs, "compte_rendu": rempli["compte_rendu"].strip() or None}
        pose = comites.tenir(projet, ident, historique, acces.version, le, **compte)
        lignes = [ligne.strip(" •-") for ligne in rempli["decisions"].splitlines() if ligne.strip(" •-")]
        prises = [{"comite": ident, "texte": ligne, "statut": "prise"} for ligne in lignes]
    if projet_editeur.enregistrer(
        acces, projet, {"comite": [pose], "decision_comite": prises}, rempli["motif"]
    ):
        st.rerun()


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
        composants.liste_vide("Aucune action ouverte : ajoutez-en dans la grille « Actions ».")
    for onglet, genre in zip(
        st.tabs(["Actions", "Décisions", "Comités"], key="comites_grilles"),
        ("action", "decision_comite", "comite"),
        strict=True,
    ):
        with onglet:
            champs = ("type", "le", "lieu", "etat", "envoye_le") if genre == "comite" else None
            projet_editeur.editer(acces, projet, genre, champs=champs)
