"""Exports: what must be sent, what the figures say before sending, and what was already sent."""

from __future__ import annotations

import streamlit as st
from pages.projet.vues import cadrage, exports, listes_rendues

from workbench.ui import composants
from workbench.ui.page import ouvrir

page = ouvrir("exports")

genre, comite = exports.choisir(page.acces)
gauche, droite = st.columns([3, 2], gap="large")
with gauche:
    composants.section("Avant d’envoyer")
    exports.apercu(page.acces, genre, comite)
with droite:
    composants.section("Produire")
    exports.produire(page.acces, genre, comite)
    if genre.nominatif:
        listes_rendues.reprendre(page.acces)
composants.section("Cadrer le projet, décrire les procédures")
cadrage.section(page.acces)
composants.section("Déjà produit")
exports.histoire(page.acces)
