"""Why people are read: one click, kept for the session, written in the access journal."""

from __future__ import annotations

import streamlit as st

from workbench.looks.etats import RAISONS


def demander() -> str:
    """The reason in force."""
    choisie = st.selectbox(
        "Raison de la consultation",
        list(RAISONS),
        format_func=RAISONS.__getitem__,
        key="raison_consultation",
        persist_state="session",
        help="Enregistrée au journal des accès avec votre nom, l’heure et ce que vous ouvrez.",
    )
    return RAISONS[choisie or next(iter(RAISONS))]
