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
    "Chiffres publiés par une autre version de l’outil : lancez une exécution pour les remettre à jour."
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

    @property
    def restreint(self) -> Acces:
        """The gate, read in that part of the scope; `acces` reads the whole group, whatever is chosen (what
        leaves for the Ordre or an agency is never the list of one service).
        """
        return self.acces.restreint(self.perimetre)

    def section(self, libelle: str, *marts: str) -> None:
        """A heading; under it, out loud, that the scope does not narrow what these marts count."""
        composants.section(libelle)
        self.dire_ensemble(*marts)

    def dire_ensemble(self, *marts: str) -> None:
        """Beside what is counted on these marts: it is of the whole group, when the scope cannot narrow one
        of them; without a mart, whatever is chosen.
        """
        voulu = self.perimetre
        if voulu and not (marts and all(map(self.restreint.suit, marts))):
            composants.ensemble(perimetre.dit(voulu))

    def rien(self, ailleurs: str) -> None:
        """Nobody to show: because of the scope, else for that reason."""
        voulu = perimetre.dit(self.perimetre)
        composants.liste_vide(
            f"Personne dans « {voulu} » : élargissez le périmètre dans la barre." if voulu else ailleurs
        )

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
