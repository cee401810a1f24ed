"""Contradictions: what the sources say that cannot be true together, and what was decided about it."""

from __future__ import annotations

import streamlit as st
from pages.rapprochement.vues import contradictions

from workbench.ui.formulaires import registre as ledger
from workbench.ui.page import ouvrir

page = ouvrir("contradictions")

registre = ledger.ouvrir(page.acces)
contradictions.tendance(page.acces)
cas, decisions, histoire = st.tabs(["Cas par cas", "Décisions", "Histoire d’une identité"], key="onglet")
with cas:
    contradictions.travail(page.acces, registre)
with decisions:
    contradictions.journal(page.acces, registre)
with histoire:
    contradictions.histoire(page.acces, registre)
