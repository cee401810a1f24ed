"""Decisions asked of a committee, answered where they are read: the same cards, the same buttons on the home
page and in the cockpit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from workbench.access import Acces
from workbench.decisions import Registre
from workbench.looks.formats import accord, jour_court, ponctue
from workbench.projet import Projet, annuler
from workbench.projet import decisions as tranchees
from workbench.socle.champs import cle as lettres
from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import erreurs, plis, session
from workbench.ui.formulaires import projet_editeur

DROIT = "trancher"
DE_FRONT = 3
A_FIXER = "à fixer", "Aucun comité n’est prévu."
ICONES = {"prise": ":material/check:", "reportee": ":material/schedule:", "refusee": ":material/close:"}


def montrer(
    acces: Acces, projet: Projet, lignes: Sequence[Mapping[str, Any]], cle: str, comite: str = ""
) -> None:
    """One card a decision: who carries it, for when, what it is worth, and the answers this role may give.

    Args:
        lignes: `decisions` of the committee's documents. cle: prefixes the keys of the widgets
        (`{cle}_{status}_{card or subject}`, never a rank: a list changed meanwhile moves no answer).
        comite: the committee that is answering, when one is being held.
    """
    for debut in range(0, len(lignes), DE_FRONT):
        rangee = lignes[debut : debut + DE_FRONT]
        for rang, (place, ligne) in enumerate(zip(st.columns(DE_FRONT), rangee, strict=False), debut + 1):
            with place.container(border=True, gap="xsmall", height="stretch", key=f"{cle}_carte_{rang}"):
                _demande(acces, projet, rang, ligne, cle, comite)


def _demande(
    acces: Acces, projet: Projet, rang: int, ligne: Mapping[str, Any], cle: str, comite: str
) -> None:
    own = {**ligne, "comite": comite or ligne["comite"]}
    seance = tranchees.wanted_for(projet, own, session.aujourd_hui())
    st.html(_carte(projet, rang, ligne, seance))
    if DROIT in acces.role.droits:
        _boutons(acces, projet, ligne, f"{cle}_{{}}_{_ident(ligne)}", seance["id"] if seance else "")


def _ident(ligne: Mapping[str, Any]) -> str:
    return str(ligne["id"] or ligne.get("sujet") or lettres(ligne["titre"]))


def _carte(projet: Projet, rang: int, ligne: Mapping[str, Any], seance: Mapping[str, Any] | None) -> str:
    quand, lequel = A_FIXER
    if seance:
        quand, lequel = jour_court(seance["le"]), projet.libelle("comite", "type", seance["type"])
    effet = ligne.get("points") or ligne.get("effet")
    faits = (
        f"<span>Qui : {escape(ligne['responsable'])}</span>"
        f'<span title="{escape(lequel)}">Pour le : {escape(quand)}</span>'
        + (f"<span>Effet : {escape(effet)}</span>" if effet else "")
    )
    texte = f'<p class="wb-texte">{escape(ponctue(ligne["texte"]))}</p>' if ligne["texte"] else ""
    return (
        f'<p class="wb-titre">{rang}. {escape(ponctue(ligne["titre"]))}</p>{texte}'
        f'<p class="wb-demande">{faits}</p>'
    )


def _boutons(acces: Acces, projet: Projet, ligne: Mapping[str, Any], cle: str, comite: str) -> None:
    with st.container(horizontal=True, gap="xsmall", key=cle.format("reponses")):
        for statut, mot in tranchees.REPONSES.items():
            if st.button(mot, key=cle.format(statut), icon=ICONES[statut], help=f"{mot} : {ligne['titre']}"):
                carte = tranchees.answer(
                    projet, ligne, statut, acces.utilisateur, session.aujourd_hui(), comite
                )
                motif = f"{mot} : {ligne['titre']}"
                _ecrire(_poser(acces, projet, carte, motif, f"{mot} : réponse enregistrée."))


def _poser(acces: Acces, projet: Projet, carte: Mapping[str, Any], motif: str, fait: str) -> bool:
    court = motif[: projet_editeur.LONG_MOTIF]
    return projet_editeur.enregistrer(acces, projet, {tranchees.FICHE: [carte]}, court, fait=fait)


def _ecrire(fait: bool) -> None:
    """Draw the page again once something was written."""
    if fait:
        st.rerun()


def repondues(acces: Acces, projet: Projet, cle: str) -> None:
    """What was answered and may still be taken back, a line each: who, when, why."""
    fiches = tranchees.recent(projet, session.aujourd_hui())
    if not fiches:
        return
    with plis.replie(f"{cle}_dites", f"Voir {accord(len(fiches), 'réponse donnée', 'réponses données')}"):
        _dites(acces, projet, fiches, cle)


def _dites(acces: Acces, projet: Projet, fiches: Sequence[Mapping[str, Any]], cle: str) -> None:
    for rang, fiche in enumerate(fiches):
        with st.container(
            horizontal=True, gap="small", vertical_alignment="center", key=f"{cle}_dite_{rang}"
        ):
            raison = f" : {escape(fiche['pourquoi'])}" if fiche.get("pourquoi") else ""
            st.html(
                f'<p class="wb-reponse-dite"><b>{escape(ponctue(fiche["texte"]))}</b> '
                f"{escape(tranchees.said(fiche))}{raison}</p>"
            )
            if DROIT in acces.role.droits:
                _revenir(acces, projet, fiche, f"{cle}_{{}}_{fiche['id']}")


def _revenir(acces: Acces, projet: Projet, fiche: Mapping[str, Any], cle: str) -> None:
    with st.popover("Dire pourquoi", key=cle.format("raison")):
        dit = st.text_input(
            "Pourquoi (facultatif)", fiche.get("pourquoi") or "", key=cle.format("pourquoi"), max_chars=200
        )
        if st.button("Enregistrer la raison", key=cle.format("dire")):
            carte = {"id": fiche["id"], "pourquoi": dit.strip() or None}
            _ecrire(_poser(acces, projet, carte, f"raison de {fiche['id']}", "Raison enregistrée."))
    if st.button("Annuler la réponse", key=cle.format("annuler"), icon=":material/undo:", type="tertiary"):
        _ecrire(_annuler(acces, projet, fiche["id"]))


def _annuler(acces: Acces, projet: Projet, ident: str) -> bool:
    """Take the answer back by new entries: its own, and those that only said why."""
    defaites = [une.id for une in tranchees.undoing(projet, ident)]
    try:
        fait = bool(
            annuler(
                Registre(acces.home), defaites, acces.utilisateur, "réponse annulée", session.aujourd_hui()
            )
        )
    except ErreurWorkbench as erreur:
        erreurs.montrer(erreur)
        return False
    st.toast("Réponse annulée : la décision est à prendre.")
    return fait
