"""Role-based staff: how many the employer still has to register in RPPS+, in which order, until when, and who
was told.
"""

from __future__ import annotations

import streamlit as st
from pages.rpps.vues import employeur, gestionnaire, information, psi

from workbench.ui import composants, donnees, liens, plis
from workbench.ui.page import ouvrir

page = ouvrir("employeur")

if motif := donnees.motif(page.acces, employeur.INDICATEUR):
    composants.liste_vide(motif)
    st.stop()

tableau = donnees.mart(page.restreint, "employeur")
if tableau.is_empty():
    page.rien(
        "Aucun professionnel à rôle reconnu parmi les présents : classez les emplois non reconnus dans «"
        " Sources et qualité »."
    )
    st.stop()

par_mois = employeur.capacite(page.restreint, tableau, page.le)
liens.voir(page.restreint, "employeur_a_enregistrer", "employeur_a_enregistrer_dpi")
page.section("Ce qui reste, jusqu’à fin 2028", "historique")
employeur.courbe(page.acces, par_mois, page.le)
composants.section("Dans quel ordre ?")
employeur.ordre(page.restreint, tableau, page.le)
composants.section("Le travail du gestionnaire RPPS+")
with plis.replie("gestionnaire", "Voir les gestes, le classeur, les réponses"):
    gestionnaire.section(page)
composants.section("Informer les personnes de la publication")
with plis.replie("information", "Voir qui reste à informer"):
    information.section(page.restreint, tableau)
composants.section("Inscription à Pro Santé Identité : qui est prêt ?")
with plis.replie("psi", "Voir qui est prêt, ce qui manque aux autres"):
    psi.section(page)
