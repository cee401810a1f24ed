"""Entry of the application: session, look, navigation. No business rule here."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from workbench.ui import annonce, session, theme

st.set_page_config(page_title="Établi HospiConnect", page_icon=str(theme.ICONE), layout="wide", menu_items={})

nom = session.ouvrir_session()
theme.appliquer()
session.dire_seance(nom)
permises = session.pages_permises(nom)
menu: dict[str, list[StreamlitPage]] = {}
vide, premiere = not session.publie(), session.premiere_page()
premiere = next((permise.code for permise in permises if permise.code == premiere), permises[0].code)
for permise in permises:
    menu.setdefault(permise.groupe, []).append(
        st.Page(
            permise.fichier,
            title="Démarrer" if vide and permise.code == premiere else permise.titre,
            icon=permise.icone,
            url_path=permise.adresse,
            default=permise.code == premiere,
            # without data a page stays reachable by its address, and says where to begin
            visibility="hidden" if vide and not permise.sans_donnees else "visible",
        )
    )
page = st.navigation(menu, position="top")
annonce.barre(calcul=page.url_path != ("" if vide else session.pages()[session.ALIMENTER].adresse))
session.lancer(page)
