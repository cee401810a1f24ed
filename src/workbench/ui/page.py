"""The first line of a page: its gate, its title, the date of what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from workbench.access import Acces
from workbench.ui import composants, donnees, session
from workbench.ui.bandeau import perimetre

ANCIENNE = (
    "Ces chiffres ont été publiés par une autre version de l’outil, avec d’autres requêtes : lancez une"
    " exécution pour les remettre à jour."
)


@dataclass(frozen=True)
class PageOuverte:
    """What a page holds once its gate is passed: the gate, the one row of `mart.synthese` (empty before the
    first publication), the establishment, the date.
    """

    code: str
    acces: Acces
    synthese: dict[str, Any]
    etablissement: str
    le: date

    @property
    def fichier(self) -> str:
        """Its file, what a link names."""
        return session.pages()[self.code].fichier

    @property
    def perimetre(self) -> dict[str, str]:
        """The part it follows of the scope chosen in the bar: axis → value."""
        return perimetre.suivi(self.code)

    @staticmethod
    def aujourd_hui() -> date:
        """The day the page is opened."""
        return session.aujourd_hui()

    def titrer(self, etablissement: str | None = None, le: date | None = None) -> None:
        """Draw the title: the page's question; whose data, of which day, when the bar does not say them."""
        question = session.pages()[self.code].question
        if not self.synthese:
            composants.titre_sans_donnees(question)
            return
        if etablissement or le:
            composants.titre(
                question, etablissement or self.etablissement, le or self.le, session.aujourd_hui()
            )
        else:
            st.title(question, anchor=False)
        session.dire_petits_effectifs(self.acces)
        if st.session_state[session.CLE_ANCIENNE]:
            st.warning(ANCIENNE, icon=":material/update:")


def ouvrir(code: str, titre: bool = True) -> PageOuverte:
    """Pass the gate of that page of `pages.toml` and draw its title; stops the page, and says why, when it
    may not be shown.

    Args:
        titre: False when the page places its title itself (`titrer`).
    """
    acces = session.exiger_acces(code)
    synthese = donnees.premiere(acces, "synthese")
    ouverte = PageOuverte(
        code,
        acces,
        synthese,
        str(synthese.get("etablissement", "")),
        synthese.get("date_execution") or session.aujourd_hui(),
    )
    st.session_state[session.CLE_ANCIENNE] = bool(synthese) and donnees.ancienne(acces)
    if titre:
        ouverte.titrer()
    return ouverte
