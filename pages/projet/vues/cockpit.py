"""One committee in three steps: prepare it (what moved since the last of its type), hold it (a line a
decision, a line an action, each saved as it is typed), send its documents.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import polars as pl
import streamlit as st
from pages.projet.vues import comites_vus, dossier

from workbench.access import Acces
from workbench.documents.comite.donnees import rassembler
from workbench.looks import titres
from workbench.looks.etats import TACHES
from workbench.looks.formats import jour, jour_court, ponctue
from workbench.projet import Projet, agenda, avancement, comites, decisions
from workbench.projet.comites import Deltas
from workbench.projet.planning import Planifiee
from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import composants, donnees, session
from workbench.ui.formulaires import decisions_comite, fiche_simple, projet_editeur
from workbench.ui.formulaires.formulaire import case, saisir
from workbench.ui.litteral import litteral

ETAPES = ("1 · Préparer", "2 · Tenir", "3 · Envoyer")
TENU = "Ce comité s’est tenu : garder ses chiffres"
PREFERES = ("copil",)


def montrer(acces: Acces, projet: Projet, le: dt.date) -> None:
    """The committee to come, the next steering committee first chosen, and its three steps."""
    prevus = sorted(
        (row for row in projet.fiches("comite") if row["etat"] == "prevu"),
        key=lambda row: (row["le"], row["id"]),
    )
    if not prevus:
        composants.liste_vide("Aucun comité prévu : ajoutez-les d’après leur rythme, un clic.")
        return
    par_id = {row["id"]: row for row in prevus}
    suivant = comites.prochain(projet, le, PREFERES) or comites.prochain(projet, le)
    choisi = st.selectbox(
        "Comité",
        list(par_id),
        index=list(par_id).index(suivant["id"]) if suivant else 0,
        format_func=lambda ident: comites_vus.nom(projet, par_id[ident]),
        key="comite_id",
    )
    fiche = par_id[choisi]
    preparer, tenir, envoyer = st.tabs(ETAPES, key="comite_etapes")
    with preparer:
        _preparer(acces, projet, fiche, le)
    with tenir:
        _tenir(acces, projet, fiche)
    with envoyer:
        dossier.envoyer(acces, projet, fiche)


def _preparer(acces: Acces, projet: Projet, fiche: dict[str, Any], le: dt.date) -> None:
    """What moved since the last one of this type, what is late or silent, and the agenda that follows."""
    vus = comites.depuis(projet, fiche["type"], donnees.mart(acces, "historique"))
    try:
        plan = avancement.plan(projet, le)
    except ErreurWorkbench:
        plan = []
    gauche, droite = st.columns([3, 2], gap="large")
    with gauche:
        composants.section(f"Depuis le {jour(vus.le)}" if vus.le else "Où en sont les chiffres")
        if vus.comite is None:
            st.caption("Premier comité de ce type : ses chiffres serviront de point de départ au suivant.")
        comites_vus.deltas(vus)
    with droite:
        composants.section("Tâches en retard, à risque ou sans nouvelle")
        _taches(projet, plan, vus)
        composants.section("Actions dues")
        _dues(projet, le)
    composants.section("Ordre du jour")
    _ordre_du_jour(acces, projet, fiche, agenda.ordre_du_jour(projet, fiche["type"], vus, plan, le))


def _taches(projet: Projet, plan: list[Planifiee], vus: Deltas) -> None:
    muettes = avancement.silent(projet, comites.tenu_le(projet, vus.comite["id"]) if vus.comite else None)
    lignes = [
        {
            "titre": tache.titre,
            "responsable": projet.libelle("tache", "responsable", tache.responsable),
            "fin": tache.fin,
            "etat": TACHES[tache.etat].libelle
            if tache.etat in avancement.URGENTES
            else "sans nouvelle depuis le dernier comité",
        }
        for tache in plan
        if tache.etat in avancement.URGENTES or tache.id in muettes
    ]
    if not lignes:
        composants.liste_vide("Aucune.")
        return
    composants.table(
        pl.DataFrame(lignes, infer_schema_length=None),
        titres.de("titre responsable fin etat", titre="Tâche", fin="Fin", etat="Où elle en est"),
        formats={"fin": jour_court},
        defile=True,
    )


def _dues(projet: Projet, le: dt.date) -> None:
    lignes = [
        {
            "titre": row["titre"],
            "responsable": projet.libelle("action", "responsable", row["responsable"]),
            "echeance": row["echeance"],
        }
        for row in comites.actions_dues(projet, le)
    ]
    if not lignes:
        composants.liste_vide(f"Aucune d’ici {comites.DU_SOUS} jours.")
        return
    composants.table(
        pl.DataFrame(lignes, infer_schema_length=None),
        titres.de("titre responsable echeance", titre="Action"),
        formats={"echeance": jour_court},
    )


def _ordre_du_jour(acces: Acces, projet: Projet, fiche: dict[str, Any], propose: str) -> None:
    ident = fiche["id"]
    if session.lecture_seule(acces):
        st.text(fiche["ordre_du_jour"] or propose)
        return
    champs = {champ.code: champ for champ in projet.genres["comite"].champs}
    ordre = case(champs["ordre_du_jour"], fiche["ordre_du_jour"] or propose, f"comite_ordre_{ident}")
    a, b = st.columns([3, 1], vertical_alignment="bottom")
    with a:
        lieu = case(champs["lieu"], fiche["lieu"], f"comite_lieu_{ident}")
    if b.button("Enregistrer l’ordre du jour", key="comite_garder", type="primary", width="stretch"):
        pose = {"id": ident, "ordre_du_jour": ordre.strip() or None, "lieu": lieu.strip() or None}
        if projet_editeur.enregistrer(acces, projet, {"comite": [pose]}, "ordre du jour préparé"):
            st.rerun()


def _tenir(acces: Acces, projet: Projet, fiche: dict[str, Any]) -> None:
    """What is asked and answered, what else is decided and given to do, then the committee's figures kept."""
    ident = fiche["id"]
    composants.section("Décisions demandées")
    demandees = _demandees(acces, projet, fiche)
    if demandees:
        decisions_comite.montrer(acces, projet, demandees, "comite", ident)
    else:
        composants.liste_vide("Aucune décision n’attend ce comité.")
    decisions_comite.repondues(acces, projet, "comite")
    if session.lecture_seule(acces):
        return
    gauche, droite = st.columns(2, gap="large")
    with gauche:
        _lignes(acces, projet, decisions.FICHE, ident)
    with droite:
        _lignes(acces, projet, "action", ident)
    composants.section("Clore la séance")
    _clore(acces, projet, fiche)


