"""Lessons: has this establishment answered what the alpha phase taught?"""

from __future__ import annotations

import streamlit as st
from pages.projet.vues import enseignements

from workbench.ui import composants, plis
from workbench.ui.formulaires import projet_editeur
from workbench.ui.page import ouvrir

page = ouvrir("enseignements")

projet = projet_editeur.lire(page.acces)
enseignements.vue(page.acces, projet, page.le)
composants.section("Répondre à un enseignement")
enseignements.repondre(page.acces, projet)
with plis.sur_demande("Tout modifier dans une grille", "enseignements_grille") as ouvert:
    if ouvert:
        st.caption("Clore un enseignement demande de dire comment. Chaque changement va au registre.")
        enseignements.modifier(page.acces, projet)
