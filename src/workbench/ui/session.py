"""Who is looking, at which home, and through which gate: the first thing every page asks."""

from __future__ import annotations

import html
import os
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import polars as pl
import streamlit as st

from workbench.access import (
    Acces,
    Role,
    VersionAncienne,
    named_user,
    ouvrir_version,
    portee_of,
    role_of,
    seances,
    seuil_de,
)
from workbench.marts import requetes
from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import ecran, erreurs
from workbench.ui.serveur import etablissements
from workbench.ui.serveur.connexion import SEANCE
from workbench.warehouse import AucunePublication, open_empty, published_path

T = TypeVar("T")


@dataclass(frozen=True)
class Page:
    """One page: in which place and under what address, what it is called, the question it answers, who
    opens it, whether it works before anything is published.
    """

    code: str
    fichier: str
    place: str
    titre: str
    question: str
    icone: str
    adresse: str
    roles: tuple[str, ...]
    perimetre: bool = False  # it also speaks of one service alone: open to who has a scope
    sans_donnees: bool = False
    suit: tuple[str, ...] = ()  # what it follows of the scope chosen in the bar (`perimetre.AXES`)

    def ouverte_a(self, role: str) -> bool:
        """May this role open it?"""
        return "tous" in self.roles or role in self.roles


@cache
def pages() -> dict[str, Page]:
    """Every page of `pages.toml`, in the order of the menu."""
    lues = tomllib.loads(Path(__file__).with_name("pages.toml").read_text("utf-8"))["pages"]
    return {
        page["code"]: Page(**{**page, "roles": tuple(page["roles"]), "suit": tuple(page.get("suit", ()))})
        for page in lues
    }


CLE_SESSION = "_workbench_session"
CLE_DROITS = "_workbench_droits"
CLE_VERSION = "_workbench_version"  # the file this session reads: a new one is announced, never swapped
ALIMENTER = "alimenter"  # the page that starts and feeds the warehouse
ACCUEIL = "vue_codir"
CLE_ANCIENNE = "_workbench_ancienne"  # the version shown was counted by other queries than today's


def home() -> Path:
    """The home folder: WORKBENCH_HOME, else the current folder."""
    return Path(os.environ.get("WORKBENCH_HOME") or ".").resolve()


def utilisateur() -> str:
    """Who is looking: who signed in, on a server (empty once the session is over), else the account."""
    book = seances.current()
    if book is None:
        return named_user()
    seance = book.lire(str(st.user.get(SEANCE) or ""))
    return seance.nom if seance else ""


def aujourd_hui() -> date:
    """The day the application is opened; WORKBENCH_AUJOURD_HUI (AAAA-MM-JJ) says another one.

    Raises:
        ErreurWorkbench: that variable is not a date.
    """
    dit = os.environ.get("WORKBENCH_AUJOURD_HUI")
    try:
        return date.fromisoformat(dit) if dit else date.today()
    except ValueError as erreur:
        raise ErreurWorkbench(
            "Date du jour illisible", f"WORKBENCH_AUJOURD_HUI vaut « {dit} ».", "Écrivez AAAA-MM-JJ."
        ) from erreur


def instant() -> datetime:
    """This moment (UTC), on the day of `aujourd_hui`."""
    now = datetime.now(UTC)
    return now if "WORKBENCH_AUJOURD_HUI" not in os.environ else datetime.combine(aujourd_hui(), now.timetz())


def depart(le: date) -> date:
    """The day work starts on what data of that day left to do: today, however old they are."""
    return max(le, aujourd_hui())


def permise(page: Page, nom: str) -> bool:
    """May this user open it? Role and scope: a link to another page would break the one that shows it."""
    return page in pages_permises(nom)


def pages_permises(nom: str) -> list[Page]:
    """The pages this user's role opens, in the order of the menu; none without a name."""
    if not nom:
        return []
    try:
        role, limited = role_of(home(), nom).code, portee_of(home(), nom) is not None
    except (
        ErreurWorkbench
    ):  # unreadable settings, unknown role: the first page alone, its gate says so and shows nothing else
        return [next(iter(pages().values()))]
    return [page for page in pages().values() if page.ouverte_a(role) and (page.perimetre or not limited)]


def publie() -> bool:
    """Some version is published in this home."""
    try:
        published_path(home())
    except AucunePublication:
        return False
    return True


def premiere_page() -> str:
    """The page that greets: the sponsor's view, or the one that starts a home without data."""
    return ACCUEIL if publie() else ALIMENTER


def recharger() -> None:
    """From now on this session reads the published version."""
    st.session_state.pop(CLE_VERSION, None)


def fichier_lu() -> Path:
    """The version this session reads: the one published when it began, as long as it is kept.

    Raises:
        AucunePublication: no run has been published in this home yet.
    """
    lu = st.session_state.get(CLE_VERSION)
    if lu is None or lu.parent != home() / "data" / "curated" or not lu.is_file():
        lu = published_path(home())
        st.session_state[CLE_VERSION] = lu
    return Path(lu)


def garder(nom: str, cle: object, calcul: Callable[[], T]) -> T:
    """What `calcul` gives, kept by this session as long as the key is the same."""
    garde = st.session_state.get(f"_garde_{nom}")
    if garde is None or garde[0] != cle:
        garde = st.session_state[f"_garde_{nom}"] = (cle, calcul())
    valeur: T = garde[1]
    return valeur


