"""From a figure to its people: the link, the address of the list and of one person."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.looks.formats import accord
from workbench.marts.chiffres import chiffres
from workbench.ui import donnees, session

PAGE, CHIFFRE, PERSONNE = "personnes", "chiffre", "personne"


def compter(acces: Acces, chiffre: str, **perimetre: str) -> int:
    """How many people that figure opens, in that scope."""
    lus = donnees.mart(acces, "chiffre_personnes").filter(
        pl.col("chiffre") == chiffre, *(pl.col(nom) == valeur for nom, valeur in perimetre.items())
    )
    return int(lus["nombre"].sum())


def voir(acces: Acces, chiffre: str, **perimetre: str) -> None:
    """« Voir les N personnes »: opens the very population of that figure, in that scope (`etablissement`,
    `service`); nothing for a role that reads numbers only, nor when there is nobody.
    """
    page = session.pages()[PAGE]
    effectif = compter(acces, chiffre, **perimetre) if page.ouverte_a(acces.role.code) else 0
    if not effectif or not acces.role.nommer:
        return
    mot = accord(effectif, "personne")
    st.page_link(
        page.fichier,
        label=f"Voir les {mot}" if effectif > 1 else f"Voir la personne ({mot})",
        icon=":material/groups:",
        help=chiffres()[chiffre].mot,
        query_params={CHIFFRE: chiffre, **perimetre},
    )


def adresse(id_unique: str) -> str:
    """The address of one person, inside the application."""
    return f"/{session.pages()[PAGE].adresse}?{urlencode({PERSONNE: id_unique})}"


def vers_personne(id_unique: str | None, mot: str) -> str:
    """A name that opens its person, as HTML."""
    if not id_unique:
        return escape(mot)
    return f'<a href="{escape(adresse(id_unique))}" target="_self">{escape(mot)}</a>'
