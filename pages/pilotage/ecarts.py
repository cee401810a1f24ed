"""Écarts: where do we stand against each requirement, and what is the target?"""

from __future__ import annotations

import streamlit as st
from pages.pilotage.vues import ecarts

from workbench.ui import composants
from workbench.ui.formulaires import registre as ledger
from workbench.ui.page import ouvrir

page = ouvrir("ecarts")

registre = ledger.ouvrir(page.acces)
entite, titre_entite = ecarts.entite(page)
trouves = ecarts.lire(page.acces, registre, entite)
ecarts.synthese(trouves, page.le)
composants.section("Exigence par exigence")
ecarts.tableau(page.acces, trouves, page.le)
ecarts.voir(page.acces, trouves, entite)
composants.section("D’un établissement à l’autre")
ecarts.comparer(page.acces, registre, page.le)
composants.section("Déclarer un niveau")
st.caption(
    "Ce qui se mesure vient des données et ne se déclare pas. Échelles, cibles et bornes : définition de"
    " l’établissement (règles « exigences »)."
)
ecarts.declarer(page.acces, registre, entite, titre_entite)
composants.section("Répondre par questionnaire")
ecarts.questionnaire(page, registre, trouves, entite, titre_entite)
