"""The bar over every page: a run under way, a version published since this session began."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import streamlit as st

from workbench.looks.formats import heure
from workbench.run import marche
from workbench.ui import session
from workbench.warehouse import AucunePublication, published_path
from workbench.warehouse.publication import POINTEUR, version_of

PERIODE = 20.0  # seconds between two looks


@st.fragment(run_every=PERIODE)
def barre(calcul: bool) -> None:
    """Say what happens elsewhere; nothing is shown when nothing does.

    Args:
        calcul: whether the run under way is said (False on the page that shows it whole).
    """
    en_marche = marche.current(session.home()) if calcul else None
    if en_marche is not None and en_marche.etat == "en_cours":
        etape = en_marche.etapes[-1][1] if en_marche.etapes else "préparation"
        st.caption(
            f":material/sync: Calcul en cours depuis {heure(en_marche.debut)}, lancé par {en_marche.par} :"
            f" {etape}."
        )
    lu = st.session_state.get(session.CLE_VERSION)
    try:
        publie = published_path(session.home())
    except AucunePublication:
        return
    if lu is None or lu == publie:
        return
    a, b = st.columns([4, 1], vertical_alignment="center")
    a.info(_annonce(Path(lu), publie), icon=":material/update:")
    if b.button("Recharger", key="annonce_recharger", width="stretch"):
        session.recharger()
        st.rerun()


def _annonce(lu: Path, publie: Path) -> str:
    le = heure(dt.datetime.fromtimestamp((publie.parent / POINTEUR).stat().st_mtime))
    if version_of(publie) < version_of(lu):
        return f"Retour à une version antérieure à {le}. Vous lisez encore celle d’avant ce retour."
    return f"Nouvelle version publiée à {le}. Vous lisez encore la précédente."
