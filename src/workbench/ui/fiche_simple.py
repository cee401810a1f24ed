"""One card changed by a form: the fields that matter, one above the other, a reason, the ledger."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench.access import Acces
from workbench.projet import Projet
from workbench.ui import filtres, projet_editeur, session
from workbench.ui import formulaire as formulaires


def formulaire(
    acces: Acces, projet: Projet, genre: str, ident: str, champs: Sequence[str], bouton: str
) -> None:
    """A form over some fields of one card; saved whole, or the faults are said. Read-only roles see none.

    Args:
        champs: codes of the fields, in order; keys of the widgets are `{genre}_{champ}_{ident}` and
        `{genre}_motif_{ident}`.
    """
    fiche = projet.fiche(genre, ident)
    if fiche is None or session.lecture_seule(acces):
        return
    with st.form(f"{genre}_{ident}_{len(projet.decisions)}", border=False):
        saisie = {
            item.code: formulaires.case(
                item,
                fiche[item.code],
                f"{genre}_{item.code}_{ident}",
                projet_editeur.choix(projet, item) if item.options or item.lien else None,
            )
            for item in map(projet.genres[genre].champ, champs)
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


def parmi(acces: Acces, projet: Projet, genre: str, titre: str, champs: Sequence[str], bouton: str) -> None:
    """One card chosen among those of its kind, the choice kept in the URL, then its form."""
    options = {str(fiche["id"]): str(fiche["titre"]) for fiche in projet.fiches(genre)}
    formulaire(acces, projet, genre, filtres.choix(genre, titre, options), champs, bouton)
