"""The scope a user reads in: chosen in the bar, kept from page to page, written in the address."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.looks import titres
from workbench.ui import donnees, plis, session

AXES = {
    "etablissement": "Tous les établissements",
    "pole": "Tous les pôles",
    "service": "Tous les services",
    "profession": "Toutes les professions",
}
GROUPE = "tout le groupe"  # how it is said that nothing was chosen
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
    """The boxes where the scope is chosen, one an axis that the data have; folded in a line on a phone."""
    en_cours = en_vigueur()
    with plis.replie("perimetre", f"Périmètre : {dit(en_cours) or GROUPE}"):
        for axe, tous in AXES.items():
            dans = {autre: valeur for autre, valeur in en_cours.items() if _au_dessus(autre, axe)}
            valeurs = _valeurs(acces, axe, dans)
            if valeurs and axe in en_cours and en_cours[axe] not in valeurs:
                valeurs = [en_cours[axe], *valeurs]
            if valeurs:
                _boite(acces, axe, tous, valeurs, en_cours.get(axe, ""))


def _boite(acces: Acces, axe: str, tous: str, valeurs: list[str], en_cours: str) -> None:
    """One axis, and what it may be."""
    st.session_state[axe] = en_cours
    st.selectbox(
        titres.catalogue()[axe].titre,
        ["", *valeurs],
        format_func=partial(_ecrire, tous),
        key=axe,
        label_visibility="collapsed",
        filter_mode="contains",
        on_change=_changer,
        args=(acces, axe),
    )


def _ecrire(tous: str, valeur: str) -> str:
    return valeur or tous


def _changer(acces: Acces, axe: str) -> None:
    """An axis chosen; what no longer exists within it is dropped."""
    voulu = en_vigueur() | {axe: st.session_state[axe] or ""}
    for dessous in AXES:
        dans = {autre: valeur for autre, valeur in voulu.items() if valeur and _au_dessus(autre, dessous)}
        if axe in dans and voulu.get(dessous) and voulu[dessous] not in _valeurs(acces, dessous, dans):
            del voulu[dessous]
    choisir(voulu)


def _au_dessus(axe: str, de: str) -> bool:
    """Does the choice of `axe` narrow the values of `de`? A profession is of the whole house."""
    ordre = list(AXES)
    return de != "profession" and ordre.index(axe) < ordre.index(de)


def _valeurs(acces: Acces, axe: str, dans: Mapping[str, str]) -> list[str]:
    """What that axis may be, among the people this user may count, within the choices made above it."""
    return _listees(donnees.lecture(acces), axe, tuple(sorted(dans.items())), acces)


@st.cache_resource(max_entries=1024, show_spinner=False)
# What is read is the cache key; asked four times at each run of each page.
def _listees(lecture: str, axe: str, dans: tuple[tuple[str, str], ...], _acces: Acces) -> list[str]:  # noqa: ARG001
    lignes = donnees.mart(_acces, "couverture").filter(*(pl.col(autre) == valeur for autre, valeur in dans))
    return [str(un) for un in lignes[axe].drop_nulls().unique().sort().to_list() if un]
