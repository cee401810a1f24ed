"""Entry of the application: session, look, navigation. No business rule here."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from workbench.ui import session, theme
from workbench.ui.bandeau import annonce, barre
from workbench.ui.serveur.habillage import PRODUIT

st.set_page_config(page_title=PRODUIT, page_icon=str(theme.ICONE), layout="wide", menu_items={})

ACCUEIL = "Accueil"  # the one place that is one page: a link, not a menu

nom = session.ouvrir_session()
theme.appliquer()
session.dire_seance(nom)
permises = session.pages_permises(nom)
menu: dict[str, list[StreamlitPage]] = {}
adresses: dict[str, session.Page] = {}
vide, premiere = not session.publie(), session.premiere_page()
premiere = next((permise.code for permise in permises if permise.code == premiere), permises[0].code)


def _titre(permise: session.Page) -> str:
    """As the menu says it: the one page of its place goes by the place's name."""
    if vide and permise.code == premiere:
        return "Démarrer"
    return permise.place if permise.place == ACCUEIL else permise.titre


for permise in permises:
    adresses[permise.adresse if permise.code != premiere else ""] = permise
    menu.setdefault(permise.place if permise.place != ACCUEIL else "", []).append(
        st.Page(
            permise.fichier,
            title=_titre(permise),
            icon=permise.icone,
            url_path=permise.adresse,
            default=permise.code == premiere,
            # without data a page stays reachable by its address, and says where to begin
            visibility="hidden" if vide and not permise.sans_donnees else "visible",
        )
    )
page = st.navigation(menu, position="top")
st.set_page_config(page_title=f"{page.title} · {PRODUIT}")
barre.montrer(nom, adresses[page.url_path])
annonce.barre(calcul=page.url_path != ("" if vide else session.pages()[session.ALIMENTER].adresse))
session.lancer(page)
