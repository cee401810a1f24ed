"""One card changed by a form: the fields that matter, one above the other, a reason, the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from workbench.access import Acces
from workbench.projet import Champ, Projet
from workbench.ui import projet_editeur, session


def formulaire(
    acces: Acces, projet: Projet, genre: str, ident: str, champs: Sequence[str], bouton: str
) -> None:
    """A form over some fields of one card; saved whole, or the faults are said. Read-only roles see none.

    Args:
        champs: codes of the fields, in order; keys of the widgets are `{genre}_{champ}_{ident}` and `{genre}_motif_{ident}`.
    """
    fiche = projet.fiche(genre, ident)
    if fiche is None or session.lecture_seule(acces):
        return
    with st.form(f"{genre}_{ident}_{len(projet.decisions)}", border=False):
        saisie = {
            code: _case(projet, projet.genres[genre].champ(code), fiche[code], f"{genre}_{code}_{ident}")
            for code in champs
        }
        motif = st.text_input(
            "Pourquoi ce changement",
            key=f"{genre}_motif_{ident}",
            max_chars=200,
            placeholder="Ex. : vu en comité projet",
        )
        demande = st.form_submit_button(bouton, type="primary")
    if demande and projet_editeur.enregistrer(acces, projet, {genre: [{"id": ident, **saisie}]}, motif):
        st.rerun()


def _case(projet: Projet, champ: Champ, valeur: Any, cle: str) -> Any:
    """The widget of a field, by its type."""
    aide = champ.aide or None
    if champ.options or champ.lien:
        noms = projet_editeur.choix(projet, champ)
        codes = list(noms) if champ.obligatoire else [None, *noms]
        return st.selectbox(
            champ.libelle,
            codes,
            index=codes.index(valeur) if valeur in codes else 0,
            format_func=lambda code: "–" if code is None else noms.get(code, code),
            key=cle,
            help=aide,
        )
    if champ.type == "entier":
        bas, haut = (None if borne is None else int(borne) for borne in (champ.min, champ.max))
        return st.number_input(champ.libelle, bas, haut, valeur, step=1, key=cle, help=aide)
    if champ.type == "booleen":
        return st.checkbox(champ.libelle, bool(valeur), key=cle, help=aide)
    if champ.type == "date":
        jour: date | None = st.date_input(champ.libelle, valeur, format="DD/MM/YYYY", key=cle, help=aide)
        return jour
    if champ.long:
        return st.text_area(champ.libelle, valeur or "", key=cle, help=aide)
    return st.text_input(champ.libelle, valeur or "", key=cle, help=aide)
