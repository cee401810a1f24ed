"""Rules of the establishment as pages read them: a faulty file stops the page and says what to correct."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from workbench.socle.erreurs import ErreurWorkbench


def lire(regles: Callable[[Path], dict[str, Any]], home: Path) -> dict[str, Any]:
    """The rules in force, or the page stops."""
    try:
        return regles(home)
    except ErreurWorkbench as erreur:
        st.error(f"**{erreur.titre}** — {erreur.message}", icon=":material/error:")
        st.caption(erreur.conseil)
        st.stop()
