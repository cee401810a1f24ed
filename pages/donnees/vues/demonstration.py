"""A fictional group of hospitals, for whoever wants to see before giving files."""

from __future__ import annotations

import streamlit as st

from workbench.run import marche
from workbench.socle.settings import FICHIER
from workbench.sources import depot
from workbench.ui import composants, erreurs, session


def proposer() -> None:
    """One button, only where there is nothing: no settings, no file, no version."""
    home = session.home()
    if session.publie() or (home / FICHIER).is_file() or depot.waiting(home) or _livre():
        return
    composants.section("Ou essayez d’abord avec un GHT fictif")
    st.caption(
        "Quelques centaines d’agents inventés, six mois de données. Quelques minutes de calcul ; à faire"
        " dans un espace d’essai, pas dans celui de votre établissement."
    )
    demande = st.button("Essayer avec un GHT fictif", key="essayer", icon=":material/science:")
    if demande and erreurs.tenter(lambda: marche.launch_demo(home, session.utilisateur())) is not None:
        st.rerun()


def _livre() -> bool:
    brut = session.home() / "data" / "raw"
    return brut.is_dir() and any(path.is_dir() for path in brut.iterdir())
