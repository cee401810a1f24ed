"""Entry of the application: session, look, navigation. No business rule here."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from workbench.ui import session, theme

st.set_page_config(page_title="Établi HospiConnect", page_icon=str(theme.ICONE), layout="wide", menu_items={})

menu: dict[str, list[StreamlitPage]] = {}
for permise in session.pages_permises(session.ouvrir_session()):
    menu.setdefault(permise.groupe, []).append(
        st.Page(
            permise.fichier,
            title=permise.titre,
            icon=permise.icone,
            url_path=permise.adresse,
            default=permise.code == "vue_codir",
        )
    )
page = st.navigation(menu, position="top")
theme.appliquer()
session.lancer(page)
