"""Entry of the application: session, look, navigation. No business rule here."""

from __future__ import annotations

import streamlit as st

from workbench.ui import session, theme

st.set_page_config(page_title="Établi HospiConnect", page_icon="🔷", layout="wide", menu_items={})

nom = session.ouvrir_session()
PAGES = {
    "Pilotage": [
        ("vue_codir", "pages/pilotage/vue_codir.py", "Vue CODIR", ":material/flag:", "codir"),
        (
            "couverture_rpps",
            "pages/pilotage/couverture_rpps.py",
            "Couverture RPPS",
            ":material/stacked_bar_chart:",
            "couverture",
        ),
    ],
    "Données": [
        (
            "sources_qualite",
            "pages/donnees/sources_qualite.py",
            "Sources et qualité",
            ":material/fact_check:",
            "sources",
        ),
    ],
}
permises = session.pages_permises(nom)
menu = {
    rubrique: [
        st.Page(chemin, title=titre, icon=icone, url_path=adresse, default=code == "vue_codir")
        for code, chemin, titre, icone, adresse in pages
        if code in permises
    ]
    for rubrique, pages in PAGES.items()
}
page = st.navigation({rubrique: pages for rubrique, pages in menu.items() if pages})
theme.appliquer()
page.run()
