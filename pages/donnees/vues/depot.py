"""Step 1: drop files; what waits, one line a file, each with its button to take it away."""

from __future__ import annotations

from pathlib import Path
from typing import IO

import streamlit as st

from workbench.looks.formats import accord, taille
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import FICHIER, Limites, load_settings
from workbench.sources import depot
from workbench.ui import composants, erreurs, session
from workbench.ui.litteral import litteral

DITS = "_depot_dits"
TOUR = "_depot_tour"
ETABLISSEMENT = 2  # the step that only a first time has
TYPES = "Excel, CSV, texte, archive zip…"


def limites() -> Limites:
    """Those of the settings, the usual ones before there are any."""
    home = session.home()
    return load_settings(home).limites if (home / FICHIER).is_file() else Limites()


def etape(rang: int, quoi: str) -> None:
    """The heading of a step: naming the establishment, the second one, is done once and for all."""
    composants.section(f"{rang - (session.publie() and rang > ETABLISSEMENT)}. {quoi}")


def deposer() -> None:
    """The uploader, and what was refused just now."""
    etape(1, "Déposez vos fichiers")
    st.caption(
        "Listes des RH, comptes de l’annuaire et du dossier patient, cartes, extraction nationale (RPPS)…"
        f" tels que vos logiciels les donnent ({TYPES}). Autant que vous voulez ; rien n’est publié à cette"
        " étape."
    )
    tour = st.session_state.setdefault(TOUR, 0)
    recus = st.file_uploader(
        "Fichiers à déposer",
        accept_multiple_files=True,
        key=f"depot_{tour}",
        max_upload_size=int(depot.rules()["televersement_mio"]),
        label_visibility="collapsed",
    )
    if recus:
        st.session_state[DITS] = [_recevoir(recu.name, recu) for recu in recus]
        st.session_state[TOUR] = tour + 1  # an empty uploader for the next ones
        st.rerun()
    for bien, dit in st.session_state.get(DITS, []):
        if not bien:
            st.error(dit, icon=":material/error:")
        elif dit:
            st.caption(dit)


def _recevoir(nom: str, flux: IO[bytes]) -> tuple[bool, str]:
    try:
        recu = depot.receive(session.home(), nom, flux, limites())
    except ErreurWorkbench as erreur:
        return False, erreurs.dite(erreur)
    if not recu.laisses:
        return True, ""
    return True, f"Dans « {nom} », laissés de côté (pas des listes) : {', '.join(recu.laisses)}."


def en_attente() -> None:
    """The files that wait, one line each, while nothing more is asked about them."""
    attente = depot.waiting(session.home())
    if not attente:
        return
    st.caption(f"{accord(len(attente), 'fichier déposé', 'fichiers déposés')} :")
    for chemin in attente:
        entete(chemin)


def entete(chemin: Path) -> None:
    """A file that waits: its name, its size, the button that takes it away."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":material/draft: **{litteral(chemin.name)}** · {taille(chemin.stat().st_size)}")
        if st.button("Retirer", key=f"depot_retirer_{chemin.name}", type="tertiary"):
            depot.remove(session.home(), chemin.name)
            oublier_ce_qui_fut_dit()
            st.rerun()


def oublier_ce_qui_fut_dit() -> None:
    """What was said of the last drop no longer matters."""
    st.session_state.pop(DITS, None)
