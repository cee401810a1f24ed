"""The register of procedures on the page Revue des accès: what is described, operational, automatic, and how
to declare it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.decisions import Decision, Registre
from workbench.looks.formats import jour
from workbench.pilotage.comptes import procedures
from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import composants, erreurs, session
from workbench.ui.formulaires import registre as ledger
from workbench.ui.formulaires.formulaire import Formulaire, saisir

SIGNES = {"absente": "✕", "decrite": "!", "operationnelle": "✓", "automatique": "✓"}


DITE = "objet verdict reference date_preuve responsable dernier_essai".split()  # as `Declaration` takes them


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
        "reference": (
            f"{dite.valeur['reference']} ({jour(dt.date.fromisoformat(dite.valeur['date_preuve']))})"
        ),
        "responsable": str(dite.valeur["responsable"]),
        "essai": jour(dt.date.fromisoformat(essai)) if essai else "jamais essayée",
    }


def declarer(acces: Acces, registre: Registre) -> None:
    """Describe a procedure: level, document, owner, last trial."""
    if session.lecture_seule(acces):
        return
    titres = {item["code"]: item["titre"] for item in procedures.definitions()["procedures"]}
    forme = Formulaire(
        "procedure_form",
        "procedure",
        "Déclarer cette procédure",
        [
            {"objet": 1, "verdict": 1, "responsable": 1},
            {"reference": 2, "date_preuve": 1, "dernier_essai": 1},
            {"motif": 1},
        ],
        {
            "objet": "procedure",
            "verdict": "procedure_niveau",
            "responsable": "procedure_responsable",
            "reference": "procedure_reference",
            "date_preuve": "procedure_date",
            "dernier_essai": "procedure_essai",
            "motif": "procedure_motif",
        },
        {"objet": titres, "verdict": procedures.definitions()["niveaux"]},
        bordure=False,
    )
    with st.expander("Déclarer une procédure", icon=":material/edit_document:", key="declarer_procedure"):
        filled = saisir(forme)
        if filled is None:
            return
        connue = procedures.register(ledger.en_vigueur(registre))[filled["objet"]]
        try:
            entree = procedures.declaration(
                procedures.Declaration(*(filled[nom] for nom in DITE)),
                acces.utilisateur,
                filled["motif"],
                connue,
                session.aujourd_hui(),
            )
        except ErreurWorkbench as erreur:
            erreurs.avertir(erreur)
            return
        if ledger.enregistrer(registre, [entree]):
            st.toast("Procédure déclarée.")
        st.rerun()
