"""The page Comités: the next one and its agenda, holding it, the calendar, what each one saw, actions and
decisions.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.looks import titres
from workbench.looks.etats import ACTIONS, COMITES
from workbench.looks.formats import accord, jour, jour_court, nombre, pourcent
from workbench.projet import Projet, agenda, comites, suivi
from workbench.projet.comites import Deltas, Mouvement
from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import composants, donnees, projet_editeur, session

MOIS_DEVANT = 6
SENS = {True: "↑ mieux", False: "↓ moins bien", None: "= stable"}


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
        format_func=lambda ident: _nom(projet, par_id[ident]),
        key="comite_id",
    )
    fiche = par_id[choisi]
    historique = donnees.mart(acces, "historique")
    vus = comites.depuis(projet, fiche["type"], historique)
    if vus.comite is None:
        st.caption(
            "Premier comité de ce type à tenir : ses chiffres serviront de point de départ au suivant."
        )
    deltas(vus)
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
    if tenu and fiche["le"] > dt.date.today():
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


def deltas(vus: Deltas, maintenant: str = "Maintenant") -> None:
    """Figures then and now, and what people did in between; only now when no committee of this type came
    before.
    """
    if not vus.chiffres:
        composants.liste_vide("Aucun indicateur mesuré pour l’instant : lancez `workbench run`.")
        return
    colonnes = {
        "libelle": "Indicateur",
        "avant": f"Au {jour_court(vus.le)}",
        "apres": maintenant,
        "sens": "Depuis",
    }
    if vus.comite is None:
        colonnes = {"libelle": "Indicateur", "apres": maintenant}
    composants.table(
        pl.DataFrame(
            [
                {
                    "libelle": move.libelle,
                    "avant": _dit(move, move.avant),
                    "apres": _dit(move, move.apres),
                    "sens": SENS[move.mieux] if move.avant is not None and move.apres is not None else "–",
                }
                for move in vus.chiffres
            ]
        ),
        colonnes,
        legende="Indicateurs suivis par les comités (comites.toml)",
    )
    faits = [
        (
            accord(len(vus.taches_faites), "tâche faite", "tâches faites"),
            [row["titre"] for row in vus.taches_faites],
        ),
        (
            accord(len(vus.livrables_valides), "livrable validé", "livrables validés"),
            [row["titre"] for row in vus.livrables_valides],
        ),
        (
            accord(len(vus.risques_montes), "risque en hausse", "risques en hausse"),
            [
                f"{row['titre']} (gravité {avant} → {comites.gravite(row)})"
                for row, avant in vus.risques_montes
            ],
        ),
        (
            accord(len(vus.risques_nouveaux), "risque nouveau", "risques nouveaux"),
            [row["titre"] for row in vus.risques_nouveaux],
        ),
        (
            accord(len(vus.actions_faites), "action faite", "actions faites"),
            [row["titre"] for row in vus.actions_faites],
        ),
    ]
    if vus.comite is not None:
        st.markdown(
            "\n".join(
                f"- **{compte}**" + (f" : {' ; '.join(noms)}" if noms else "") for compte, noms in faits
            )
        )


def _dit(move: Mouvement, valeur: float | None) -> str:
    return pourcent(valeur) if move.format == "pourcent" else nombre(valeur)


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


def passes(projet: Projet) -> None:
    """What a held committee saw, against the one before it; the same for ever."""
    tenus = sorted(
        (row for row in projet.fiches("comite") if row["etat"] == "tenu"), key=lambda row: row["le"]
    )
    if not tenus:
        composants.liste_vide("Aucun comité tenu pour l’instant.")
        return
    par_id = {row["id"]: row for row in reversed(tenus)}
    choisi = st.selectbox(
        "Comité tenu", list(par_id), format_func=lambda ident: _nom(projet, par_id[ident]), key="comite_passe"
    )
    fiche = par_id[choisi]
    st.caption(
        f"Données du {jour(fiche['date_donnees'])}, exécution {fiche['reference']} : chiffres gardés tels que"
        " vus."
    )
    deltas(
        comites.depuis(projet, fiche["type"], pl.DataFrame(schema=_HISTORIQUE), choisi),
        f"Au {jour_court(fiche['le'])}",
    )
    if fiche["compte_rendu"]:
        st.text(fiche["compte_rendu"])
    prises = [row for row in projet.fiches("decision_comite") if row["comite"] == choisi]
    if prises:
        statuts = projet.genres["decision_comite"].champ("statut").options
        st.markdown("\n".join(f"- {statuts[row['statut']]} : {row['texte']}" for row in prises))
    with st.expander("Tous les chiffres gardés", icon=":material/lock_clock:"):
        st.code(json.dumps(comites.chiffres(fiche), indent=1, ensure_ascii=False), language="json")


_HISTORIQUE = {"date_execution": pl.Date, "indicateur": pl.String, "valeur": pl.Float64}


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


def _nom(projet: Projet, row: dict[str, Any]) -> str:
    return f"{projet.libelle('comite', 'type', row['type'])} du {jour(row['le'])}"
