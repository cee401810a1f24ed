"""Working lists coming back on the page: what « Fait le » would record is seen before it is."""

from __future__ import annotations

import streamlit as st

from workbench.access import Acces
from workbench.decisions import Registre
from workbench.exchange.listes import retour
from workbench.ui import erreurs, session
from workbench.ui.formulaires import registre as ledger


def reprendre(acces: Acces) -> None:
    """One returned list: recorded whole, or not at all."""
    if session.lecture_seule(acces):
        return
    recu = st.file_uploader("**Reprendre** une liste remplie", type=["xlsx"], key="liste_retour")
    if recu is None:
        return
    registre = Registre(acces.home)
    plan = erreurs.tenter(
        lambda: retour.lire(
            recu.getvalue(),
            retour.people(acces),
            registre.en_vigueur(),
            acces.utilisateur,
            session.aujourd_hui(),
        )
    )
    if plan is None:
        return
    ledger.reprendre(registre, plan, "entrée", "cette liste", "« Fait le »", "liste_importer")
