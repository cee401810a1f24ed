"""Entry of the application: session, look, navigation. No business rule here."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from workbench.ui import annonce, session, theme

st.set_page_config(page_title="Établi HospiConnect", page_icon=str(theme.ICONE), layout="wide", menu_items={})

menu: dict[str, list[StreamlitPage]] = {}
vide, premiere = not session.publie(), session.premiere_page()
for permise in session.pages_permises(session.ouvrir_session()):
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
theme.appliquer()
annonce.barre(calcul=page.url_path != ("" if vide else session.pages()[session.ALIMENTER].adresse))
session.lancer(page)
