"""Filters shared by pages: same widget keys everywhere, values kept in the URL."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import streamlit as st

from workbench.looks import titres
from workbench.looks.etats import AUTORITES, mot

TOUS = ""


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


def autorite(donnees: pl.DataFrame) -> dict[str, str]:
    """Who registers, among the values there are; the filter in force, or none."""
    codes = donnees["autorite"].drop_nulls().unique().sort().to_list()
    choisie = choix(
        "autorite",
        titres.catalogue()["autorite"].titre,
        {TOUS: "Toutes"} | {code: mot(AUTORITES, code) for code in codes},
    )
    return {} if choisie == TOUS else {"autorite": choisie}


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
