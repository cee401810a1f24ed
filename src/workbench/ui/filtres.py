"""Filters shared by pages: same widget keys everywhere, values kept in the URL."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import streamlit as st

from workbench.looks import titres
from workbench.looks.etats import AUTORITES, mot

TOUS = ""
_TOUT_LIBELLE = {"etablissement": "Tous", "autorite": "Toutes", "service": "Tous"}
_TITRES = titres.de("etablissement autorite service")


def choix(cle: str, titre: str, options: Mapping[str, str], aide: str | None = None) -> str:
    """A single choice kept in the URL under `cle`."""
    valeur = st.selectbox(
        titre,
        list(options),
        format_func=lambda code: options.get(code, code),
        key=cle,
        help=aide,
        bind="query-params",
    )
    return valeur or next(iter(options))


def filtres_communs(donnees: pl.DataFrame) -> dict[str, str]:
    """Establishment, authority and service; returns only the filters in force."""
    retenus: dict[str, str] = {}
    for place, (nom, titre) in zip(st.columns(len(_TITRES)), _TITRES.items(), strict=True):
        valeurs = donnees[nom].drop_nulls().unique().sort().to_list()
        libelles = {TOUS: _TOUT_LIBELLE[nom]} | {
            valeur: mot(AUTORITES, valeur) if nom == "autorite" else valeur for valeur in valeurs
        }
        with place:
            valeur = choix(nom, titre, libelles)
        if valeur != TOUS:
            retenus[nom] = valeur
    return retenus


def population(options: Mapping[str, str]) -> str:
    """The population switch, kept in the URL."""
    premiere = next(iter(options))
    valeur = st.segmented_control(
        "Population",
        list(options),
        default=premiere,
        required=True,
        format_func=lambda code: options[code],
        key="population",
        wrap=True,
        bind="query-params",
    )
    return str(valeur or premiere)
