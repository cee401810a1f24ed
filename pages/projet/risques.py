"""Risks: what threatens the project, and which indicator already says so?"""

from __future__ import annotations

import streamlit as st
from pages.projet.vues import risques

from workbench.ui import composants, plis
from workbench.ui.formulaires import projet_editeur
from workbench.ui.page import ouvrir

page = ouvrir("risques")

projet = projet_editeur.lire(page.acces)
tous = risques.vue(page.acces, projet, page.le)
composants.section("Un risque de près")
with plis.replie("un_risque", "Choisir un risque"):
    risques.histoire(page.acces, projet, tous)
with plis.sur_demande("Tout modifier dans une grille", "risques_grille") as ouvert:
    if ouvert:
        st.caption("Chaque changement demande une raison et va au registre, avec votre nom.")
        risques.modifier(page.acces, projet)
