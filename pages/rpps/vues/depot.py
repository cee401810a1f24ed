"""The quarterly list given to the Ordre: is it there, and the form that says when it was."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from workbench.access import Acces
from workbench.looks.formats import jour
from workbench.pilotage import suivi_rpps
from workbench.ui import session
from workbench.ui.formulaires import registre as ledger
from workbench.ui.formulaires.formulaire import Formulaire, composee, remplacer, saisir

INFIRMIERS = "infirmiers"  # the ledger said the quarter alone when only their list was known


def etat_depot(acces: Acces, le: dt.date, ordre: str = INFIRMIERS) -> tuple[str, str]:
    """Is the list of this quarter deposited with that Ordre? The state, then the day that matters."""
    jour_depot = int(suivi_rpps.nurse_rules(acces.home)["jour_depot"])
    depose = _depots(acces).get(objet(suivi_rpps.quarter(le), ordre))
    if depose is not None:
        suivante = suivi_rpps.next_deposit(
            suivi_rpps.add_months(suivi_rpps.deposit_due(le, 1), 3), jour_depot
        )
        return "✓ déposée", f"le {jour(depose)} ; la suivante avant le {jour(suivante)}"
    limite = suivi_rpps.deposit_due(le, jour_depot)
    if le <= limite:
        return "… à déposer", f"avant le {jour(limite)}"
    return "! en retard", f"attendue le {jour(limite)}"


def _depots(acces: Acces) -> dict[str, dt.date]:
    vigueur = ledger.en_vigueur(ledger.ouvrir(acces))
    return {
        entree.objet: dt.date.fromisoformat(str(entree.valeur["date_depot"]))
        for entree in vigueur
        if entree.genre == "liste_ordre_deposee"
    }


def objet(trimestre: str, ordre: str = "") -> str:
    """What the ledger says was deposited: the quarter, and which Ordre when it is not the nurses'."""
    return trimestre if ordre in ("", INFIRMIERS) else f"{trimestre} {ordre}"


def declarer_depot(acces: Acces, le: dt.date, ordre: str) -> None:
    """Say on which day the list was deposited: it counts for the quarter of that day, never before the
    quarter of the data.
    """
    if acces.role.nommer is False or session.lecture_seule(acces):
        return
    debut = suivi_rpps.quarter_start(le)
    ledger.refus()
    forme = Formulaire(
        "depot_form",
        "liste_ordre_deposee",
        "Enregistrer le dépôt",
        [{"date_depot": 1, "motif": 2}],
        {"date_depot": "depot_date", "motif": "depot_motif"},
        libres=("date_depot",),
        principal=False,
    )
    filled = saisir(forme)
    if filled is None:
        return
    depose = filled["date_depot"]
    if not debut <= depose <= max(debut, session.aujourd_hui()):
        st.warning(
            f"Dépôt du {jour(depose)} refusé : entre le {jour(debut)}, début du trimestre des données, et"
            " aujourd’hui.",
            icon=":material/event:",
        )
        return
    trimestre = suivi_rpps.quarter(depose)
    entree = composee(acces, forme, filled, objet=objet(trimestre, ordre))
    if entree is not None:
        registre = ledger.ouvrir(acces)
        if ledger.enregistrer(registre, remplacer(registre, [entree])):
            st.toast(f"Dépôt enregistré pour {trimestre}.")
        st.rerun()
