"""Budget: does the money hold to the end?"""

from __future__ import annotations

import streamlit as st
from pages.projet.vues import budget

from workbench.ui import plis
from workbench.ui.formulaires import projet_editeur
from workbench.ui.page import ouvrir

page = ouvrir("budget")

projet = projet_editeur.lire(page.acces)
budget.vue(projet)
with plis.sur_demande("Tout modifier dans une grille", "budget_grille") as ouvert:
    if ouvert:
        st.caption("Montants en euros. Chaque changement demande une raison et va au registre.")
        budget.modifier(page.acces, projet)
