"""Contradictions: what the sources say that cannot be true together, and what was decided about it."""

from __future__ import annotations

import streamlit as st
from pages.rapprochement.vues import contradictions

from workbench.ui import composants, donnees, session
from workbench.ui import registre as ledger

acces = session.exiger_acces("contradictions")
synthese = donnees.premiere(acces, "synthese")
composants.titre(
    "Contradictions, décisions et histoire", synthese["etablissement"], synthese["date_execution"]
)

registre = ledger.ouvrir(acces)
contradictions.tendance(acces)
cas, decisions, histoire = st.tabs(["Cas par cas", "Décisions", "Histoire d’une identité"], key="onglet")
with cas:
    contradictions.travail(acces, registre)
with decisions:
    contradictions.journal(acces, registre)
with histoire:
    contradictions.histoire(acces, registre)
