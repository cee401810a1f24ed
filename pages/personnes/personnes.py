"""Personnes: anyone known, found by one field, and everything known of one person."""

from __future__ import annotations

import streamlit as st
from pages.personnes.vues import fiche, liste

from workbench.ui import liens
from workbench.ui.page import ouvrir

page = ouvrir("personnes", titre=False)

demandee = st.query_params.get(liens.PERSONNE)
if demandee:
    fiche.montrer(page, demandee)
else:
    page.titrer()
    liste.montrer(page)
