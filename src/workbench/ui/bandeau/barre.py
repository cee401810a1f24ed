"""The one bar over every page: whose data and how old, which role, the search, the scope, the views of this
place.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from workbench.access import Acces, ouvrir_version, role_of
from workbench.looks.formats import donnees_du, instant
from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import donnees, session
from workbench.ui.bandeau import aide, perimetre, recherche
from workbench.ui.serveur.habillage import PRODUIT
from workbench.warehouse import AucunePublication
from workbench.warehouse.publication import calculated_at


def montrer(nom: str, ici: session.Page) -> None:
    """Draw it; the help alone when there is nothing to read yet, nothing at all for nobody."""
    if not nom:
        return
    try:
        acces = ouvrir_version(session.home(), nom, "barre", session.fichier_lu())
        synthese = donnees.premiere(acces, "synthese")
    except (AucunePublication, ErreurWorkbench):
        synthese = {}
    if not synthese:
        _aide_seule(nom, ici)
        return
    perimetre.adopter()
    recherche.aller(acces, ici)
    _identite(acces, str(synthese["etablissement"]))
    with st.container(horizontal=True, gap="small", key="barre_choix"):
        recherche.champ(acces)
        perimetre.controles(acces)
        aide.bouton(acces.role, ici)
    recherche.trouves()
    _non_suivi(ici)
    _vues(nom, ici)


def _aide_seule(nom: str, ici: session.Page) -> None:
    try:
        role = role_of(session.home(), nom)
    except ErreurWorkbench:  # unreadable settings: the page says so
        return
    aide.bouton(role, ici)


def _identite(acces: Acces, etablissement: str) -> None:
    """Whose data, how old, which version, in which role."""
    calculee = calculated_at(acces.version)
    qui = [etablissement, f"rôle {acces.role.libelle}"]
    quand = [
        donnees_du(donnees.date_donnees(acces), session.aujourd_hui()),
        *([f"version du {instant(calculee)}"] if calculee else []),
    ]
    st.html(
        f'<p class="wb-source wb-identite"><span><b>{PRODUIT}</b> · {escape(" · ".join(qui))}</span>'
        f"<span>{escape(' · '.join(quand))}</span></p>"
    )


def _non_suivi(ici: session.Page) -> None:
    """Said out loud: the part of the scope this page does not follow."""
    reste = {axe: valeur for axe, valeur in perimetre.en_vigueur().items() if axe not in ici.suit}
    if not reste:
        return
    suivi = perimetre.suivi(ici.code)
    st.html(
        f'<p class="wb-nonsuivi">! Cette page ne se restreint pas à « {escape(perimetre.dit(reste))} » :'
        f" ses chiffres sont ceux de {escape(f'« {perimetre.dit(suivi)} »' if suivi else perimetre.GROUPE)}."
        "</p>"
    )


def _vues(nom: str, ici: session.Page) -> None:
    """The pages of this place, one click away by their name."""
    voisines = [page for page in session.pages_permises(nom) if page.place == ici.place]
    if len(voisines) < 2:
        return
    with st.container(horizontal=True, gap="xxsmall", key="barre_vues"):
        for page in voisines:
            st.page_link(page.fichier, label=page.titre)
