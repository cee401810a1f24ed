"""From a figure to its people: the link, the address of the list and of one person."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from workbench.access import Acces, Fenetre
from workbench.looks.etats import AUTORITES, mot
from workbench.looks.formats import nombre
from workbench.marts.chiffres import chiffres
from workbench.ui import donnees, session
from workbench.ui.bandeau import perimetre

PAGE, CHIFFRE, PERSONNE = "personnes", "chiffre", "personne"
MART = "mart.personne"
OU = ("etablissement", "service")
COMPTES_PAR = ("etablissement", "service", "autorite")  # what `mart.chiffre_personnes` counts by


def compter(acces: Acces, chiffre: str, **dans: str) -> int:
    """How many people that figure opens, in that scope: the very rows the list will show.

    Args:
        dans: axes of the scope, or `autorite`.

    Raises:
        AccesRefuse: an axis that only the list of people holds, for a role that reads numbers only.
    """
    if all(nom in COMPTES_PAR for nom in dans):
        lus = donnees.mart(acces, "chiffre_personnes").filter(
            pl.col("chiffre") == chiffre, *(pl.col(nom) == valeur for nom, valeur in dans.items())
        )
        return int(lus["nombre"].sum())
    filtres = {nom: mot(AUTORITES, dit) if nom == "autorite" else dit for nom, dit in dans.items()}
    return donnees.compter(acces, MART, Fenetre(filtres=filtres, mots=[[("chiffres", f" {chiffre} ")]]))


def de(indicateur: str) -> str | None:
    """The figure that opens the people of an indicator of the register; None when nothing does."""
    return next((code for code, un in chiffres().items() if indicateur in (un.indicateur, *un.aussi)), None)


def voir(acces: Acces, *codes: str | None, **dans: str) -> None:
    """« Voir les 12 … », one link a figure: opens its very people, in that scope (axes, `autorite`) and no
    other; nothing for a role that reads numbers only, nor for a figure that counts nobody.
    """
    page, dans = session.pages()[PAGE], {**acces.dans, **dans}
    if not acces.role.nommer or not session.permise(page, acces.utilisateur):
        return
    ecrits = perimetre.adresse({axe: dit for axe, dit in dans.items() if axe in perimetre.AXES})
    if "autorite" in dans:
        ecrits["autorite"] = mot(AUTORITES, dans["autorite"])
    effectifs = {code: compter(acces, code, **dans) for code in codes if code and _mesure(acces, code)}
    ouverts = {code: effectif for code, effectif in effectifs.items() if effectif}
    if not ouverts:
        return
    with st.container(horizontal=True, gap="small"):
        for code, effectif in ouverts.items():
            quoi = chiffres()[code].mot
            st.page_link(
                page.fichier,
                label=f"Voir les {nombre(effectif)} {quoi}" if effectif > 1 else f"Voir : 1 parmi les {quoi}",
                icon=":material/groups:",
                query_params={CHIFFRE: code, **ecrits},
            )


def par_service(acces: Acces, chiffre: str, services: pl.DataFrame) -> str:
    """« Bloc (CHV) : 12 · Urgences (CHR) : 8 » in HTML, each opening its people for who may read them; names
    alone for who reads rounded counts, whose sums by service are a few people off.

    Args:
        services: `etablissement, service, nombre`.
    """
    page = session.pages()[PAGE]
    nomme = acces.role.nommer and session.permise(page, acces.utilisateur)
    dits = []
    for ligne in services.to_dicts():
        ou = {axe: ligne[axe] for axe in OU if ligne[axe]}
        nom = f"{ou.get('service', 'service non renseigné')} ({ou.get('etablissement', '–')})"
        dit = escape(nom) + (f"\u00a0: {nombre(ligne['nombre'])}" if acces.role.nommer else "")
        if nomme and len(ou) == len(OU):
            requete = urlencode({CHIFFRE: chiffre, **ou})
            dit = f'<a href="{escape(f"/{page.adresse}?{requete}")}" target="_self">{dit}</a>'
        dits.append(dit)
    return " · ".join(dits)


def _mesure(acces: Acces, code: str) -> bool:
    """Whether the figure may be said at all: one that is not measurable opens nobody."""
    return donnees.motif(acces, chiffres()[code].indicateur) is None


def adresse(id_unique: str) -> str:
    """The address of one person, inside the application."""
    return f"/{session.pages()[PAGE].adresse}?{urlencode({PERSONNE: id_unique})}"


def vers_personne(id_unique: str | None, dit: str) -> str:
    """A name that opens its person, as HTML."""
    if not id_unique:
        return escape(dit)
    return f'<a href="{escape(adresse(id_unique))}" target="_self">{escape(dit)}</a>'
