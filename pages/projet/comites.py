"""Comités: what moved since last time, and what must be decided?"""

from __future__ import annotations

import streamlit as st
from pages.projet.vues import cockpit, comites, comites_vus

from workbench.ui import composants, session
from workbench.ui.formulaires import projet_editeur
from workbench.ui.page import ouvrir

page = ouvrir("comites")

aujourd_hui = session.aujourd_hui()
projet = projet_editeur.lire(page.acces)
comites.chiffres(projet, aujourd_hui)
cockpit.montrer(page.acces, projet, aujourd_hui)
prevus = any(row["etat"] == "prevu" for row in projet.fiches("comite"))
if not prevus:  # nothing to prepare before the calendar is made
    comites.calendrier(page.acces, projet, page.etablissement, aujourd_hui)
composants.section("Actions, décisions, calendrier")
onglets = st.tabs(["Actions", "Décisions", "Calendrier", "Ce que chaque comité a vu"], key="comites_grilles")
with onglets[0]:
    comites.actions(page.acces, projet, aujourd_hui)
with onglets[1]:
    projet_editeur.editer(page.acces, projet, "decision_comite")
with onglets[2]:
    if prevus:
        comites.calendrier(page.acces, projet, page.etablissement, aujourd_hui)
    projet_editeur.editer(page.acces, projet, "comite", champs=("type", "le", "lieu", "etat", "envoye_le"))
with onglets[3]:
    comites_vus.passes(projet)
