"""What writing cards asks of their author: answering a decision put to a committee is another right than
keeping the project, wherever it is written from (buttons, grid, minutes, workbook, notebook).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from workbench.access import exiger
from workbench.decisions import Decision
from workbench.projet.decisions import FICHE
from workbench.projet.genres import ecrire
from workbench.projet.projet import GENRE, Projet

KEEP, ANSWER = "ecrire", "trancher"
WAITING = "demandee"
ANSWERED = {"statut", "tranchee_le", "tranchee_par", "pourquoi"}
"""Fields that are the answer itself."""
WITH_ANSWER = ANSWERED | {"comite", "texte", "sujet"}
"""Fields that answering fills besides, on a card the figures propose."""


def demand(home: Path, auteur: str, projet: Projet, entrees: Sequence[Decision]) -> None:
    """Stop unless that author may write those entries over that project.

    Raises:
        AccesRefuse: the right they lack, and who has it.
    """
    for right in sorted({right for entree in entrees for right in asked(projet, entree)}):
        exiger(home, auteur, right)


def asked(projet: Projet, entree: Decision) -> set[str]:
    """The rights that entry asks for."""
    if entree.genre == "annulation":
        undone = next((one for one in projet.decisions if one.id == entree.annule), None)
        answers = undone is not None and _of_decision(undone) and undone.valeur.get("statut") != WAITING
        return {ANSWER if answers else KEEP}
    if not _of_decision(entree):
        return {KEEP}
    card = projet.fiche(FICHE, entree.objet.partition(":")[2]) or {}
    before = {code: ecrire(value) for code, value in card.items() if code != "id"}
    if entree.verdict == "retiree":
        return {KEEP} if before.get("statut") == WAITING else {KEEP, ANSWER}
    changed = {c for c in {*before, *entree.valeur} if before.get(c) != entree.valeur.get(c)}
    if not card and entree.valeur.get("statut") == WAITING:
        changed.discard("statut")
    if not changed & ANSWERED:
        return {KEEP}
    return {ANSWER} if changed <= WITH_ANSWER else {ANSWER, KEEP}


def _of_decision(entree: Decision) -> bool:
    return entree.genre == GENRE and entree.objet.startswith(f"{FICHE}:")
