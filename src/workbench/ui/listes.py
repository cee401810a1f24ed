"""One way to show people or accounts on any page: a stated reason, one logged reading, a table, a worklist in
Excel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.documents.listes import liste
from workbench.looks.etats import Etat
from workbench.looks.formats import accord, nombre
from workbench.ui import composants, session

MONTREES = 100
AIDE = "La consultation de données nominatives est enregistrée avec votre nom, l’heure et cette raison."


def liste_nominative(
    acces: Acces,
    cle: str,
    mart: str,
    filtres: Mapping[str, Any],
    colonnes: Mapping[str, str],
    titre: str,
    *,
    mot: str = "personne",
    exemple: str = "préparer la liste pour l’encadrement",
    bouton: str = "Afficher les personnes",
    tri: Sequence[str] = ("etablissement", "service", "nom"),
    decroissant: bool = False,
    vide: str = "Personne dans ce cas.",
    fichier: str | None = None,
    formats: Mapping[str, Any] | None = None,
    etats: Mapping[str, Mapping[str, Etat]] | None = None,
) -> pl.DataFrame | None:
    """Ask why, read through the gate (logged), show the first rows and give the whole worklist.

    Args:
        cle: prefix of the widget keys: `{cle}_motif` (the reason), `{cle}_excel` (the download).
        mart: a nominative mart; `filtres` are its conditions, part of what was asked.
        colonnes: mart column → heading, for the table and the workbook.
        titre: of the workbook; `mot` is what a row is (« personne », « compte »).

    Returns:
        The rows read, sorted, once a reason was given for these very filters; None before, or when the role
        reads no names.
    """
    if session.sans_noms(acces):
        return None
    with st.form(f"{cle}_liste", border=True):
        motif = st.text_input(
            "Raison de la consultation", key=f"{cle}_motif", placeholder=f"Ex. : {exemple}", help=AIDE
        )
        demande = st.form_submit_button(bouton, type="primary")
    voulu = (acces.version, mart, repr(sorted(filtres.items())))
    if demande:
        if len(motif.strip()) < 5:
            st.warning(
                "Indiquez pourquoi vous consultez cette liste (quelques mots).", icon=":material/edit_note:"
            )
            return None
        st.session_state[f"_{cle}_lus"] = (voulu, acces.nominatif(mart, motif=motif.strip(), **filtres))
    garde = st.session_state.get(f"_{cle}_lus")
    if garde is None or garde[0] != voulu:
        return None
    presentes = [nom for nom in tri if nom in garde[1].columns]
    lignes: pl.DataFrame = (
        garde[1].sort(presentes, descending=decroissant, nulls_last=True) if presentes else garde[1]
    )
    if lignes.is_empty():
        composants.liste_vide(vide)
        return lignes
    st.download_button(
        "Liste de travail (Excel)",
        data=lambda: liste.contenu(lignes, colonnes, titre),
        file_name=fichier or f"{cle}.xlsx",
        mime=liste.MIME,
        key=f"{cle}_excel",
        icon=":material/download:",
        on_click="ignore",
    )
    composants.table(
        lignes.head(MONTREES),
        {nom: entete for nom, entete in colonnes.items() if nom in lignes.columns},
        legende=accord(lignes.height, mot)
        + (f" ; les {nombre(MONTREES)} premières lignes" if lignes.height > MONTREES else "")
        + ". Consultation enregistrée.",
        formats=formats,
        etats=etats,
        defile=True,
    )
    return lignes
