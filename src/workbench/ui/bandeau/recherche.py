"""One field that finds a page, a service, an indicator, a task; a person, for the roles that read names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl
import streamlit as st
from anyascii import anyascii

from workbench.access import Acces, Fenetre
from workbench.looks.formats import accord
from workbench.marts.cartes import find, toutes
from workbench.pilotage.personnes import read_search
from workbench.projet import ouvrir as ouvrir_projet
from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import donnees, liens, session
from workbench.ui.bandeau import perimetre
from workbench.ui.formulaires import registre as ledger
from workbench.ui.litteral import litteral

CLE, VERS, TROUVES = "barre_recherche", "_workbench_vers", "_workbench_trouves"
CHERCHE = "personnes_cherche"  # the field of the page Personnes: a name never goes into an address
TACHE, INDICATEUR = "tache_id", "indicateur"
REPLI = "couverture_rpps"  # where a service leads from a page that does not follow it, for who reads no names
GENRES = {"page": "Page", "service": "Service", "indicateur": "Indicateur", "tache": "Tâche"}
MONTREES = 8  # results shown when several fit


@dataclass(frozen=True)
class Cible:
    """Something to go to: what it is, its code, its title, the establishment of a service.

    Beside `GENRES`: `personne` (`code`: what was typed), `texte` (the same, yet to be understood).
    """

    genre: str
    code: str
    titre: str = ""
    etablissement: str = ""

    @property
    def nom(self) -> str:
        """Its title, and where it is."""
        return f"{self.titre} ({self.etablissement})" if self.etablissement else self.titre

    @property
    def dite(self) -> str:
        """As the field shows it."""
        return f"{GENRES[self.genre]} · {self.nom}"


def champ(acces: Acces) -> None:
    """The field, and what it found when several things fit; what is chosen is gone to at the next run."""
    nomme = _nomme(acces)
    cibles = connues(acces)
    st.selectbox(
        "Chercher",
        list(cibles),
        index=None,
        key=CLE,
        accept_new_options=True,
        filter_mode="contains",
        placeholder=f"Chercher {'une personne, ' if nomme else ''}une page, un service… (Ctrl+K)",
        label_visibility="collapsed",
        on_change=_choisir,
        args=(cibles,),
    )


def trouves() -> None:
    """What fits the words typed, each one click away; that nothing does."""
    if TROUVES not in st.session_state:
        return
    texte, cibles, gens = st.session_state[TROUVES]
    if not cibles and not gens:
        st.caption(
            f"Rien ne correspond à « {litteral(texte)} » parmi ce que votre rôle ouvre."
            " Essayez un autre mot, ou un seul."
        )
        return
    montrees = list(cibles[:MONTREES])
    st.caption(
        f"« {litteral(texte)} » : {accord(len(cibles) + bool(gens), 'réponse')}"
        + (f", les {MONTREES} premières" if len(cibles) > MONTREES else "")
    )
    with st.container(horizontal=True, gap="xsmall"):
        if gens:
            personne = Cible("personne", texte)
            st.button(
                accord(gens, "personne"), key="trouve_gens", type="primary", on_click=_vers, args=(personne,)
            )
        for rang, cible in enumerate(montrees):
            st.button(litteral(cible.dite), key=f"trouve_{rang}", on_click=_vers, args=(cible,))


def _nomme(acces: Acces) -> bool:
    """May this user look for people?"""
    return acces.role.nommer and session.permise(session.pages()[liens.PAGE], acces.utilisateur)


def connues(acces: Acces) -> dict[str, Cible]:
    """What the field offers to this user, as written: the pages their role opens, the services they may
    count, the indicators, the tasks.
    """
    registre = ledger.ouvrir(acces)
    try:
        dernier = registre.dernier
    except ErreurWorkbench:  # a ledger that cannot be read: the page Plan says so
        dernier = None
    cle = (acces.home, acces.version, acces.role.code, acces.portee, dernier)
    return session.garder(
        "recherche", cle, lambda: {cible.dite: cible for cible in _toutes(acces, dernier is not None)}
    )


def _toutes(acces: Acces, registre: bool) -> Iterator[Cible]:
    pages = session.pages_permises(acces.utilisateur)
    codes = {page.code for page in pages}
    for page in pages:
        yield Cible("page", page.code, page.titre)
    services = donnees.mart(acces, "couverture").select("etablissement", "service").drop_nulls().unique()
    for etablissement, service in services.sort("service", "etablissement").iter_rows():
        yield Cible("service", service, service, etablissement)
    if "indicateurs" in codes:
        cartes = toutes(acces.home)
        dits = donnees.mart(acces, "historique").sort("date_execution").unique("indicateur", keep="last")
        le = donnees.date_donnees(acces)
        for code, libelle in (
            dits.filter(pl.col("date_execution") == le)
            .select("indicateur", "libelle")
            .sort("libelle")
            .iter_rows()
        ):
            if find(code, cartes) is not None:
                yield Cible("indicateur", code, libelle)
    if "plan" in codes and registre:
        for ident, titre in ouvrir_projet(acces.home).lignes("tache").select("id", "titre").iter_rows():
            yield Cible("tache", ident, f"{ident} · {titre}")


def _choisir(cibles: Mapping[str, Cible]) -> None:
    """What was chosen or typed becomes where to go; the field is empty again."""
    dit = str(st.session_state[CLE] or "").strip()
    st.session_state[CLE] = None
    if dit:
        _vers(cibles.get(dit) or Cible("texte", dit))


def _vers(cible: Cible) -> None:
    st.session_state[VERS] = cible
    st.session_state.pop(TROUVES, None)


def aller(acces: Acces, ici: session.Page) -> None:
    """Go where the field said, if it said; every page decides again whether it opens."""
    cible = st.session_state.pop(VERS, None)
    if cible is not None and cible.genre == "texte":
        cible = comprendre(acces, cible.code)
    if cible is None:
        return
    if cible.genre == "personne":
        _personne(acces, cible.code)
    elif cible.genre == "service":
        _service(acces, cible, ici)
    elif cible.genre == "tache":
        st.session_state[TACHE] = cible.code
        _ouvrir("plan")
    elif cible.genre == "indicateur":
        _ouvrir("indicateurs", {INDICATEUR: cible.code})
    else:
        _ouvrir(cible.code)


def comprendre(acces: Acces, texte: str) -> Cible | None:
    """The one thing that words typed can mean; None, and the answers are kept to be shown, when several do
    or none.
    """
    mots = _plat(texte).split()
    cibles = [cible for cible in connues(acces).values() if all(mot in _plat(cible.nom) for mot in mots)]
    cibles = [cible for cible in cibles if _plat(cible.titre).split() == mots] or cibles
    gens = _compter(acces, texte) if _nomme(acces) else 0
    if not cibles and gens:
        return Cible("personne", texte)
    if not gens and len({(cible.genre, cible.code) for cible in cibles}) == 1:
        # one service of that name in several establishments: all of them
        return cibles[0] if len(cibles) == 1 else replace(cibles[0], etablissement="")
    st.session_state[TROUVES] = (texte, cibles, gens)
    return None


def _plat(texte: str) -> str:
    """Letters and figures alone, accents and case free."""
    return "".join(un if un.isalnum() else " " for un in anyascii(texte).lower())


def _compter(acces: Acces, texte: str) -> int:
    mots = read_search(texte).mots
    return int(acces.compter(liens.MART, Fenetre(mots=mots))["nombre"].item()) if mots else 0


def _service(acces: Acces, cible: Cible, ici: session.Page) -> None:
    """The service becomes the scope; the page shown stays when it follows services."""
    perimetre.choisir({"etablissement": cible.etablissement, "service": cible.code})
    if "service" in ici.suit:
        st.rerun()
    _ouvrir(liens.PAGE if _nomme(acces) else REPLI)


def _personne(acces: Acces, texte: str) -> None:
    """Somebody found by one reading of the whole house, opened; several: their list.

    The reading goes through the gate, which logs it; so does the page that shows them.
    """
    if not _nomme(acces):
        return
    voulue = Fenetre(mots=read_search(texte).mots, combien=2)
    if _compter(acces, texte) == 1:
        trouve = acces.page(liens.MART, voulue, colonnes=["id_unique"], motif="recherche dans la barre")
        _ouvrir(liens.PAGE, {liens.PERSONNE: trouve["id_unique"].item()})
    st.session_state[CHERCHE] = texte
    _ouvrir(liens.PAGE, perimetre.adresse({}))


def _ouvrir(code: str, requete: Mapping[str, str] | None = None) -> None:
    st.switch_page(session.pages()[code].fichier, query_params=dict(requete or {}))
