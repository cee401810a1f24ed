"""Who is looking, at which home, and through which gate: the first thing every page asks."""

from __future__ import annotations

import getpass
import os
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import polars as pl
import streamlit as st

from workbench.access import Acces, VersionAncienne, ouvrir, role_of, seuil_de
from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import erreurs


@dataclass(frozen=True)
class Page:
    """One page: where it is, what it is called, the question it answers, who opens it."""

    code: str
    fichier: str
    groupe: str
    titre: str
    question: str
    icone: str
    adresse: str
    roles: tuple[str, ...]

    def ouverte_a(self, role: str) -> bool:
        """May this role open it?"""
        return "tous" in self.roles or role in self.roles


@cache
def pages() -> dict[str, Page]:
    """Every page of `pages.toml`, in the order of the menu."""
    lues = tomllib.loads(Path(__file__).with_name("pages.toml").read_text("utf-8"))["pages"]
    return {page["code"]: Page(**{**page, "roles": tuple(page["roles"])}) for page in lues}


CLE_SESSION = "_workbench_session"
CLE_ANCIENNE = "_workbench_ancienne"  # the version shown was counted by other queries than today's


def home() -> Path:
    """The home folder: WORKBENCH_HOME, else the current folder."""
    return Path(os.environ.get("WORKBENCH_HOME") or ".").resolve()


def utilisateur() -> str:
    """The local user's name; a signed-in name will replace it when the application is shared."""
    nom = os.environ.get("WORKBENCH_UTILISATEUR")
    if nom:
        return nom
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "poste local"


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


def pages_permises(nom: str) -> list[Page]:
    """The pages this user's role opens, in the order of the menu; none without a name."""
    if not nom:
        return []
    try:
        role = role_of(home(), nom).code
    except (
        ErreurWorkbench
    ):  # unreadable settings, unknown role: the first page alone, its gate says so and shows nothing else
        return [next(iter(pages().values()))]
    return [page for page in pages().values() if page.ouverte_a(role)]


def ouvrir_session() -> str:
    """Called by `app.py` on every run, before any page: records who is looking."""
    nom = utilisateur()
    st.session_state[CLE_SESSION] = nom
    return nom


def exiger_acces(page: str) -> Acces:
    """The gate of a page: stops unless `app.py` opened the session, the page is allowed, a version
    published.
    """
    nom = st.session_state.get(CLE_SESSION)
    if not nom:
        _refuser(
            "Cette page s’ouvre depuis l’application.", "Ouvrez l’adresse d’accueil, sans le nom de la page."
        )
    if page not in {permise.code for permise in pages_permises(nom)}:
        _refuser("Vous n’avez pas accès à cette page.", "Demandez-le au chef de projet.")
    try:
        return ouvrir(home(), nom, f"page {page}")
    except ErreurWorkbench as erreur:
        erreurs.page_vide(
            erreur.titre, erreur.message, erreur.conseil or "Lancez `workbench run`, puis rechargez la page."
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
                f"Cette page lit des données que la version publiée n’a pas ({erreur}).",
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
        st.caption(
            f"Rôle « {acces.role.libelle} » : les petits effectifs sont arrondis. Un nombre sous"
            f" {seuil_de(acces.home)} paraît 0 ou {seuil_de(acces.home)}, et les sommes s’en ressentent de"
            " quelques unités. L’équipe projet a les nombres exacts."
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
