"""Step 3: what each file is taken to be, its columns, what is unsure; then all of them put in a delivery."""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import polars as pl
import streamlit as st
from pages.donnees.vues.etablissement import codes

from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import FICHIER, load_settings
from workbench.sources import depot
from workbench.sources.declarer import detection, questions
from workbench.sources.declarer.natures import columns_of
from workbench.sources.declarer.proposition import Proposition, libelle
from workbench.sources.depots import claims
from workbench.ui import composants, ecran, erreurs, session
from workbench.warehouse import published_date

AUCUNE = ""
PLUSIEURS = "Plusieurs, ou le fichier le dit déjà"


@lru_cache(maxsize=64)
def _lue(chemin: Path, _mtime: int, nature: str | None) -> Proposition | ErreurWorkbench:
    try:
        return detection.propose(chemin, nature)
    except ErreurWorkbench as erreur:
        return erreur


def lire(chemin: Path, nature: str | None = None) -> Proposition | ErreurWorkbench:
    """What a file seems to be, to be changed at will, or why it cannot be read."""
    lue = _lue(chemin, chemin.stat().st_mtime_ns, nature)
    return lue if isinstance(lue, ErreurWorkbench) else copy.deepcopy(lue)


def reconnus() -> list[Proposition]:
    """The waiting files that can be read and that no source takes yet."""
    lues = [lire(chemin) for chemin in depot.waiting(session.home()) if not _connue(chemin)]
    return [lue for lue in lues if isinstance(lue, Proposition)]


def _connue(chemin: Path) -> str | None:
    """The declared source that takes a file of that name."""
    if not (session.home() / FICHIER).is_file():
        return None
    prises = claims(load_settings(session.home()), chemin)
    return prises[0] if prises else None


def verifier(_: Sequence[Proposition]) -> None:
    """One card a file, then the date of the delivery and the button that keeps everything."""
    attente = depot.waiting(session.home())
    if not attente:
        return
    composants.section("3. Vérifiez ce que nous avons compris")
    faites: list[Proposition] = []
    fautes: list[str] = []
    for chemin in attente:
        with st.container(border=True):
            _carte(chemin, faites, fautes)
    _ranger(attente, faites, fautes)


def _carte(chemin: Path, faites: list[Proposition], fautes: list[str]) -> None:
    connue = _connue(chemin)
    if connue:
        source = load_settings(session.home()).source(connue)
        st.markdown(
            f"**{chemin.name}** · déjà connu : {source.nom} ({questions.natures()[source.nature]})."
            " Rien à répondre."
        )
        return
    st.markdown(f"**{chemin.name}**")
    cle = chemin.name
    lue = lire(chemin, st.session_state.get(f"nature_{cle}"))
    if isinstance(lue, ErreurWorkbench):
        fautes.append(chemin.name)
        erreurs.montrer(ecran.shown(lue))
        st.caption("Retirez ce fichier de la liste ci-dessus, ou remplacez-le par le bon.")
        return
    _nature(lue, cle)
    try:
        for quoi, titre in st.session_state.get(f"corrections_{cle}", {}).items():
            lue.repondre(quoi, titre)
        _questions(lue, cle)
        _etablissement(lue, cle)
        _colonnes(lue)
        manquantes = lue.manquantes
        if manquantes:
            fautes.append(chemin.name)
            st.error(
                f"Il manque une réponse : {' ; '.join(libelle(nom) for nom in manquantes)}.",
                icon=":material/help:",
            )
            return
        _lire_vraiment(lue)
        faites.append(lue)
    except ErreurWorkbench as erreur:
        fautes.append(chemin.name)
        erreurs.montrer(ecran.shown(erreur))


def _nature(lue: Proposition, cle: str) -> None:
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


def _questions(lue: Proposition, cle: str) -> None:
    """Only what is unsure is asked; each answer is taken before the next question."""
    posees = 0
    for famille in (questions.ask_columns, questions.ask_whole_list, questions.ask_values):
        for question in famille(lue):
            posees += 1
            questions.answer(lue, question, _poser(question, f"{cle}_{question.quoi}_{question.recu}"))
    if not posees:
        st.caption(":material/check: Toutes les colonnes utiles sont reconnues avec certitude.")


def _poser(question: questions.Question, cle: str) -> str | None:
    choix = [*question.choix, AUCUNE]
    reponse = st.selectbox(
        f":material/help: {question.texte}",
        choix,
        index=choix.index(question.propose) if question.propose in choix else len(choix) - 1,
        format_func=lambda valeur: question.choix.get(valeur, "Aucune de celles-ci"),
        key=f"question_{question.genre}_{cle}",
    )
    return reponse or None


