"""Exports: what must be sent, what the figures say before sending, and what was already sent."""

from __future__ import annotations

import streamlit as st
from pages.projet.vues import exports

from workbench.ui import composants, donnees, session

acces = session.exiger_acces("exports")
synthese = donnees.premiere(acces, "synthese")
le = synthese["date_execution"]
composants.titre("Que faut-il envoyer, et qu’avons-nous déjà envoyé ?", synthese["etablissement"], le)

genre, comite = exports.choisir(acces)
gauche, droite = st.columns([3, 2], gap="large")
with gauche:
    composants.section("Avant d’envoyer")
    exports.apercu(acces, genre, comite)
with droite:
    composants.section("Produire")
    exports.produire(acces, genre, comite)
composants.section("Déjà produit")
exports.histoire(acces)
