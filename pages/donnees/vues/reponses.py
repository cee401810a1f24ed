"""What a person answers about one file: whose next month it is, its kind, its unsure columns and values."""

from __future__ import annotations

import streamlit as st
from pages.donnees.vues.etablissement import codes

from workbench.socle.settings import FICHIER, load_settings
from workbench.sources.declarer import questions, suite
from workbench.sources.declarer.proposition import Proposition
from workbench.ui import session

AUCUNE = ""
NOUVELLE = ""  # a file that continues no known source
PLUSIEURS = "Plusieurs, ou le fichier le dit déjà"


def _suites(lue: Proposition) -> dict[str, str]:
    """The sources this file may be the next month of: code → name."""
    if not (session.home() / FICHIER).is_file():
        return {}
    return {source.code: source.nom for source in suite.same_layout(load_settings(session.home()), lue)}


def suivie(lue: Proposition, cle: str) -> str:
    """The source whose columns this file has, under another name: asked, the closest proposed."""
    possibles = _suites(lue)
    if not possibles:
        return NOUVELLE
    choisie: str = st.selectbox(
        ":material/help: Ce fichier a les mêmes colonnes qu’une liste déjà connue. En est-ce la suite ?",
        [*possibles, NOUVELLE],
        format_func=lambda code: f"Oui : {possibles[code]}" if code else "Non, c’est une autre liste",
        key=f"suite_{cle}",
    )
    return choisie


def nature(lue: Proposition, cle: str) -> None:
    question = questions.ask_nature(lue)
    choisie = st.selectbox(
        "C’est une liste de" if lue.nature_sure else "C’est une liste de… (à confirmer)",
        list(questions.natures()),
        index=list(questions.natures()).index(lue.nature),
        format_func=question.choix.__getitem__,
        key=f"choix_nature_{cle}",
    )
    if choisie != lue.nature:
        st.session_state[f"nature_{cle}"] = choisie
        st.rerun()


def repondre(lue: Proposition, cle: str) -> int:
    """Only what is unsure is asked; each answer is taken before the next question. Gives how many answers
    still lack: what a column means is never taken from a proposal nobody has looked at.
    """
    posees = attendues = 0
    for famille in (questions.ask_columns, questions.ask_whole_list, questions.ask_values):
        for question in famille(lue):
            posees += 1
            reponse = _poser(question, f"{cle}_{question.quoi}_{question.recu}")
            if reponse is None:
                attendues += 1
            else:
                questions.answer(lue, question, reponse or None)
        if attendues:
            return attendues
    if not posees:
        st.caption(":material/check: Toutes les colonnes utiles sont reconnues avec certitude.")
    return 0


def _poser(question: questions.Question, cle: str) -> str | None:
    """The answer (`AUCUNE`: none of these), None until a person has chosen what a column means."""
    choix = [*question.choix, AUCUNE]
    propose = choix.index(question.propose) if question.propose in choix else len(choix) - 1
    return st.selectbox(
        f":material/help: {question.texte}",
        choix,
        index=None if question.genre == "colonne" else propose,
        format_func=lambda valeur: _choix(question, valeur),
        placeholder="Choisissez une réponse",
        key=f"question_{question.genre}_{cle}",
    )


def _choix(question: questions.Question, valeur: str) -> str:
    if valeur == AUCUNE:
        return "Aucune de celles-ci"
    propose = " (proposé)" if question.genre == "colonne" and valeur == question.propose else ""
    return f"{question.choix[valeur]}{propose}"


def etablissement(lue: Proposition, cle: str) -> None:
    """Asked only when the file does not say it and there are several."""
    connus = codes()
    if not connus or not questions.needs_establishment(lue):
        return
    if len(connus) == 1:
        lue.etablissement = next(iter(connus))
        return
    choisi = st.selectbox(
        ":material/help: Ce fichier est celui de quel établissement ?",
        [*connus, AUCUNE],
        index=len(connus),
        format_func=lambda code: connus.get(code, PLUSIEURS),
        key=f"etablissement_{cle}",
    )
    lue.etablissement = choisi or None