def _demandees(acces: Acces, projet: Projet, fiche: dict[str, Any]) -> list[dict[str, Any]]:
    """The decisions of this committee's documents; only those of the cards before any run."""
    if not session.publie():
        return []
    key = acces.version, fiche["id"], len(projet.decisions)
    lues: list[dict[str, Any]] = session.garder(
        "demandees", key, lambda: rassembler(acces, fiche["type"], fiche["id"]).decisions
    )
    return lues


TITRES = {decisions.FICHE: "Autres décisions prises", "action": "Actions données"}
INVITES = {decisions.FICHE: "Décision (Entrée pour l’inscrire)", "action": "Action (Entrée pour l’inscrire)"}
TEXTES = {decisions.FICHE: "texte", "action": "titre"}
AVEC = {decisions.FICHE: ("porteur",), "action": ("responsable", "echeance")}


def _lignes(acces: Acces, projet: Projet, genre: str, comite: str) -> None:
    """What is typed is written at once, under the name of who carries it; each line may be taken away."""
    composants.section(TITRES[genre])
    kind, cle = projet.genres[genre], f"comite_ligne_{genre}"
    cles = {code: f"{cle}_{code}" for code in AVEC[genre]}
    for place, code in zip(st.columns(len(cles)), cles, strict=True):
        champ = kind.champ(code)
        choix = projet_editeur.choix(projet, champ) if champ.options or champ.lien else None
        with place:
            case(champ, None, cles[code], choix)
    st.text_input(
        INVITES[genre],
        key=cle,
        max_chars=300,
        on_change=partial(_inscrire, acces, genre, comite, cle, cles),
    )
    for row in projet.fiches(genre):
        if row["comite"] == comite and (
            genre == "action" or (row["statut"] == "prise" and not row.get("tranchee_le"))
        ):
            _ligne(acces, projet, genre, row)


def _inscrire(acces: Acces, genre: str, comite: str, cle: str, cles: dict[str, str]) -> None:
    dit = str(st.session_state.get(cle) or "").strip(" •-")
    if not dit:
        return
    carte: dict[str, Any] = {code: st.session_state.get(nom) or None for code, nom in cles.items()}
    carte |= {"comite": comite, TEXTES[genre]: dit}
    carte |= {"etat": "a_faire"} if genre == "action" else {"statut": "prise"}
    if projet_editeur.enregistrer(acces, projet_editeur.lire(acces), {genre: [carte]}, "saisi en séance"):
        st.session_state[cle] = ""


def _ligne(acces: Acces, projet: Projet, genre: str, row: dict[str, Any]) -> None:
    qui = AVEC[genre][0]
    suite = [projet.libelle(genre, qui, row[qui])] if row[qui] else []
    suite += [f"pour le {jour(row['echeance'])}"] if row.get("echeance") else []
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f"✓ {litteral(ponctue(row[TEXTES[genre]]))} {litteral(', '.join(suite))}")
        if st.button(
            "Retirer",
            key=f"comite_retirer_{row['id']}",
            type="tertiary",
            help=f"Retirer « {row[TEXTES[genre]]} » ; son histoire reste.",
        ) and projet_editeur.enregistrer(acces, projet, {}, "retiré en séance", {genre: [row["id"]]}):
            st.rerun()


def _clore(acces: Acces, projet: Projet, fiche: dict[str, Any]) -> None:
    ident = fiche["id"]
    rempli = saisir(
        fiche_simple.forme(
            projet,
            "comite",
            f"comite_{ident}",
            TENU,
            [{"compte_rendu": 1}, {"motif": 1}],
            cles={"compte_rendu": f"comite_cr_{ident}"},
            titres={"motif": "Pourquoi"},
            exemples={"motif": "Ex. : comité tenu"},
            cle="comite_tenir",
            aide="Les chiffres publiés aujourd’hui sont recopiés dans sa fiche et ne changent plus.",
        )
    )
    if rempli is None:
        return
    if fiche["le"] > session.aujourd_hui():
        st.warning(
            f"Ce comité est prévu le {jour(fiche['le'])} : il n’a pas encore eu lieu. S’il a été avancé,"
            " corrigez d’abord sa date.",
            icon=":material/event:",
        )
        return
    pose = comites.tenir(
        projet,
        ident,
        donnees.mart(acces, "historique"),
        acces.version,
        donnees.date_donnees(acces),
        compte_rendu=rempli["compte_rendu"].strip() or None,
    )
    if projet_editeur.enregistrer(acces, projet, {"comite": [pose]}, rempli["motif"]):
        st.rerun()
