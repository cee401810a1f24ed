"""Vue CODIR: will we make 2027 and 2028, and what must the board decide?"""

from __future__ import annotations

import streamlit as st
from pages.pilotage.vues import codir

from workbench.ui import composants
from workbench.ui.page import ouvrir

page = ouvrir("vue_codir", titre=False)
dit = codir.lire(page.acces)
gauche, droite = st.columns([4, 1], vertical_alignment="bottom")
with gauche:
    page.titrer()
with droite:
    codir.classeur_ars(page.acces, dit.le)

for place, objectif in zip(st.columns(len(dit.objectifs)), dit.objectifs, strict=True):
    with place.container(border=True, gap="xsmall", height="stretch"):
        codir.carte(page.acces, objectif, dit.series)

composants.section("Trois décisions à prendre")
codir.decisions(codir.demandes(dit), "Rien à décider à la date de ces données.")

gauche, droite = st.columns([2, 3])
with gauche:
    composants.section(f"Depuis : {dit.depuis}" if dit.depuis else "Ce qui a bougé")
    codir.depuis(dit)
with droite:
    composants.section("Trois risques")
    codir.decisions(codir.risques(dit), "Aucun risque ouvert dans le registre du projet.", colonne=True)
codir.pied(page.acces, dit)
