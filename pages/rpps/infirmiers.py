"""Nurses and the Ordre: who is not enrolled yet, where, since when, and the exchange of lists with the Ordre."""

from __future__ import annotations

import streamlit as st
from pages.rpps.vues import infirmiers, ordre

from workbench.ui import composants, donnees, session

acces = session.exiger_acces("infirmiers")
synthese = donnees.premiere(acces, "synthese")
le = synthese["date_execution"]
composants.titre("Quels infirmiers ne sont pas encore inscrits à l’Ordre ?", synthese["etablissement"], le)

tableau = infirmiers.lus(acces)
if tableau.is_empty():
    composants.liste_vide(
        "Aucun infirmier reconnu parmi les présents : classez les emplois non reconnus dans « Sources et qualité »."
    )
    st.stop()

infirmiers.chiffres(acces, tableau, le)
st.caption(
    "L’Ordre attribue le numéro RPPS en inscrivant l’infirmier : « prouvé » vaut « inscrit », « absent » veut dire qu’aucun "
    "numéro n’a été trouvé. Définitions de l’établissement, sans barème officiel."
)
composants.section("Où sont-ils ?")
infirmiers.repartition(tableau, le)
gauche, droite = st.columns(2)
with gauche:
    composants.section("Depuis combien de temps ?")
    infirmiers.anciennete(tableau, le)
with droite:
    composants.section("Tous inscrits fin 2027 ?")
    infirmiers.projection(acces, le)
composants.section("Inscriptions provisoires et délais")
infirmiers.echeances(acces, tableau, le)
composants.section("Qui ?")
infirmiers.personnes(acces)
composants.section("Liste trimestrielle à remettre à l’Ordre")
ordre.liste_trimestrielle(acces, tableau, le, synthese["etablissement"])
ordre.declarer_depot(acces, le)
composants.section("Comparer la réponse de l’Ordre")
ordre.reponse(acces)
