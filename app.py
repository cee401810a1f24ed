"""Entry of the application: session, look, navigation. No business rule here."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from workbench.ui import session, theme

st.set_page_config(page_title="Établi HospiConnect", page_icon=str(theme.ICONE), layout="wide", menu_items={})

nom = session.ouvrir_session()
theme.appliquer()
session.dire_seance(nom)
permises = session.pages_permises(nom)
accueil = next((permise.code for permise in permises if permise.code == "vue_codir"), None)
menu: dict[str, list[StreamlitPage]] = {}
for permise in permises:
    menu.setdefault(permise.groupe, []).append(
        st.Page(
            permise.fichier,
            title=permise.titre,
            icon=permise.icone,
            url_path=permise.adresse,
            default=permise.code == (accueil or permises[0].code),
        )
    )
page = st.navigation(menu, position="top")
session.lancer(page)
