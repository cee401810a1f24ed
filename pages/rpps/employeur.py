"""Role-based staff: how many the employer still has to register in RPPS+, in which order, until when, and who was told."""

from __future__ import annotations

import streamlit as st
from pages.rpps.vues import employeur, information

from workbench.ui import composants, donnees, session

acces = session.exiger_acces("employeur")
synthese = donnees.premiere(acces, "synthese")
le = synthese["date_execution"]
composants.titre(
    "Combien de professionnels à rôle restent à enregistrer dans RPPS+, et quand aurons-nous fini ?",
    synthese["etablissement"],
    le,
)

tableau = donnees.mart(acces, "employeur")
if tableau.is_empty():
    composants.liste_vide(
        "Aucun professionnel à rôle reconnu parmi les présents : classez les emplois non reconnus dans « Sources et qualité »."
    )
    st.stop()

par_mois = employeur.capacite(acces, tableau, le)
composants.section("Ce qui reste, jusqu’à fin 2028")
employeur.courbe(acces, par_mois, le)
composants.section("Dans quel ordre ?")
employeur.ordre(acces, tableau, le)
composants.section("Informer les personnes de la publication")
information.section(acces, tableau)
