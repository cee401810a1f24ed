"""The list of people: one search field, facets kept in the address, pages of rows read in the warehouse."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import Any

import polars as pl
import streamlit as st
from pages.personnes.vues import raison

from workbench.access import Acces, Fenetre
from workbench.looks import titres
from workbench.looks.etats import (
    AUTORITES,
    COMPTES_PERSONNE,
    CONTRATS,
    MIE_PERSONNE,
    SITUATIONS_PERSONNE,
    STATUTS,
    etat,
    mot,
)
from workbench.looks.formats import accord, texte
from workbench.marts.chiffres import chiffres
from workbench.pilotage.personnes import read_search
from workbench.ui import composants, donnees, filtres, liens, panneau, plis
from workbench.ui.bandeau import recherche as barre
from workbench.ui.cellules import vide
from workbench.ui.page import PageOuverte

PAR_PAGE = 50
SUR_TELEPHONE = 10
SERVICES = 12
TRI = ("ordre", "id_unique")
RIEN_NE_MANQUE = "Rien ne manque"
MOTS: dict[str, Mapping[str, str]] = {
    "autorite": AUTORITES,
    "statut": {code: un.mot for code, un in STATUTS.items()},
    "mie": MIE_PERSONNE,
    "comptes": COMPTES_PERSONNE,
    "type_contrat": CONTRATS,
    "situation": SITUATIONS_PERSONNE,
}
# column → (heading, what « no choice » is called); the scope is chosen in the bar
FACETTES = {
    "statut": ("État du RPPS", "Tous"),
    "autorite": ("Autorité", "Toutes"),
    "mie": ("Moyen d’identification", "Tous"),
    "comptes": ("Comptes", "Tous"),
    "type_contrat": ("Contrat", "Tous"),
    "manque": ("Manque depuis l’arrivée", "Tous"),
    "situation": ("Situation", "Toutes"),
}
TOUJOURS = ("statut", "mie", "comptes", "situation")
COLONNES = titres.de(
    "nom prenom profession etablissement service situation statut rpps mie comptes manque", comptes="Comptes"
)
TOUTES = ""


def montrer(page: PageOuverte) -> None:
    """Field, facets, then the people."""
    acces = page.acces
    gauche, droite = st.columns([3, 2], vertical_alignment="bottom")
    with gauche:
        texte_cherche = st.text_input(
            "Chercher une personne",
            key=barre.CHERCHE,
            placeholder="Nom et prénom, login, matricule ou numéro RPPS",
            persist_state="session",
        )
    with droite:
        chiffre = _chiffre(acces)
    recherche = read_search(texte_cherche or "")
    if recherche.dit:
        st.caption(recherche.dit)
    dans = [*recherche.mots, *([[("chiffres", f" {chiffre} ")]] if chiffre else [])]
    retenus = page.perimetre | _facettes(acces, Fenetre(mots=dans))
    voulue = Fenetre(filtres=retenus, mots=dans, tri=TRI, combien=PAR_PAGE)
    total = int(acces.compter(liens.MART, voulue)["nombre"].item())
    corps = st.container()
    pourquoi = raison.demander()
    with corps:
        if total:
            if chiffre and "service" not in page.perimetre:
                _ou(acces, chiffre, page.perimetre)
            _lignes(acces, voulue, total, pourquoi, chiffre)
        else:
            composants.liste_vide(
                "Personne ne correspond. Vérifiez l’orthographe, essayez le nom de naissance ou le matricule,"
                " ou retirez un filtre."
            )


def _ou(acces: Acces, chiffre: str, dans: Mapping[str, str]) -> None:
    """The services of this list, the fullest first, each one click away."""
    if {*dans} <= {*liens.OU}:
        tous = panneau.services(donnees.mart(acces, "chiffre_personnes"), chiffre, dans)
        dits = liens.par_service(acces, chiffre, tous.head(SERVICES))
        st.html(f'<p class="wb-detail wb-ou">Un service : {dits}</p>')


def _chiffre(acces: Acces) -> str:
    """The ready-made list: a figure of another page, opened on its people."""
    connus = acces_chiffres(acces)
    dit = st.query_params.get(liens.CHIFFRE, TOUTES)
    st.session_state["personnes_chiffre"] = dit if dit in connus else TOUTES
    return str(
        st.selectbox(
            "Liste",
            [TOUTES, *connus],
            format_func=lambda code: connus.get(code, "Toutes les personnes connues"),
            key="personnes_chiffre",
            on_change=_choisir_chiffre,
            help="Chaque liste est exactement la population d’un chiffre des autres pages.",
        )
        or TOUTES
    )


def acces_chiffres(acces: Acces) -> dict[str, str]:
    """The figures that open people, with how many."""
    return {
        code: f"{un.mot[:1].upper()}{un.mot[1:]} ({effectif})"
        for code, un in chiffres().items()
        if (effectif := liens.compter(acces, code))
    }


def _choisir_chiffre() -> None:
    choisi = st.session_state["personnes_chiffre"]
    if choisi:
        st.query_params[liens.CHIFFRE] = choisi
    else:
        st.query_params.pop(liens.CHIFFRE, None)


def _facettes(acces: Acces, cherches: Fenetre) -> dict[str, Any]:
    """The facets in force; their values are those of the people looked for."""
    valeurs = _valeurs(acces, cherches)
    retenus: dict[str, Any] = {}
    with st.container(key="personnes_filtres"):
        for place, nom in zip(st.columns(len(TOUJOURS)), TOUJOURS, strict=True):
            with place:
                _facette(nom, valeurs[nom], retenus)
    autres = [nom for nom in FACETTES if nom not in TOUJOURS]
    with st.expander("Autres filtres", expanded=any(nom in st.query_params for nom in autres)):
        for place, nom in zip(st.columns(len(autres)), autres, strict=True):
            with place:
                _facette(nom, valeurs[nom], retenus)
    return retenus


def _facette(nom: str, valeurs: list[str], retenus: dict[str, Any]) -> None:
    titre, tous = FACETTES[nom]
    libelles = {filtres.TOUS: tous} | {code: mot(dict(MOTS.get(nom, {code: code})), code) for code in valeurs}
    choisi = filtres.choix(nom, titre, libelles)
    if choisi != filtres.TOUS:
        retenus[nom] = choisi


def _valeurs(acces: Acces, cherches: Fenetre) -> dict[str, list[str]]:
    """The values of each facet among the people looked for, in the order of their list; the one in force
    stays, even when nobody has it any more.
    """
    cle = (acces.home, acces.version, cherches.mots)
    gardees = st.session_state.get("_personnes_valeurs")
    if gardees is None or gardees[0] != cle:
        lues = {
            nom: acces.compter(liens.MART, cherches, [nom])[nom].drop_nulls().sort().to_list()
            for nom in FACETTES
        }
        gardees = st.session_state["_personnes_valeurs"] = (cle, lues)
    valeurs: dict[str, list[str]] = {}
    for nom, connues in gardees[1].items():
        en_vigueur = st.session_state.get(nom) or filtres.TOUS
        toutes = {*connues, en_vigueur} - {filtres.TOUS}
        ranges = [code for code in MOTS.get(nom, {}) if code in toutes]
        valeurs[nom] = [*ranges, *sorted(toutes - set(ranges))]
    return valeurs


def _lignes(acces: Acces, voulue: Fenetre, total: int, pourquoi: str, chiffre: str) -> None:
    pages = math.ceil(total / PAR_PAGE)
    a, b = st.columns([3, 1], vertical_alignment="bottom")
    with b:
        numero = 1
        if pages > 1:
            numero = int(
                st.number_input(
                    f"Page (sur {pages})", 1, pages, step=1, key=_cle_page(voulue), width="stretch"
                )
            )
    lues = _lire(acces, replace(voulue, depuis=(numero - 1) * PAR_PAGE), pourquoi, chiffre)
    with a:
        quoi = f" : {chiffres()[chiffre].mot}" if chiffre else ""
        st.html(f'<p class="wb-total"><b>{escape(accord(total, "personne"))}</b>{escape(quoi)}</p>')
    st.html(_tableau(lues))
    st.caption(
        "Un nom ouvre la personne. Consultation enregistrée avec votre nom et la raison."
        + (f" Page {numero} sur {pages}." if pages > 1 else "")
    )


def _cle_page(voulue: Fenetre) -> str:
    """A new question starts at its first page."""
    return f"personnes_page_{sorted(voulue.filtres.items())}_{voulue.mots}"


def _lire(acces: Acces, voulue: Fenetre, pourquoi: str, chiffre: str) -> pl.DataFrame:
    """One page of people, read and logged once for the same question."""
    cle = (acces.version, repr(voulue), pourquoi)
    gardees = st.session_state.get("_personnes_lues")
    if gardees is None or gardees[0] != cle:
        motif = f"{pourquoi} · liste « {chiffres()[chiffre].mot} »" if chiffre else pourquoi
        gardees = (cle, acces.page(liens.MART, voulue, colonnes=["id_unique", *COLONNES], motif=motif))
        st.session_state["_personnes_lues"] = gardees
    lues: pl.DataFrame = gardees[1]
    return lues


def _tableau(lues: pl.DataFrame) -> str:
    """The rows as a table; on a phone, as cards."""
    entete = "".join(f'<th scope="col">{escape(titre)}</th>' for titre in COLONNES.values())
    lignes = [
        "<tr>" + "".join(_case(nom, titre, ligne) for nom, titre in COLONNES.items()) + "</tr>"
        for ligne in lues.to_dicts()
    ]
    corps = "".join(plis.plier(lignes, SUR_TELEPHONE))
    return (
        f'{composants.habiller("Personnes")}<table class="wb wb-gens"><thead><tr>{entete}</tr></thead>'
        f"<tbody>{corps}</tbody></table>{plis.suite(len(lignes), SUR_TELEPHONE)}</div>"
    )


def _case(nom: str, titre: str, ligne: Mapping[str, Any]) -> str:
    valeur = ligne[nom]
    if nom == "nom":
        complet = f"{valeur or ''}".strip() or ligne["id_unique"]
        return f'<th scope="row">{liens.vers_personne(ligne["id_unique"], complet)}</th>'
    dit = f' data-titre="{escape(titre)}"'
    if nom == "statut":
        un = etat(STATUTS, valeur)
        return f'<td class="e"{dit} style="color:{un.couleur_texte}">{escape(un.libelle)}</td>'
    if nom == "rpps" and valeur and ligne["statut"] != "confirme":
        return f'<td{dit}><span class="wb-propose" title="Numéro non prouvé">{escape(valeur)} ?</span></td>'
    if nom == "manque" and valeur == RIEN_NE_MANQUE:
        valeur = None
    if nom in MOTS:
        return f"<td{dit}>{escape(mot(dict(MOTS[nom]), valeur))}</td>"
    ecrit = texte(valeur)
    return f"<td{dit}{vide(ecrit)}>{escape(ecrit)}</td>"
