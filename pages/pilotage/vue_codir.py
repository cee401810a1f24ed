"""Vue CODIR: will we make 2027 and 2028, and what must the board decide?"""

from __future__ import annotations

import streamlit as st
from pages.pilotage.vues import accueil, codir

from workbench.ui.page import ouvrir

page = ouvrir("vue_codir", titre=False)
dit = codir.lire(page.acces)
gauche, droite = st.columns([4, 1], vertical_alignment="bottom")
with gauche:
    page.titrer()
with droite:
    codir.classeur_ars(page.acces, dit.le)

accueil.montrer(page, dit)
