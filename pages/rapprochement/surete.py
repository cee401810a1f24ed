"""Sûreté: how often may an automatic link be wrong, how do we know, and what would another threshold
change?
"""

from __future__ import annotations

import streamlit as st
from pages.rapprochement.vues import seuils as vues_seuils
from pages.rapprochement.vues import surete

from workbench.ui.formulaires import registre as ledger
from workbench.ui.page import ouvrir

page = ouvrir("surete")

registre = ledger.ouvrir(page.acces)
surete.attendu(page.acces)
mesure, seuils = st.tabs(["Mesurer à l’aveugle", "Changer les seuils"], key="onglet_surete")
with mesure:
    surete.mesure(page.acces, registre)
with seuils:
    vues_seuils.seuils(page.acces, registre)
