"""The ledger as pages use it: opened once a rerun, faults said in French, decisions written in the user's
name.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from workbench.access import Acces, role_of
from workbench.decisions import Decision, Registre
from workbench.exchange.plan import Plan
from workbench.looks import titres
from workbench.looks.formats import accord, nombre
from workbench.revue.file import queue
from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import composants, erreurs, session

DERNIERE = "_derniere_decision"
_VIGUEUR: dict[str, tuple[str, list[Decision]]] = {}  # ledger → its last entry, what holds


def ouvrir(acces: Acces) -> Registre:
    """The ledger of this home."""
    return Registre(acces.home)


def en_vigueur(registre: Registre) -> list[Decision]:
    """Decisions that hold; read again only when an entry was added.

    Raises:
        ErreurWorkbench: the ledger cannot be read.
    """
    place, last = registre.dernier
    if _VIGUEUR.get(place, ("", []))[0] != last or not last:
        _VIGUEUR[place] = (last, registre.en_vigueur())
    return list(_VIGUEUR[place][1])


def file_du_jour(acces: Acces, registre: Registre) -> tuple[pl.DataFrame, list[Decision]]:
    """The queue of cases with the state of each, and the decisions in force."""
    decisions = en_vigueur(registre)
    cas_lus = lire(acces, "revue_cas")
    proposes = lire(acces, "revue_candidat", ["id_unique", "rpps"])
    return (
        queue(cas_lus, proposes, decisions, rejouees(acces), registre.prises(), acces.utilisateur),
        decisions,
    )


def enregistrer(registre: Registre, entrees: Sequence[Decision]) -> bool:
    """Record; True when done. A refusal, or a role that writes nothing, is shown and nothing is written."""
    if not role_of(session.home(), session.utilisateur()).ecrire:
        st.session_state["_refus_decision"] = (
            "**Lecture seule** — votre rôle n’enregistre rien ; l’équipe projet saisit."
        )
        return False
    try:
        ecrites = registre.enregistrer(entrees, jour=session.aujourd_hui())
    except ErreurWorkbench as erreur:
        st.session_state["_refus_decision"] = erreurs.dite(erreur)
        return False
    st.session_state.pop("_refus_decision", None)
    st.session_state[DERNIERE] = [entree.id for entree in ecrites]
    return True


def fautes(plan_fautes: Sequence[object], dit: str, colonnes: str = "feuille ligne colonne motif") -> None:
    """Why nothing of a returned file is taken, each fault in its place; nothing when there is none."""
    if not plan_fautes:
        return
    st.warning(dit)
    composants.table(
        pl.DataFrame([vars(faute) for faute in plan_fautes]),
        titres.de(colonnes),
        legende="Fautes à corriger",
        defile=True,
    )


def proposer(registre: Registre, entrees: Sequence[Decision], mot: str, cle: str, fait: str) -> None:
    """The button that records what a returned file says, once seen."""
    if entrees and st.button(f"Enregistrer {accord(len(entrees), mot)}", key=cle, type="primary"):
        if enregistrer(registre, entrees):
            st.toast(fait)
        st.rerun()


def reprendre(registre: Registre, plan: Plan, mot: str, de: str, sans: str, cle: str) -> None:
    """A returned workbook once read: what it would record, its faults, the button; whole, or not at all.

    Args:
        mot: what a line says: « réponse ». de: « cette liste ». sans: what the lines left empty lack.
    """
    st.write(
        f"{accord(len(plan.reponses), mot)} à enregistrer{plan.dont},"
        f" {plan.connues}, {nombre(plan.vides)} sans {sans},"
        f" {accord(len(plan.fautes), 'faute')}."
    )
    fautes(plan.fautes, f"Rien ne sera enregistré de {de} tant qu’il reste une faute.")
    fait = f"{accord(len(plan.entrees), f'{mot} enregistrée', f'{mot}s enregistrées')}{plan.dont}."
    proposer(registre, plan.entrees, mot, cle, fait)


def annuler(registre: Registre, idents: Sequence[str], auteur: str, motif: str) -> bool:
    """Undo these entries by others, together; True when done. Refused and said like any recording."""
    fait = enregistrer(registre, [Decision("annulation", auteur, motif, annule=ident) for ident in idents])
    if fait:
        st.session_state.pop(DERNIERE, None)  # undoing is not offered for an undoing
    return fait


def rejouees(acces: Acces) -> set[str]:
    """Ids of the decisions this published version has replayed."""
    return set(lire(acces, "decision", ["id"])["id"].to_list())


def lire(acces: Acces, mart: str, colonnes: list[str] | None = None) -> pl.DataFrame:
    """A whole nominative mart, read (and logged) once a session and version."""
    cle = f"_lu|{acces.home}|{acces.version}|{mart}|{colonnes}"
    if cle not in st.session_state:
        for ancienne in [
            nom for nom in st.session_state if str(nom).startswith("_lu|") and acces.version not in str(nom)
        ]:
            del st.session_state[ancienne]
        st.session_state[cle] = acces.nominatif(f"mart.{mart}", colonnes=colonnes)
    lu: pl.DataFrame = st.session_state[cle]
    return lu


def refus() -> None:
    """The last refusal, once."""
    message = st.session_state.pop("_refus_decision", None)
    if message:
        st.warning(message, icon=":material/block:")
