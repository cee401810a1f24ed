"""The look: a few rules over Streamlit's theme, plus the print style (`theme.css` beside this file)."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

CSS = Path(__file__).with_name("theme.css")
ICONE = Path(__file__).with_name("icone.png")


def appliquer() -> None:
    """Add the style sheet to the page being drawn."""
    st.html(CSS)
