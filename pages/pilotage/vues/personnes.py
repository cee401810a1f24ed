"""Drill-down to people: a stated reason, one logged reading, a paginated table, a worklist in Excel."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.looks import titres
from workbench.looks.etats import STATUTS
from workbench.looks.formats import accord
from workbench.pilotage.couverture import POPULATION_FILTRE, REGROUPEMENTS
from workbench.ui import composants, listes, plis, session
from workbench.ui.formulaires import demarches

PAR_PAGE = 25
TOUS = "*"
MART = "mart.couverture_personne"
CLE_LECTURE = "_personnes_lues"
LUES_AUSSI = ("id_unique", "autorite")
COLONNES = titres.de(
    "nom prenom repere profession etablissement service statut rpps attente_depuis motif prochaine_etape"
)


def detail(
    acces: Acces,
    tableau: pl.DataFrame,
    regroupement: str,
    population: str,
    filtres: Mapping[str, str],
    attente_a_part: bool = True,
) -> None:
    """Ask which people and why; show them once the reading is logged, with the form of requests sent."""
    if session.sans_noms(acces):
        return
    groupe, statut, motif, demande = _demander(tableau, regroupement)
    criteres: dict[str, Any] = {POPULATION_FILTRE[population]: True, **filtres}
    if groupe != TOUS:
        criteres[regroupement] = groupe or None
    if statut:
        criteres["statut"] = ["absent", "en_attente"] if statut == "absent" and not attente_a_part else statut
    cle = (acces.version, population, repr(sorted(criteres.items())))
    if demande:
        if not listes.reason_given(motif, "vous consultez ces personnes"):
            return
        st.session_state[CLE_LECTURE] = (
            cle,
            acces.nominatif(MART, motif=motif.strip(), colonnes=[*LUES_AUSSI, *COLONNES], **criteres),
        )
        st.session_state["page_personnes"] = 1
    lues = st.session_state.get(CLE_LECTURE)
    if lues is None or lues[0] != cle:
        composants.liste_vide("Choisissez un groupe et un état, dites pourquoi, puis affichez les personnes.")
        return
    _montrer(acces, lues[1])
    demarches.formulaire(acces, lues[1])


def _demander(tableau: pl.DataFrame, regroupement: str) -> tuple[str, str, str, bool]:
    """The group, the state and the reason asked for, and whether the form was sent."""
    groupes = {TOUS: "Tous"} | dict(zip(tableau["code"], tableau["libelle"], strict=True))
    with (
        plis.replie("demande_personnes", "Afficher les personnes…"),
        st.form("demande_personnes", border=True),
    ):
        a, b, c = st.columns([2, 1, 2])
        groupe = a.selectbox(
            REGROUPEMENTS[regroupement], list(groupes), format_func=groupes.__getitem__, key="groupe"
        )
        statut = b.selectbox(
            "État",
            ["", *STATUTS],
            index=2,
            format_func=lambda code: STATUTS[code].mot if code else "tous",
            key="etat",
        )
        with c:
            motif = listes.ask_reason("motif_consultation", "préparer la liste pour l’encadrement")
        demande = st.form_submit_button("Afficher les personnes", type="primary")
    return groupe, statut, motif, demande


def _montrer(acces: Acces, lues: pl.DataFrame) -> None:
    if lues.is_empty():
        composants.liste_vide("Personne dans ce groupe et cet état.")
        return
    gens = lues.sort("nom", "prenom", nulls_last=True)
    if gens["attente_depuis"].null_count() == gens.height:
        gens = gens.drop("attente_depuis")
    nb_pages = math.ceil(len(gens) / PAR_PAGE)
    a, b = st.columns([3, 1], vertical_alignment="bottom")
    with a:
        numero = 1
        if nb_pages > 1:
            numero = st.number_input(
                f"Page (sur {nb_pages})",
                min_value=1,
                max_value=nb_pages,
                step=1,
                key="page_personnes",
                width=160,
            )
    with b:
        listes.offer_workbook(
            acces,
            gens,
            COLONNES,
            "Liste de travail RPPS",
            "liste_travail_rpps.xlsx",
            "liste_travail",
            width="stretch",
        )
    visibles = gens.slice((int(numero) - 1) * PAR_PAGE, PAR_PAGE)
    colonnes = {nom: mot for nom, mot in COLONNES.items() if nom in visibles.columns}
    composants.table(
        visibles,
        colonnes,
        legende=f"{accord(len(gens), 'personne')}, page {numero} sur {nb_pages}. Consultation enregistrée.",
        etats={"statut": STATUTS},
    )
