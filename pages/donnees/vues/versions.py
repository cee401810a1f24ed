"""Versions kept, what was done with them, and the way back to an earlier one."""

from __future__ import annotations

import polars as pl
import streamlit as st
from pages.donnees.vues.calcul import MOTIF_MINIMAL

from workbench.access import Role
from workbench.decisions.genres import champ
from workbench.looks.formats import instant, jour
from workbench.run import versions
from workbench.ui import composants, erreurs, session


def section(role: Role) -> None:
    """The list, the history of gestures, the return; nothing before the first publication."""
    gardees = versions.versions(session.home())
    if not gardees:
        return
    composants.section("Versions")
    composants.table(
        pl.DataFrame(
            [
                {
                    "donnees": jour(une.date),
                    "calculee": instant(une.terminee_le) if une.terminee_le else "",
                    "etat": "publiée, lue par tous" if une.courante else "conservée",
                }
                for une in gardees
            ]
        ),
        {"donnees": "Données du", "calculee": "Calculée le", "etat": "État"},
        legende="Versions conservées, la plus récente d’abord",
        defile=True,
    )
    _gestes()
    autres = [une for une in gardees if une.lisible and not une.courante]
    if role.alimenter and autres:
        _revenir(autres)


def _gestes() -> None:
    options = champ(versions.GENRE, "verdict").options
    faits = [
        {
            "le": instant(un.le) if un.le else "",
            "geste": options[un.verdict],
            "qui": un.auteur,
            "motif": un.motif,
        }
        for un in versions.gestures(session.home())
    ]
    if faits:
        with st.expander("Qui a publié, écarté ou rétabli quoi, et pourquoi"):
            composants.table(
                pl.DataFrame(faits),
                {"le": "Le (UTC)", "geste": "Geste", "qui": "Par", "motif": "Pourquoi"},
                legende="Gestes sur les versions, inscrits au registre",
            )


def _revenir(autres: list[versions.Version]) -> None:
    with st.expander("Revenir à une version antérieure"):
        st.caption(
            "Tous reliront alors cette version. Les plus récentes restent conservées ; les livraisons"
            " suivantes pourront être recalculées."
        )
        noms = {une.nom: une for une in autres}
        choisie = st.selectbox(
            "Version",
            list(noms),
            format_func=lambda nom: _dite(noms[nom]),
            key="retour_version",
        )
        motif = st.text_input("Pourquoi ?", key="retour_motif", max_chars=200)
        if st.button(
            "Revenir à cette version", key="retour", disabled=len(motif.strip()) < MOTIF_MINIMAL
        ) and erreurs.tenter(lambda: _rendre(choisie, motif)):
            session.recharger()
            st.rerun()


def _dite(une: versions.Version) -> str:
    calculee = f", calculée le {instant(une.terminee_le)}" if une.terminee_le else ""
    return f"Données du {jour(une.date)}{calculee}"


def _rendre(nom: str, motif: str) -> bool:
    versions.go_back(session.home(), nom, session.utilisateur(), motif)
    return True
