"""Who is looking, at which home, and through which gate: the first thing every page asks."""

from __future__ import annotations

import getpass
import os
from pathlib import Path
from typing import NoReturn

import streamlit as st

from workbench.access import Acces, ouvrir
from workbench.erreurs import ErreurWorkbench

PAGES = frozenset(
    {
        "vue_codir",
        "jalons",
        "ecarts",
        "couverture_rpps",
        "mie",
        "comptes",
        "revue",
        "contradictions",
        "surete",
        "vertus",
        "sources_qualite",
    }
)
CLE_SESSION = "_workbench_session"


def home() -> Path:
    """The home folder: WORKBENCH_HOME, else the current folder."""
    return Path(os.environ.get("WORKBENCH_HOME") or ".").resolve()


def utilisateur() -> str:
    """The local user's name; a signed-in name will replace it when the application is shared."""
    nom = os.environ.get("WORKBENCH_UTILISATEUR")
    if nom:
        return nom
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "poste local"


def pages_permises(nom: str) -> frozenset[str]:
    """The pages this user may open: all of them in local mode; roles will be decided here and nowhere else."""
    return PAGES if nom else frozenset()


def ouvrir_session() -> str:
    """Called by `app.py` on every run, before any page: records who is looking."""
    nom = utilisateur()
    st.session_state[CLE_SESSION] = nom
    return nom


def exiger_acces(page: str) -> Acces:
    """The gate of a page: stops unless `app.py` opened the session, the page is allowed, a version published."""
    nom = st.session_state.get(CLE_SESSION)
    if not nom:
        _refuser("Cette page s’ouvre depuis l’application.", "Ouvrez l’adresse d’accueil, sans le nom de la page.")
    if page not in pages_permises(nom):
        _refuser("Vous n’avez pas accès à cette page.", "Demandez-le au chef de projet.")
    try:
        return ouvrir(home(), nom, f"page {page}")
    except ErreurWorkbench as erreur:
        page_vide(erreur.titre, erreur.message, erreur.conseil or "Lancez `workbench run`, puis rechargez la page.")


def page_vide(titre: str, message: str, conseil: str) -> NoReturn:
    """An empty state that says what to do, then stops the page."""
    st.subheader(titre)
    if message:
        st.write(message)
    st.info(conseil, icon=":material/arrow_forward:")
    st.stop()


def _refuser(titre: str, conseil: str) -> NoReturn:
    st.error(titre, icon=":material/lock:")
    st.caption(conseil)
    st.stop()
