"""Contrats courts: does somebody here for a few weeks have a proved number when they arrive?"""

from __future__ import annotations

import streamlit as st
from pages.rpps.vues import contrats_courts

from workbench.ui import composants, donnees, session

acces = session.exiger_acces("contrats_courts")
synthese = donnees.premiere(acces, "synthese")
le = synthese["date_execution"]
composants.titre(
    "Les contrats courts ont-ils leur numéro dès le premier jour ?", synthese["etablissement"], le
)

if not contrats_courts.resume(acces, le):
    st.stop()
composants.section("Qui arrive, mois par mois")
contrats_courts.flux(acces, le)
composants.section("En combien de temps leur numéro est-il prouvé ?")
contrats_courts.delais(acces, le)
composants.section("Qui attend encore, qui est reparti sans")
contrats_courts.personnes(acces)
composants.section("Ce que chaque agence doit fournir")
contrats_courts.agences(acces, synthese["etablissement"], le)
