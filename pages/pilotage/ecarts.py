"""Écarts: where do we stand against each requirement, and what is the target?"""

from __future__ import annotations

import streamlit as st
from pages.pilotage.vues import ecarts

from workbench.ui import composants, donnees, session
from workbench.ui import registre as ledger

acces = session.exiger_acces("ecarts")
synthese = donnees.premiere(acces, "synthese")
le = synthese["date_execution"]
composants.titre("Où sont les écarts avec la cible ?", synthese["etablissement"], le)

registre = ledger.ouvrir(acces)
entite, titre_entite = ecarts.choisir_entite(acces)
trouves = ecarts.lire(acces, registre, entite)
ecarts.synthese(trouves, le)
composants.section("Exigence par exigence")
ecarts.tableau(acces, trouves, le)
composants.section("D’un établissement à l’autre")
ecarts.comparer(acces, registre, le)
composants.section("Déclarer un niveau")
st.caption(
    "Ce qui se mesure vient des données et ne se déclare pas. Échelles, cibles et bornes : définition de l’établissement (exigences.toml)."
)
ecarts.declarer(acces, registre, entite, titre_entite)