def _etablissement(lue: Proposition, cle: str) -> None:
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


def _colonnes(lue: Proposition) -> None:
    """Which column means what, how sure, three values; what is refused, what is not used."""
    lignes = [
        {
            "colonne": one.titre,
            "sens": one.libelle,
            "avis": _avis(lue, one.canonique),
            "exemples": ", ".join(questions.masked(one.canonique, one.exemples)) or "–",
        }
        for one in lue.colonnes
    ]
    lignes += [
        {
            "colonne": nom,
            "sens": "jamais lue",
            "avis": "ressemble à un n° de sécurité sociale",
            "exemples": "•••",
        }
        for nom in lue.nir
    ]
    with st.expander(f"Les {len(lue.colonnes)} colonnes reconnues", key=f"colonnes_{lue.fichier.name}"):
        composants.table(
            pl.DataFrame(lignes),
            {
                "colonne": "Colonne du fichier",
                "sens": "Ce qu’elle veut dire",
                "avis": "Avis",
                "exemples": "Exemples",
            },
            legende=f"Colonnes de {lue.fichier.name}",
        )
        if lue.ignorees:
            st.caption(f"Colonnes non utilisées : {', '.join(lue.ignorees)}.")
        _corriger(lue)


def _avis(lue: Proposition, canonique: str) -> str:
    one = next(one for one in lue.colonnes if one.canonique == canonique)
    if one.raison == "votre réponse":
        return "votre réponse"
    return f"sûre ({one.confiance} %)" if one.sure else f"à confirmer ({one.confiance} %, {one.raison})"


def _corriger(lue: Proposition) -> None:
    """A meaning the tool was sure of, and wrong about."""
    cle = lue.fichier.name
    st.caption("Une colonne est mal comprise ? Dites laquelle :")
    a, b = st.columns(2)
    donnees = columns_of(lue.nature)
    quoi = a.selectbox(
        "Donnée",
        [AUCUNE, *donnees],
        format_func=lambda n: libelle(n) if n else "Choisissez",
        key=f"corr_{cle}",
    )
    titres = list(lue.profils)
    titre = b.selectbox(
        "Colonne du fichier", [AUCUNE, *titres], format_func=lambda t: t or "Aucune", key=f"corr_titre_{cle}"
    )
    if st.button("Appliquer cette correction", key=f"corr_appliquer_{cle}", disabled=not quoi):
        st.session_state.setdefault(f"corrections_{cle}", {})[quoi] = titre or None
        st.rerun()


def _lire_vraiment(lue: Proposition) -> None:
    """The file read for good with these answers; says how many rows."""
    lecture = lue.essayer()
    mises = lecture.rejets.filter(pl.col("gravite") == "ligne").height
    texte = f"{lecture.lignes.height} lignes lues"
    st.caption(f":material/check_circle: {texte}{f', {mises} mises de côté' if mises else ''}.")


def _ranger(attente: Sequence[Path], faites: Sequence[Proposition], fautes: Sequence[str]) -> None:
    le = st.date_input(
        "Date de ces données (jour de l’extraction)",
        session.aujourd_hui(),
        format="DD/MM/YYYY",
        key="livraison_le",
    )
    if fautes:
        st.info(
            f"À régler d’abord : {', '.join(fautes)}. Répondez, ou retirez le fichier.",
            icon=":material/arrow_upward:",
        )
        return
    if st.button("C’est juste : garder ces fichiers", type="primary", key="ranger") and erreurs.tenter(
        lambda: _garder(attente, faites, le)
    ):
        st.rerun()


def _garder(attente: Sequence[Path], faites: Sequence[Proposition], le: dt.date) -> bool:
    """Every new source declared, then every file in the delivery of that date.

    Raises:
        ErreurWorkbench: said as the screen says it; the sources declared before the fault stay.
    """
    home = session.home()
    try:
        for lue in faites:
            lue.nom = re.sub(r"[*_.-]+", " ", Path(lue.motif).stem).strip() or None
            detection.write_source(home, lue, questions.free_code(home, lue))
        depot.deliver(
            load_settings(home), le, published_date(home), session.aujourd_hui(), [p.name for p in attente]
        )
    except ErreurWorkbench as erreur:
        raise ecran.shown(erreur) from erreur
    return True
