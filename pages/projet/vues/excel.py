"""The whole project in Excel, out and back: what would change is seen before anything is recorded."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.documents import produits
from workbench.exchange.projet import classeur as projet_classeur
from workbench.exchange.projet import retour as projet_retour
from workbench.looks import titres
from workbench.looks.formats import accord
from workbench.projet import Projet
from workbench.ui import composants, erreurs, session
from workbench.ui.formulaires import projet_editeur


def section(acces: Acces, projet: Projet, etablissement: str) -> None:
    """Download the workbook; take one back."""
    gauche, droite = st.columns(2)
    with gauche:
        _telecharger(acces, projet, etablissement)
    if acces.role.ecrire:
        with droite:
            _reprendre(acces, projet)


def _telecharger(acces: Acces, projet: Projet, etablissement: str) -> None:
    if not acces.role.exporter:
        st.caption(
            f"Rôle « {acces.role.libelle} » : le classeur du projet entier est produit par l’équipe projet."
        )
        return
    st.download_button(
        "Le projet en Excel",
        data=lambda: _produire(acces, projet, etablissement),
        file_name=projet_classeur.FICHIER,
        mime=projet_classeur.MIME,
        key="projet_excel",
        icon=":material/download:",
        on_click="ignore",
    )
    st.caption("Une feuille par genre de fiche, avec ses listes de choix. À modifier puis à reprendre ici.")


def _produire(acces: Acces, projet: Projet, etablissement: str) -> bytes:
    """The workbook, written in the history of what left the building as it is given."""
    produit = projet_classeur.produire(acces, projet, etablissement, session.aujourd_hui())
    produits.consigner(acces, produit)
    return produit.octets


def _reprendre(acces: Acces, projet: Projet) -> None:
    recu = st.file_uploader("Reprendre un classeur modifié", type=["xlsx"], key="projet_retour")
    if recu is None:
        composants.liste_vide("Rien n’est enregistré avant que vous l’ayez vu.")
        return
    plan = erreurs.tenter(lambda: projet_retour.lire(recu.getvalue(), projet))
    if plan is None:
        return
    if plan.fautes:
        st.error(
            f"{accord(len(plan.fautes), 'faute')} : rien ne peut être enregistré.", icon=":material/block:"
        )
        composants.table(
            pl.DataFrame([vars(faute) for faute in plan.fautes[:100]]),
            titres.de("feuille ligne colonne motif"),
            defile=True,
        )
        return
    if plan.gardes:
        st.caption(
            f"Gardé tel quel, changé dans l’application depuis cet export : {accord(plan.gardes, 'champ')}."
        )
    if not plan.fiches:
        st.success("Rien à changer : le classeur dit ce que le projet dit déjà.", icon=":material/check:")
        return
    _confirmer(acces, projet, plan)


def _confirmer(acces: Acces, projet: Projet, plan: projet_retour.Reprise) -> None:
    composants.table(
        pl.DataFrame([vars(change) for change in plan.details[:200]]),
        titres.de("feuille id champ avant apres", champ="Champ"),
        legende=(
            f"{accord(plan.fiches, 'fiche changerait', 'fiches changeraient')}, dont"
            f" {accord(plan.nouvelles, 'nouvelle')}"
        ),
        defile=True,
    )
    projet_editeur.confirmer(
        acces,
        projet,
        plan.changements,
        f"Enregistrer {accord(plan.fiches, 'fiche')}",
        "projet_retour",
        replace(projet_editeur.MOTIF, libelle="Pourquoi", exemple="Ex. : revue du plan"),
    )
