"""Step 2: who we are. The FINESS numbers found in the dropped files are proposed."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from pages.donnees.vues import depot as depot_vue

from workbench.socle.settings import FICHIER, Entite, load_settings
from workbench.sources import depot
from workbench.sources.declarer import etablissement
from workbench.sources.declarer.proposition import Proposition
from workbench.ui import erreurs, session
from workbench.ui.litteral import litteral

COMBIEN = "etablissement_combien"
MAXIMUM = 30


def nommer(propositions: Sequence[Proposition]) -> bool:
    """The form, until somebody has named the establishment; True once it is named."""
    home = session.home()
    if etablissement.is_named(home):
        if depot.waiting(home) and not session.publie():  # said done: the next step is the third
            nom = load_settings(home).etablissement.nom
            depot_vue.etape(depot_vue.ETABLISSEMENT, f"Votre établissement : {litteral(nom)}")
        return True
    if not depot.waiting(home):
        return (home / FICHIER).is_file()  # nothing to name yet; a home declared elsewhere goes on
    depot_vue.en_attente()
    depot_vue.etape(depot_vue.ETABLISSEMENT, "Votre établissement")
    juridiques, sites = etablissement.found_finess(propositions)
    if juridiques or sites:
        lus = ", ".join([*juridiques, *sites])
        st.caption(f"FINESS lus dans vos fichiers : {lus}. Vérifiez qu’ils sont les vôtres.")
    combien = st.number_input(
        "Nombre d’établissements (entités juridiques)", 1, MAXIMUM, 1, key=COMBIEN, width=320
    )
    with st.form("etablissement", border=True):
        nom = st.text_input(
            "Nom du groupement" if combien > 1 else "Nom de l’établissement",
            key="etablissement_nom",
            max_chars=120,
            placeholder="Ex. : GHT des Deux Rives"
            if combien > 1
            else "Ex. : Centre hospitalier des Deux Rives",
        )
        saisis = [_saisir(rang, int(combien), juridiques, sites) for rang in range(int(combien))]
        valide = st.form_submit_button("Enregistrer l’établissement", type="primary")
        if valide and erreurs.tenter(lambda: _enregistrer(nom, saisis)):
            st.rerun()
    return False


def _saisir(rang: int, combien: int, juridiques: Sequence[str], sites: Sequence[str]) -> tuple[str, str, str]:
    """Name, legal FINESS, sites' FINESS of one entity."""
    nom = ""
    if combien > 1:
        nom = st.text_input(f"Nom de l’établissement {rang + 1}", key=f"entite_nom_{rang}", max_chars=120)
    a, b = st.columns(2)
    ej = a.text_input(
        "N° FINESS juridique (EJ), 9 chiffres",
        value=juridiques[rang] if rang < len(juridiques) else "",
        key=f"entite_ej_{rang}_{len(juridiques)}",  # other files dropped: another proposal
        help="Facultatif maintenant ; il sera demandé pour l’envoi à l’ARS.",
    )
    et = b.text_input(
        "N° FINESS des sites (ET), séparés par une espace",
        value=" ".join(sites) if combien == 1 else "",
        key=f"entite_et_{rang}_{len(sites)}_{combien}",
        help="Facultatif.",
    )
    return nom, ej, et


def _enregistrer(nom: str, saisis: Sequence[tuple[str, str, str]]) -> bool:
    entites: list[Entite] = []
    for propre, ej, et in saisis:
        pris = [one.code for one in entites]
        entites.append(etablissement.entity(propre if len(saisis) > 1 else nom, ej, et, pris))
    etablissement.name_establishment(session.home(), nom, entites)
    return True


def codes() -> dict[str, str]:
    """Code → name of the legal entities declared."""
    return {one.code: one.nom for one in load_settings(session.home()).etablissement.entites}
