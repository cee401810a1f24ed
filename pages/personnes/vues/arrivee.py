"""The arrival of one person: what it is read from, and how a person puts it right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from workbench.access import Acces, role_of
from workbench.ui import session
from workbench.ui.formulaires import decisions_simples
from workbench.ui.formulaires import registre as ledger


def corriger(acces: Acces, personne: Mapping[str, Any]) -> None:
    """Where the day comes from; the form, for those who may decide. Nothing of somebody HR does not know."""
    lue = personne["date_arrivee"]
    if lue is None:
        return
    with st.expander("L’arrivée n’est pas la bonne ?"):
        st.caption(
            "C’est le début de la présence que les listes des RH montrent, ou ont montrée dans une version"
            " publiée. Quand une liste ne garde que le contrat en cours, c’est le début de ce contrat ;"
            " une date publiée trop tôt reste tant que la présence continue."
        )
        if role_of(session.home(), session.utilisateur()).ecrire:
            ledger.refus()
            registre = ledger.ouvrir(acces)
            decisions_simples.corriger_arrivee(acces, registre, str(personne["id_unique"]), lue)
        else:
            st.caption("L’équipe projet, ou les RH, l’enregistre avec sa raison.")
