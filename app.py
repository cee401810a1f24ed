"""Entry of the application: session, look, navigation. No business rule here."""

from __future__ import annotations

import streamlit as st

from workbench.ui import session, theme

st.set_page_config(page_title="Établi HospiConnect", page_icon=str(theme.ICONE), layout="wide", menu_items={})

PAGES = {
    "vue_codir": ("pages/pilotage/vue_codir.py", "Vue CODIR", ":material/flag:", "codir"),
    "jalons": ("pages/pilotage/jalons.py", "Jalons", ":material/timeline:", "jalons"),
    "ecarts": ("pages/pilotage/ecarts.py", "Écarts", ":material/stacked_bar_chart:", "ecarts"),
    "couverture_rpps": ("pages/pilotage/couverture_rpps.py", "Couverture RPPS", ":material/groups:", "couverture"),
    "mie": ("pages/pilotage/mie.py", "MIE", ":material/badge:", "mie"),
    "comptes": ("pages/pilotage/comptes.py", "Comptes", ":material/key:", "comptes"),
    "revue": ("pages/rapprochement/revue.py", "Revue", ":material/compare_arrows:", "revue"),
    "contradictions": (
        "pages/rapprochement/contradictions.py",
        "Contradictions",
        ":material/warning:",
        "contradictions",
    ),
    "surete": ("pages/rapprochement/surete.py", "Sûreté", ":material/verified:", "surete"),
    "vertus": ("pages/donnees/vertus.py", "Qualité du répertoire", ":material/checklist:", "vertus"),
    "sources_qualite": ("pages/donnees/sources_qualite.py", "Sources et qualité", ":material/fact_check:", "sources"),
}
permises = session.pages_permises(session.ouvrir_session())
menu = [
    st.Page(chemin, title=titre, icon=icone, url_path=adresse, default=code == "vue_codir")
    for code, (chemin, titre, icone, adresse) in PAGES.items()
    if code in permises
]
page = st.navigation(menu, position="top")
theme.appliquer()
page.run()
