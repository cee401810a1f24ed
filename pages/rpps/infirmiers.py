"""Nurses and the Ordre: who is not enrolled yet, where, since when, and the exchange of lists with the
Ordre.
"""

from __future__ import annotations

import streamlit as st
from pages.rpps.vues import depot, infirmiers, ordre

from workbench.ui import composants, donnees, plis
from workbench.ui.page import ouvrir

page = ouvrir("infirmiers")

if motif := donnees.motif(page.acces, "infirmiers_inscrits"):
    composants.liste_vide(motif)
    st.stop()

tableau = infirmiers.lus(page.restreint)
if tableau.is_empty():
    page.rien(
        "Aucun infirmier reconnu parmi les présents : classez les emplois non reconnus dans « Sources et"
        " qualité »."
    )
    st.stop()

infirmiers.chiffres(page.restreint, tableau, page.le)
st.caption(
    "L’Ordre attribue le numéro RPPS en inscrivant l’infirmier : « prouvé » vaut « inscrit », « absent » veut"
    " dire qu’aucun numéro n’a été trouvé. Définitions de l’établissement, sans barème officiel."
)
composants.section("Où sont-ils ?")
infirmiers.repartition(tableau, page.le)
with plis.replie("infirmiers_temps", "Voir depuis combien de temps, et où cela mène"):
    gauche, droite = st.columns(2)
    with gauche:
        composants.section("Depuis combien de temps ?")
        infirmiers.anciennete(tableau, page.le)
    with droite:
        page.section("Tous inscrits fin 2027 ?", "historique")
        infirmiers.projection(page.acces, page.le)
composants.section("Inscriptions provisoires et délais")
infirmiers.echeances(page.acces, tableau, page.le)
composants.section("Qui ?")
infirmiers.personnes(page.restreint)
composants.section("Liste trimestrielle à remettre à l’Ordre")
page.dire_ensemble()
choisi = ordre.choisir(page.acces)
st.write("Liste du trimestre : {} ({}).".format(*depot.etat_depot(page.acces, page.le, choisi["code"])))
with plis.replie("liste_ordre", "Préparer la liste, dire qu’elle est déposée"):
    ordre.liste_trimestrielle(page.acces, choisi, page.le, page.etablissement)
    depot.declarer_depot(page.acces, page.le, choisi["code"])
page.section("Comparer la réponse de l’Ordre")
with plis.replie("reponse_ordre", "Déposer la réponse"):
    ordre.reponse(page.acces, choisi)
