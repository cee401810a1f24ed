"""The scoping note and the procedure sheets on the page Exports: what is missing is said before they are
made.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from workbench.access import Acces
from workbench.documents import produits
from workbench.documents.cadrage import fiches, note
from workbench.documents.produits import Produit
from workbench.ui import composants, erreurs

FAISEURS: dict[str, Callable[[Acces, bool], tuple[Produit, list[str]]]] = {
    note.PRODUIT: note.produire,
    fiches.PRODUIT: fiches.produire,
}


def section(acces: Acces) -> None:
    """Choose one, make it whole or without what nobody said, take it."""
    if not acces.role.exporter:
        return
    titres = {code: produits.genres()[code].libelle for code in FAISEURS}
    a, b = st.columns(2, vertical_alignment="bottom")
    with a:
        code = st.selectbox("Document", list(titres), format_func=titres.__getitem__, key="cadrage_document")
    with b:
        partielle = st.checkbox("Sans ce que personne n’a encore dit", key="cadrage_partielle")
    if st.button("Préparer ce document", key="cadrage_preparer"):
        fait = erreurs.tenter(lambda: FAISEURS[code](acces, partielle))
        st.session_state["_cadrage"] = (acces.version, code, fait)
    garde = st.session_state.get("_cadrage")
    if garde is None or garde[:2] != (acces.version, code) or garde[2] is None:
        return
    produit, manque = garde[2]
    for dit in manque:
        composants.liste_vide(dit)
    st.download_button(
        f"{titres[code]} (Word)",
        data=lambda: produits.donner(
            acces,
            code,
            produit.fichier,
            produit.octets,
            produit.date_donnees,
            nominatif=False,
            **produit.options,
        ),
        file_name=produit.fichier,
        mime=produit.mime,
        key="cadrage_prendre",
        icon=":material/download:",
        on_click="ignore",
    )
