"""Contrats courts: does somebody here for a few weeks have a proved number when they arrive?"""

from __future__ import annotations

import streamlit as st
from pages.rpps.vues import contrats_courts

from workbench.ui import composants
from workbench.ui.page import ouvrir

page = ouvrir("contrats_courts")

if not contrats_courts.resume(page):
    st.stop()
composants.section("Qui arrive, mois par mois")
contrats_courts.flux(page.restreint, page.le)
composants.section("En combien de temps leur numéro est-il prouvé ?")
contrats_courts.delais(page.restreint, page.le)
composants.section("Qui attend encore, qui est reparti sans")
contrats_courts.personnes(page.restreint)
page.section("Ce que chaque agence doit fournir")
contrats_courts.agences(page.acces, page.etablissement, page.le)
