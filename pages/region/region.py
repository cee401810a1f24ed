"""Région: the twins of the establishments put together; who sent, how they spread, where they are going."""

from __future__ import annotations

import streamlit as st
from pages.region.vues import depot, region

from workbench.ui import composants
from workbench.ui.page import ouvrir

page = ouvrir("region", titre=False)
vue, nom = region.ouvrir(page.acces)
page.titrer(nom, vue.le if vue else None)

if vue is None:
    region.vide()
    depot.deposer(page.acces)
    st.stop()
region.chiffres(vue)
if vue.le is not None:
    item = region.choisir(vue)
    composants.section("Comment se répartissent les établissements")
    region.repartir(vue, item)
    composants.section("Par département")
    region.carte(vue, item)
    composants.section("Évolution")
    region.evolution(vue, item)
region.qui(vue)
depot.deposer(page.acces)
if vue.le is not None:
    composants.section("Sortir cette vue")
    region.telecharger(page.acces, vue, nom, region.classer(vue, item))
