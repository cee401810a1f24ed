"""On the page Région: dropping what the establishments sent."""

from __future__ import annotations

import streamlit as st
from pages.region.vues import region
from streamlit.runtime.uploaded_file_manager import UploadedFile

from workbench.access import Acces
from workbench.documents.region import depot
from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import erreurs

TOUR, REFUSES = "_region_tour", "_region_refuses"


def deposer(acces: Acces) -> None:
    """Where the twins received are dropped, for the roles that feed the tool."""
    if not acces.role.alimenter:
        return
    tour = st.session_state.setdefault(TOUR, 0)
    recus = st.file_uploader(
        "Archives des établissements",
        type=["zip", "csv"],
        accept_multiple_files=True,
        max_upload_size=depot.MIO_MAX,
        key=f"region_depot_{tour}",
    )
    if recus:
        st.session_state[REFUSES] = [dit for recu in recus if (dit := _garder(acces, recu))]
        st.session_state[TOUR] = tour + 1
        st.rerun()
    for dit in st.session_state.pop(REFUSES, []):
        st.error(dit, icon=":material/error:")


def _garder(acces: Acces, recu: UploadedFile) -> str:
    """What is said of a file that is not kept; empty when it is."""
    try:
        depot.keep(region.folder(acces), recu.name, recu.getvalue())
    except ErreurWorkbench as erreur:
        return erreurs.dite(erreur)
    return ""
