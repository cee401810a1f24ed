"""One card changed by a form: the fields that matter, a reason, the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from workbench.access import Acces
from workbench.projet import Projet
from workbench.projet.ecriture import LONGUEUR
from workbench.socle.champs import Champ
from workbench.ui import filtres, plis, session
from workbench.ui.formulaires import projet_editeur
from workbench.ui.formulaires.formulaire import Formulaire, saisir


def forme(
    projet: Projet, genre: str, nom: str, bouton: str, rangs: Sequence[Mapping[str, int]], **autres: Any
) -> Formulaire:
    """The form of some fields of a card and of the `motif` of the change.

    Args:
        rangs: rows of field code → width. autres: see `Formulaire`; `choix` adds to the answers of the fields
            themselves, `champs` to the fields, `cles` replaces `{genre}_{field}`.
    """
    codes = [code for rang in rangs for code in rang]
    more: Mapping[str, Champ] = autres.pop("champs", {})
    fields = {item.code: item for item in projet.genres[genre].champs if item.code in codes}
    answers = {
        code: projet_editeur.choix(projet, item) for code, item in fields.items() if item.options or item.lien
    }
    return Formulaire(
        f"{nom}_{len(projet.decisions)}",
        "projet_fiche",
        bouton,
        rangs,
        {code: f"{genre}_{code}" for code in codes} | dict(autres.pop("cles", {})),
        answers | dict(autres.pop("choix", {})),
        champs={"motif": projet_editeur.MOTIF}
        | {code: _bounded(item) for code, item in fields.items()}
        | dict(more),
        **autres,
    )


def _bounded(item: Champ) -> Champ:
    """A short text stops where a card stops."""
    short = item.type == "texte" and not item.long and item.max is None and not item.options
    return replace(item, max=LONGUEUR) if short else item


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
    codes = [*champs, "motif"]
    with plis.replie(f"fiche_{genre}_{ident}", f"{bouton}…"):
        remplis = saisir(
            forme(
                projet,
                genre,
                f"{genre}_{ident}",
                bouton,
                [{code: 1} for code in codes],
                cles={code: f"{genre}_{code}_{ident}" for code in codes},
                valeurs={code: fiche[code] for code in champs},
                bordure=False,
            )
        )
    if remplis is None:
        return
    motif = remplis.pop("motif")
    if projet_editeur.enregistrer(acces, projet, {genre: [{"id": ident, **remplis}]}, motif):
        st.rerun()


def parmi(acces: Acces, projet: Projet, genre: str, titre: str, champs: Sequence[str], bouton: str) -> None:
    """One card chosen among those of its kind, the choice kept in the URL, then its form."""
    options = {str(fiche["id"]): str(fiche["titre"]) for fiche in projet.fiches(genre)}
    formulaire(acces, projet, genre, filtres.choix(genre, titre, options), champs, bouton)
