"""Step 3: what each file is taken to be, its columns, what is unsure; then all of them put in a delivery."""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import polars as pl
import streamlit as st
from pages.donnees.vues import depot as depot_vue
from pages.donnees.vues import reponses
from pages.donnees.vues.reponses import AUCUNE

from workbench.looks.formats import accord
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import FICHIER, Source, load_settings
from workbench.sources import depot
from workbench.sources.declarer import detection, questions, suite
from workbench.sources.declarer.natures import columns_of
from workbench.sources.declarer.proposition import REPONSE, Proposition
from workbench.sources.declarer.titres import libelle
from workbench.sources.depots import claims
from workbench.ui import composants, ecran, erreurs, session
from workbench.ui.litteral import litteral
from workbench.warehouse import published_date


@dataclass(frozen=True)
class Faite:
    """A file answered for: what it is; the source it is the next month of, or the one it changes (codes)."""

    lue: Proposition
    suite: str = ""
    change: str = ""


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
    depot_vue.etape(3, "Vérifiez ce que nous avons compris")
    faites: list[Faite] = []
    fautes: list[str] = []
    for chemin in attente:
        with st.container(border=True):
            _carte(chemin, faites, fautes)
    _ranger(attente, faites, fautes)


def _carte(chemin: Path, faites: list[Faite], fautes: list[str]) -> None:
    """One file: known, known but changed, the next month of a known one, or new; what is unsure is asked."""
    depot_vue.entete(chemin)
    connue = _connue(chemin)
    source = load_settings(session.home()).source(connue) if connue else None
    if source and not _change(source, chemin):
        st.caption(
            f":material/check: Déjà connu : {source.nom} ({questions.natures()[source.nature]})."
            " Rien à répondre."
        )
        return
    cle = chemin.name
    lue = lire(chemin, source.nature if source else st.session_state.get(f"nature_{cle}"))
    if isinstance(lue, ErreurWorkbench):
        fautes.append(chemin.name)
        erreurs.montrer(ecran.shown(lue))
        st.caption("Retirez ce fichier, ou remplacez-le par le bon.")
        return
    if not source and (suivie := reponses.suivie(lue, cle)):
        faites.append(Faite(lue, suite=suivie))
        return
    if not source:
        reponses.nature(lue, cle)
    try:
        manque = _completer(lue, cle)
    except ErreurWorkbench as erreur:
        erreurs.montrer(ecran.shown(erreur))
        manque = True
    if manque:
        fautes.append(chemin.name)
    else:
        faites.append(Faite(lue, change=source.code if source else ""))


def _change(source: Source, chemin: Path) -> bool:
    """A known file that its source can no longer read: said, then asked about as a new one."""
    settings = load_settings(session.home())
    faute = session.garder(
        f"connu_{chemin.name}",
        (chemin.stat().st_mtime_ns, source),
        lambda: suite.unreadable(settings, source, chemin),
    )
    if faute is None:
        return False
    dite = ecran.shown(faute)
    st.warning(
        f"**{source.nom} ne se lit plus comme avant : {dite.titre}** — {dite.message} Si ce fichier est bien"
        " le bon, répondez : vos réponses s’ajouteront à celles d’avant.",
        icon=":material/change_circle:",
    )
    return True


def _completer(lue: Proposition, cle: str) -> bool:
    """The questions, the columns, the file read for good; True while an answer lacks.

    Raises:
        ErreurWorkbench: the file cannot be read with these answers.
    """
    for quoi, titre in st.session_state.get(f"corrections_{cle}", {}).items():
        lue.repondre(quoi, titre)
    attendues = reponses.repondre(lue, cle)
    reponses.etablissement(lue, cle)
    _colonnes(lue)
    if attendues:
        st.caption(f":material/help: {accord(attendues, 'réponse attendue', 'réponses attendues')}.")
        return True
    if lue.manquantes:
        st.error(
            f"Il manque une réponse : {' ; '.join(libelle(nom) for nom in lue.manquantes)}. Si aucune colonne"
            " ne le donne, n’en prenez pas une autre : demandez à qui tient ce fichier de l’ajouter, ou"
            " retirez le fichier ; le reste se calcule sans lui.",
            icon=":material/help:",
        )
        return True
    _lire_vraiment(lue)
    return False


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
            st.caption(f"Colonnes non utilisées : {litteral(', '.join(lue.ignorees))}.")
        _corriger(lue)


def _avis(lue: Proposition, canonique: str) -> str:
    one = next(one for one in lue.colonnes if one.canonique == canonique)
    if one.raison == REPONSE:
        return REPONSE
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
    cle = (lue.fichier.stat().st_mtime_ns, str(lue.reglage()))
    lecture = session.garder(f"lecture_{lue.fichier.name}", cle, lue.essayer)
    mises = lecture.rejets.filter(pl.col("gravite") == "ligne").height
    texte = f"{lecture.lignes.height} lignes lues"
    st.caption(f":material/check_circle: {texte}{f', {mises} mises de côté' if mises else ''}.")


def _ranger(attente: Sequence[Path], faites: Sequence[Faite], fautes: Sequence[str]) -> None:
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
        depot_vue.oublier_ce_qui_fut_dit()
        st.rerun()


def _garder(attente: Sequence[Path], faites: Sequence[Faite], le: dt.date) -> bool:
    """Every new source declared, every other told to take the file, then all of them in that delivery.

    Raises:
        ErreurWorkbench: said as the screen says it; the sources declared before the fault stay.
    """
    home = session.home()
    try:
        for faite in faites:
            lue = faite.lue
            if faite.suite:
                suite.follow_on(home, faite.suite, lue.fichier.name)
            elif faite.change:
                suite.learn(home, faite.change, lue)
            else:
                lue.nom = re.sub(r"[*_.-]+", " ", Path(lue.motif).stem).strip() or None
                detection.write_source(home, lue, questions.free_code(home, lue))
        depot.deliver(
            load_settings(home), le, published_date(home), session.aujourd_hui(), [p.name for p in attente]
        )
    except ErreurWorkbench as erreur:
        raise ecran.shown(erreur) from erreur
    return True
