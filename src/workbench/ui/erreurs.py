"""The one place where a fault is shown, in words of the screen: on the whole page, or beside its gesture."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, TypeVar

import streamlit as st

from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import ecran
from workbench.ui.litteral import sans_lien

T = TypeVar("T")


def page_vide(titre: str, message: str, conseil: str) -> NoReturn:
    """An empty state that says what to do, then stops the page."""
    st.subheader(sans_lien(titre))
    if message:
        st.write(sans_lien(message))
    st.info(sans_lien(conseil), icon=":material/arrow_forward:")
    st.stop()


def arreter(erreur: ErreurWorkbench) -> NoReturn:
    """A fault that the page cannot do without (rules, ledger, settings): said with its remedy, and the page
    stops there.
    """
    erreur = ecran.said(erreur)
    st.subheader(sans_lien(erreur.titre))
    st.error(sans_lien(erreur.message), icon=":material/error:")
    st.info(
        sans_lien(erreur.conseil) or "Corrigez ce qui est dit ci-dessus, puis rechargez la page.",
        icon=":material/arrow_forward:",
    )
    st.stop()


def dite(erreur: ErreurWorkbench) -> str:
    """A fault in one line of markdown: what, where, what to do."""
    erreur = ecran.said(erreur)
    return sans_lien(f"**{erreur.titre}** — {erreur.message} {erreur.conseil}".strip())


def avertir(erreur: ErreurWorkbench, icone: str = ":material/edit_note:") -> None:
    """What a form cannot record as it is filled."""
    st.warning(dite(erreur), icon=icone)


def montrer(erreur: ErreurWorkbench, objet: str = "") -> None:
    """A fault beside the gesture that met it; `objet`: what it is about, when several are treated at once."""
    erreur = ecran.said(erreur)
    titre = f"{objet} : {erreur.titre}" if objet else erreur.titre
    st.error(sans_lien(f"**{titre}** — {erreur.message} {erreur.conseil}"), icon=":material/error:")


def tenter(geste: Callable[[], T], objet: str = "") -> T | None:
    """What the gesture gives; a fault is shown where we stand and gives None."""
    try:
        return geste()
    except ErreurWorkbench as erreur:
        montrer(erreur, objet)
        return None
