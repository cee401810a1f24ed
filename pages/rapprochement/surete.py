"""Sûreté: how often may an automatic link be wrong, how do we know, and what would another threshold change?"""

from __future__ import annotations

import streamlit as st
from pages.rapprochement.vues import surete

from workbench.ui import composants, donnees, session
from workbench.ui import registre as ledger

acces = session.exiger_acces("surete")
synthese = donnees.premiere(acces, "synthese")
composants.titre(
    "Peut-on se fier aux rattachements automatiques ?", synthese["etablissement"], synthese["date_execution"]
)

registre = ledger.ouvrir(acces)
surete.attendu(acces)
mesure, seuils = st.tabs(["Mesurer à l’aveugle", "Changer les seuils"], key="onglet_surete")
with mesure:
    surete.mesure(acces, registre)
with seuils:
    surete.seuils(acces, registre)
