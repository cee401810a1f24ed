"""Couverture RPPS: who has a proven national number, who has not, and what comes next for them."""

from __future__ import annotations

import streamlit as st
from pages.pilotage.vues import couverture, personnes

from workbench.pilotage import couverture as calcul
from workbench.pilotage.couverture import POPULATIONS
from workbench.ui import composants, donnees, filtres
from workbench.ui.page import ouvrir

page = ouvrir("couverture_rpps")

brut = donnees.mart(page.acces, "couverture")
with st.container(key="couverture_filtres"):
    a, b, c, d = st.columns([10, 3, 3, 4], vertical_alignment="bottom")
with a:
    population = filtres.population(POPULATIONS)
with b:
    regroupement = filtres.choix("par", "Regrouper par", calcul.REGROUPEMENTS)
with c:
    a_part = couverture.attente_a_part()
with d:
    retenus = page.perimetre | filtres.autorite(brut)
if motif := donnees.motif(page.acces, calcul.INDICATEURS[population]):
    composants.liste_vide(motif)
    st.stop()

comptes = calcul.compter_attente(calcul.filtrer(brut, population, retenus), a_part)
tableau = calcul.par_statut(comptes, regroupement)
if tableau.is_empty():
    composants.liste_vide("Personne ne correspond à ces filtres. Élargissez-les pour voir des résultats.")
    st.stop()

couverture.chiffres(population, comptes, sans_filtre=not retenus)
couverture.voir(page.acces, population, retenus)
composants.legende(couverture.etats_montres(a_part).values())
couverture.tableau_etats(tableau, regroupement, a_part, page.le)

composants.section("Depuis les premières livraisons")
couverture.tendance(page.acces, page.le)
composants.section("La prochaine étape, selon l’état et l’autorité")
couverture.prochaines_etapes(page.acces, population, retenus, page.le)
composants.section("Les personnes concernées")
personnes.detail(page.acces, tableau, regroupement, population, retenus, a_part)