def visiter(page: str) -> Role:
    """The gate of a page that needs no data: stops unless `app.py` opened the session and the page is
    allowed.
    """
    return role_of(home(), _exiger_session(page))


def ouvrir_session() -> str:
    """Called by `app.py` on every run, before any page: records who is looking."""
    nom = utilisateur()
    seen = nom, _droits(nom)
    if st.session_state.get(CLE_DROITS, seen) != seen:
        # another person in the same tab, or the same with fewer rights, finds nothing of what was read there
        st.session_state.clear()
    st.session_state[CLE_DROITS] = seen
    st.session_state[CLE_SESSION] = nom
    return nom


def _droits(nom: str) -> object:
    """What that person may read now, to be compared with what they could; None when nobody knows."""
    try:
        return (role_of(home(), nom), portee_of(home(), nom)) if nom else None
    except ErreurWorkbench:
        return None


def exiger_acces(page: str) -> Acces:
    """The gate of a page: stops unless `app.py` opened the session, the page is allowed, a version
    published (or the page works without data: it then reads a version with nothing in it).
    """
    nom = _exiger_session(page)
    try:
        return ouvrir_version(home(), nom, f"page {page}", fichier_lu())
    except AucunePublication:
        if pages()[page].sans_donnees:
            return ouvrir_version(home(), nom, f"page {page}", version_vide())
        st.subheader("Aucune donnée publiée", anchor=False)
        st.info(
            "Cette page montrera vos données dès la première publication. Commencez par la page Démarrer.",
            icon=":material/arrow_forward:",
        )
        st.page_link(pages()[ALIMENTER].fichier, label="Démarrer", icon=":material/play_arrow:")
        st.stop()
    except ErreurWorkbench as erreur:
        dite = ecran.said(erreur)
        erreurs.page_vide(dite.titre, dite.message, dite.conseil or "Rechargez la page.")


def _exiger_session(page: str) -> str:
    nom: str = st.session_state.get(CLE_SESSION) or ""
    if not nom:
        _refuser(
            "Cette page s’ouvre depuis l’application.", "Ouvrez l’adresse d’accueil, sans le nom de la page."
        )
    if page not in {permise.code for permise in pages_permises(nom)}:
        _refuser("Vous n’avez pas accès à cette page.", "Demandez-le au chef de projet.")
    return nom


@st.cache_resource(show_spinner=False)
def version_vide() -> Path:
    """A version with every table and nothing in it: what a page reads before the first publication."""
    return open_empty(requetes())


def dire_seance(nom: str) -> None:
    """On a server: who is signed in, and the way out; or that the session is over, and the page stops."""
    if seances.current() is None:
        return
    if not nom:
        st.subheader("Votre séance est terminée")
        st.html('<a href="/connexion" target="_self">Se reconnecter</a>')
        st.stop()
    st.html(
        f'<p class="wb-seance">Connecté : {html.escape(nom)} ·'
        f' <a href="/deconnexion" target="_self">Se déconnecter</a>{etablissements.switch(nom, home())}</p>'
    )


def lancer(page: Any) -> None:
    """Run a page; a fault that speaks to the user (rules, ledger, settings) is shown as such, never as a
    traceback.
    """
    try:
        page.run()
    except ErreurWorkbench as erreur:
        erreurs.arreter(erreur)
    except (pl.exceptions.ColumnNotFoundError, KeyError) as erreur:
        if not st.session_state.get(CLE_ANCIENNE):
            raise
        erreurs.arreter(
            VersionAncienne(
                "Version publiée par un autre outil",
                f"Cette page lit des données que la version publiée n’a pas (détail technique : {erreur}).",
                "Lancez une exécution : elle publiera ce qui manque.",
            )
        )


def sans_noms(acces: Acces) -> bool:
    """True, and said, when this role reads counts only: the caller shows nothing more."""
    if acces.role.nommer:
        return False
    st.caption(
        f"Rôle « {acces.role.libelle} » : des nombres, jamais des noms. L’équipe projet tient les listes."
    )
    return True


def dire_petits_effectifs(acces: Acces) -> None:
    """Say how small counts are shown to a role that reads numbers only."""
    if not acces.role.nommer:
        seuil = seuil_de(acces.home)
        st.caption(
            f"Rôle « {acces.role.libelle} » : les petits effectifs sont arrondis"
            f" (sous {seuil} : 0 ou {seuil}), les sommes aussi.",
            help="Les sommes s’en ressentent de quelques unités. Le score d’un objectif est celui de tous :"
            " un seul nombre quand l’arrondi n’y change rien, deux bornes sinon. L’équipe projet a les"
            " nombres exacts.",
        )


def lecture_seule(acces: Acces) -> bool:
    """True, and said, when this role writes nothing: the caller shows no form."""
    if acces.role.ecrire:
        return False
    st.caption(f"Rôle « {acces.role.libelle} » : lecture seule. L’équipe projet saisit.")
    return True


def _refuser(titre: str, conseil: str) -> NoReturn:
    st.error(titre, icon=":material/lock:")
    st.caption(conseil)
    st.stop()
