"""What a committee is asked to decide and what was answered: one card a decision, whoever answers, wherever
it is answered (home page, cockpit, grid, workbook).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from workbench.decisions import Decision
from workbench.looks.etats import mots
from workbench.looks.formats import jour
from workbench.projet.comites import prochain
from workbench.projet.projet import Ligne, Projet

FICHE = "decision_comite"
REPONSES = mots("reponse_decision")
"""Status of a card answered → the word of the button."""
DECIDEURS = ("codir", "copil")
"""Types of committees that decide."""


def is_asked(card: Mapping[str, Any], dates: Mapping[str, dt.date], le: dt.date) -> bool:
    """Does it wait for an answer on that day? One put off waits again once its committee is past.

    Args:
        dates: id of a committee → its day.
    """
    if card["statut"] == "reportee":
        return (dates.get(card["comite"] or "") or card.get("tranchee_le") or dt.date.min) < le
    return bool(card["statut"] == "demandee")


def settled_on(card: Mapping[str, Any], dates: Mapping[str, dt.date]) -> dt.date | None:
    """The day it was answered, else that of its committee; None for one that still waits."""
    if card["statut"] not in REPONSES:
        return None
    return card.get("tranchee_le") or dates.get(card["comite"] or "")


def days(projet: Projet) -> dict[str, dt.date]:
    """Id of a committee → its day."""
    return {row["id"]: row["le"] for row in projet.fiches("comite") if row["le"]}


def wanted_for(projet: Projet, demande: Mapping[str, Any], le: dt.date) -> Ligne | None:
    """The committee that must answer: its own as long as it is to come, else the next one that decides."""
    own = projet.fiche("comite", demande.get("comite") or "")
    if own is not None and own["etat"] == "prevu" and own["le"] >= le:
        return own
    return prochain(projet, le, DECIDEURS)


def answer(
    projet: Projet,
    demande: Mapping[str, Any],
    statut: str,
    auteur: str,
    le: dt.date,
    comite: str = "",
) -> Ligne:
    """The change that records an answer: the card asked, or a new one for what the figures propose.

    Args:
        demande: `id` of its card ("" when the figures propose it), `titre`, `sujet`, `comite`.
        statut: one of `REPONSES`. comite: who answers, when it is not known from the card.
    """
    row: Ligne = {"statut": statut, "tranchee_le": le, "tranchee_par": auteur, "pourquoi": None}
    if demande.get("id"):
        row["id"] = demande["id"]
    else:
        row |= {"texte": demande["titre"], "sujet": demande.get("sujet") or None}
    if comite and not demande.get("comite"):
        row["comite"] = comite
    known = {"id", *(champ.code for champ in projet.genres[FICHE].champs)}  # an establishment's own fields
    return {code: value for code, value in row.items() if code in known}


def recent(projet: Projet, le: dt.date) -> list[Ligne]:
    """Answered today, or before the committee it is meant for: what may still be taken back, latest first."""
    coming = {row["id"] for row in projet.fiches("comite") if row["etat"] == "prevu" and row["le"] >= le}
    rows = [row for row in projet.fiches(FICHE) if row["statut"] in REPONSES and row.get("tranchee_le")]
    rows = [row for row in rows if row["tranchee_le"] == le or row["comite"] in coming]
    return sorted(rows, key=lambda row: row["tranchee_le"], reverse=True)


def undoing(projet: Projet, ident: str) -> list[Decision]:
    """The entries to undo so that a card waits again: the one that answered it, and those after it that only
    said why.
    """
    undone = {entry.annule for entry in projet.decisions if entry.genre == "annulation"}
    answered: list[Decision] = []
    for entry in projet.histoire(FICHE, ident):
        if entry.id not in undone:
            answered = [*answered, entry] if entry.valeur.get("tranchee_le") else []
    return answered


def repeated(projet: Projet, jours: int | None, le: dt.date) -> set[str]:
    """Subjects (code, and title where no code is kept) that are not proposed again: on a card already, and
    settled less than `jours` days ago (None: ever).
    """
    dates = days(projet)
    hidden: set[str] = set()
    for card in projet.fiches(FICHE):
        when = settled_on(card, dates)
        old = jours is not None and when is not None and (le - when).days >= jours
        if card["statut"] in ("prise", "refusee") and old:
            continue
        hidden |= {card.get("sujet") or "", card["texte"]}
    return hidden - {""}


def said(card: Mapping[str, Any]) -> str:
    """« Acté le 26 novembre 2026 par alice »."""
    who = f" par {card['tranchee_par']}" if card.get("tranchee_par") else ""
    return f"{REPONSES[card['statut']]} le {jour(card['tranchee_le'])}{who}"
