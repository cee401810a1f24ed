"""What a committee is sent: slides, note, workbook, made as they are asked for; what was sent already."""

from __future__ import annotations

from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.documents import exports, produits
from workbench.documents.comite import copil, note
from workbench.looks import titres
from workbench.looks.formats import instant, jour, taille
from workbench.office.feuille import MIME as XLSX
from workbench.projet import Projet
from workbench.ui import composants, donnees, session
from workbench.ui.formulaires import projet_editeur

PIECES = (
    ("copil", "pptx", copil.MIME, "Diaporama"),
    ("codir", "docx", note.MIME, "Note d’une page"),
    ("copil", "xlsx", XLSX, "Classeur des chiffres"),
)
"""Kind of document, end of the file's name, its type, what it is called."""


def envoyer(acces: Acces, projet: Projet, fiche: dict[str, Any]) -> None:
    """The three documents of a committee, the word that they were sent, and what was made for it."""
    if not acces.role.exporter:
        st.caption(f"Rôle « {acces.role.libelle} » : l’équipe projet produit et envoie ces documents.")
    elif not session.publie():
        composants.liste_vide("Les documents viendront avec la première publication.")
    else:
        le = donnees.date_donnees(acces)
        for place, (genre, suite, mime, nom) in zip(st.columns(len(PIECES)), PIECES, strict=True):
            place.download_button(
                nom,
                data=partial(_produire, acces, genre, suite, fiche["id"]),
                file_name=f"{genre}_{le.isoformat()}_{fiche['id']}.{suite}",
                mime=mime,
                key=f"comite_piece_{suite}",
                icon=":material/download:",
                on_click="ignore",
                width="stretch",
            )
        noter(acces, projet, fiche)
    composants.section("Journal des envois")
    _journal(acces, fiche["id"])


def _produire(acces: Acces, genre: str, suite: str, comite: str) -> bytes:
    """That file, written in the history as it is given."""
    faits = exports.produire(acces, genre, exports.Options(comite))
    voulu = next(produit for produit in faits if produit.fichier.endswith(f".{suite}"))
    produits.consigner(acces, voulu)
    return voulu.octets


def noter(acces: Acces, projet: Projet, fiche: dict[str, Any], cle: str = "comite_envoye") -> None:
    """Say that the committee's pack was sent: from then on the committee cannot be erased."""
    if fiche["envoye_le"]:
        st.caption(f"Dossier noté envoyé le {jour(fiche['envoye_le'])}.")
        return
    if session.lecture_seule(acces):
        return
    if st.button("Noter le dossier comme envoyé", key=cle, icon=":material/send:"):
        envoi = {"id": fiche["id"], "envoye_le": session.aujourd_hui()}
        if projet_editeur.enregistrer(acces, projet, {"comite": [envoi]}, "dossier envoyé"):
            st.rerun()


def _journal(acces: Acces, comite: str) -> None:
    faits = produits.histoire(acces.home).filter(
        pl.col("options").str.split(" ; ").list.contains(f"comité : {comite}")
    )
    if faits.is_empty():
        composants.liste_vide("Rien n’a encore été produit pour ce comité.")
        return
    composants.table(
        faits.with_columns(
            le=pl.col("le").map_elements(lambda le: instant(le.astimezone()), return_dtype=pl.String),
            taille=pl.col("taille").map_elements(taille, return_dtype=pl.String),
        ),
        titres.de(
            "fichier le auteur pour execution taille",
            fichier="Document",
            le="Produit le",
            pour="Pour",
            execution="Exécution",
        ),
    )
