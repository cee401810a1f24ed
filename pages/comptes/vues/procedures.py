"""The register of procedures on the page Revue des accès: what is described, operational, automatic, and how to declare it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.decisions import Decision, Registre
from workbench.looks.formats import jour
from workbench.pilotage import procedures
from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import composants, session
from workbench.ui import registre as ledger

SIGNES = {"absente": "✕", "decrite": "!", "operationnelle": "✓", "automatique": "✓"}


def tableau(decisions: Sequence[Decision], le: dt.date) -> None:
    """The three procedures: question asked, level, document, owner, last trial."""
    dites = procedures.register(decisions)
    lignes = [
        {"titre": item["titre"], "question": item["question"], **_ligne(dites[item["code"]])}
        for item in procedures.definitions()["procedures"]
    ]
    composants.table(
        pl.DataFrame(lignes),
        {
            "titre": "Mouvement",
            "question": "Ce que la procédure doit dire",
            "niveau": "Où elle en est",
            "reference": "Document",
            "responsable": "Qui en répond",
            "essai": "Dernier essai",
        },
        legende=f"Objectif 1.2 : procédures déclarées au registre, données du {jour(le)}",
    )


def _ligne(dite: Decision | None) -> dict[str, str]:
    if dite is None:
        return {"niveau": "○ rien de déclaré", "reference": "–", "responsable": "–", "essai": "–"}
    essai = str(dite.valeur.get("dernier_essai") or "")
    mot = procedures.definitions()["niveaux"][dite.verdict].lower()
    return {
        "niveau": f"{SIGNES[dite.verdict]} {mot}",
        "reference": f"{dite.valeur['reference']} ({jour(dt.date.fromisoformat(dite.valeur['date_preuve']))})",
        "responsable": str(dite.valeur["responsable"]),
        "essai": jour(dt.date.fromisoformat(essai)) if essai else "jamais essayée",
    }


def declarer(acces: Acces, registre: Registre) -> None:
    """Describe a procedure: level, document, owner, last trial."""
    if session.lecture_seule(acces):
        return
    titres = {item["code"]: item["titre"] for item in procedures.definitions()["procedures"]}
    niveaux, jour_meme = procedures.definitions()["niveaux"], dt.date.today()
    with (
        st.expander("Déclarer une procédure", icon=":material/edit_document:", key="declarer_procedure"),
        st.form("procedure_form", border=False),
    ):
        a, b, c = st.columns(3)
        code = a.selectbox("Mouvement", list(titres), format_func=titres.__getitem__, key="procedure")
        niveau = b.selectbox(
            "Où en est-elle", list(niveaux), index=1, format_func=niveaux.__getitem__, key="procedure_niveau"
        )
        responsable = c.text_input(
            "Fonction responsable",
            key="procedure_responsable",
            max_chars=80,
            placeholder="Ex. : DSI, bureau des accès",
        )
        d, e, f = st.columns([2, 1, 1])
        reference = d.text_input(
            "Référence du document",
            key="procedure_reference",
            max_chars=120,
            placeholder="Ex. : PRO-SI-012 v3, GED",
        )
        date = e.date_input(
            "Document daté du", jour_meme, max_value=jour_meme, format="DD/MM/YYYY", key="procedure_date"
        )
        essai = f.date_input(
            "Dernier essai", None, max_value=jour_meme, format="DD/MM/YYYY", key="procedure_essai"
        )
        motif = st.text_input(
            "Circonstance",
            key="procedure_motif",
            max_chars=200,
            placeholder="Ex. : essai avec les RH sur trois départs",
        )
        if not st.form_submit_button("Déclarer cette procédure", type="primary"):
            return
        if len(motif.strip()) < 5:
            st.warning("Indiquez la circonstance, en quelques mots.", icon=":material/edit_note:")
            return
        connue = procedures.register(ledger.en_vigueur(registre))[code]
        try:
            entree = procedures.declaration(
                code, niveau, reference, date, responsable, essai, acces.utilisateur, motif, connue
            )
        except ErreurWorkbench as erreur:
            st.warning(f"**{erreur.titre}** — {erreur.message} {erreur.conseil}", icon=":material/edit_note:")
            return
        if ledger.enregistrer(registre, [entree]):
            st.toast("Procédure déclarée.")
        st.rerun()
