"""The scope a user reads in: chosen in the bar, kept from page to page, written in the address."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.looks import titres
from workbench.ui import donnees, session

AXES = {
    "etablissement": "Tous les établissements",
    "pole": "Tous les pôles",
    "service": "Tous les services",
    "profession": "Toutes les professions",
}
TOUT = "perimetre"  # `?perimetre=tout`: an address that means the whole group, whatever was chosen before
ANCIENNES = {"entite": "etablissement"}  # keys of addresses shared before the scope was one
CLE = "_workbench_perimetre"


def adopter() -> None:
    """Once a run, before anything reads it: the scope the address says, else the one in force, written there.

    An address that says one axis says them all: the others are the whole.
    """
    dits = st.query_params
    for ancienne, axe in ANCIENNES.items():
        if ancienne in dits:
            if dits[ancienne] in ("", "ensemble"):
                dits[TOUT] = "tout"
            else:
                dits[axe] = dits[ancienne]
            del dits[ancienne]
    if TOUT in dits:
        choisir({})
        del dits[TOUT]
    if lus := {axe: dits[axe] for axe in AXES if dits.get(axe)}:
        st.session_state[CLE] = lus
    for axe, valeur in en_vigueur().items():
        if dits.get(axe) != valeur:
            dits[axe] = valeur


def en_vigueur() -> dict[str, str]:
    """Axis → value; empty: everything this user may read."""
    return dict(st.session_state.get(CLE, {}))


def choisir(voulu: Mapping[str, str]) -> None:
    """From now on, this scope; the address follows at the next run."""
    st.session_state[CLE] = {axe: voulu[axe] for axe in AXES if voulu.get(axe)}
    for axe in AXES:
        st.query_params.pop(axe, None)


def suivi(code: str) -> dict[str, str]:
    """The part of the scope in force that this page follows."""
    return {axe: valeur for axe, valeur in en_vigueur().items() if axe in session.pages()[code].suit}


def adresse(perimetre: Mapping[str, str]) -> dict[str, str]:
    """What an address says to open a page in that scope and no other."""
    return dict(perimetre) or {TOUT: "tout"}


def requete(perimetre: Mapping[str, str]) -> str:
    """The same, as the end of a written address."""
    return urlencode(adresse(perimetre))


def dit(perimetre: Mapping[str, str]) -> str:
    """« CHV, Bloc opératoire »."""
    return ", ".join(perimetre[axe] for axe in AXES if axe in perimetre)


def controles(acces: Acces) -> None:
    """The boxes where the scope is chosen, one an axis that the data have."""
    connus = _connus(acces)
    en_cours = en_vigueur()
    for axe, tous in AXES.items():
        dans = {autre: valeur for autre, valeur in en_cours.items() if _au_dessus(autre, axe)}
        valeurs = _valeurs(connus, axe, dans)
        if valeurs and axe in en_cours and en_cours[axe] not in valeurs:
            valeurs = [en_cours[axe], *valeurs]
        if not valeurs:
            continue
        st.session_state[axe] = en_cours.get(axe, "")
        st.selectbox(
            titres.catalogue()[axe].titre,
            ["", *valeurs],
            format_func=partial(_ecrire, tous),
            key=axe,
            label_visibility="collapsed",
            filter_mode="contains",
            on_change=_changer,
            args=(connus, axe),
        )


def _ecrire(tous: str, valeur: str) -> str:
    return valeur or tous


def _changer(connus: pl.DataFrame, axe: str) -> None:
    """An axis chosen; what no longer exists within it is dropped."""
    voulu = en_vigueur() | {axe: st.session_state[axe] or ""}
    for dessous in AXES:
        dans = {autre: valeur for autre, valeur in voulu.items() if valeur and _au_dessus(autre, dessous)}
        if axe in dans and voulu.get(dessous) and voulu[dessous] not in _valeurs(connus, dessous, dans):
            del voulu[dessous]
    choisir(voulu)


def _au_dessus(axe: str, de: str) -> bool:
    """Does the choice of `axe` narrow the values of `de`? A profession is of the whole house."""
    ordre = list(AXES)
    return de != "profession" and ordre.index(axe) < ordre.index(de)


def _valeurs(connus: pl.DataFrame, axe: str, dans: Mapping[str, str]) -> list[str]:
    lignes = connus.filter(*(pl.col(autre) == valeur for autre, valeur in dans.items()))
    return [str(un) for un in lignes[axe].drop_nulls().unique().sort().to_list() if un]


def _connus(acces: Acces) -> pl.DataFrame:
    """Every establishment, department, service and profession of the people this user may count."""
    return donnees.mart(acces, "couverture").select(list(AXES)).unique()
