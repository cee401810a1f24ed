"""The look: a few rules over Streamlit's theme, the print style (`theme.css`), and one for a projector."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

CSS = Path(__file__).with_name("theme.css")
CSS_PROJECTION = Path(__file__).with_name("projection.css")
PROJECTION = "_projection"  # in the session: what is shown is read on a projector
ICONE = Path(__file__).with_name("icone.png")


def appliquer() -> None:
    """Add the style sheet to the page being drawn."""
    st.html(CSS)
    if projete():
        st.html(CSS_PROJECTION)


def projete() -> bool:
    """Is this session shown on a projector?"""
    return bool(st.session_state.get(PROJECTION))


def projeter() -> None:
    """To the projector, or back."""
    st.session_state[PROJECTION] = not projete()
