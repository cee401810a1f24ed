"""The question mark of every page: what it says, what is done there, and the guide of the reader's role."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import streamlit as st

from workbench.access import Role
from workbench.ui import guides, session, theme

CLE, PAGE = "barre_aide", "guides"
BASCULE = "_projection_changee"


@dataclass(frozen=True)
class Aide:
    """What a page says, and what is done there, in a few sentences."""

    dit: str
    faire: str


@cache
def aides() -> dict[str, Aide]:
    """Code of a page → its help (`ui/aides.toml`)."""
    lues = tomllib.loads(files("workbench.ui").joinpath("aides.toml").read_text("utf-8"))
    return {code: Aide(**une) for code, une in lues.items()}


@st.fragment
def bouton(role: Role, ici: session.Page) -> None:
    """The button; what it says is drawn only once open."""
    if st.session_state.pop(BASCULE, False):  # this fragment alone was run again: the whole page changes
        st.rerun()
    with st.popover("Aide", icon=":material/help:", key=CLE, on_change="rerun") as pli:
        if pli.open:
            une, guide = aides()[ici.code], guides.of_role(role.code)
            st.markdown(f"**{ici.question}**\n\n{une.dit}\n\n{une.faire}")
            st.page_link(
                session.pages()[PAGE].fichier,
                label=f"Guide : {guide.titre}",
                icon=":material/import_contacts:",
                query_params={guides.CLE: guide.code},
            )
            st.button(
                "Revenir à l’affichage ordinaire" if theme.projete() else "Afficher pour un projecteur",
                icon=":material/cast:",
                key=f"{CLE}_projeter",
                help="Grandes lettres, toute la largeur, sur toutes les pages de cette fenêtre.",
                on_click=_projeter,
            )


def _projeter() -> None:
    """To the projector or back, the help closed."""
    theme.projeter()
    st.session_state[CLE], st.session_state[BASCULE] = False, True
