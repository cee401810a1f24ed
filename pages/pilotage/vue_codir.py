"""Vue CODIR: will we make 2027 and 2028, and what must the board decide?"""

from __future__ import annotations

import streamlit as st

from workbench.reporting import ars
from workbench.ui import codir, composants, donnees, session

acces = session.exiger_acces("vue_codir")
synthese = donnees.premiere(acces, "synthese")
le = synthese["date_execution"]

gauche, droite = st.columns([4, 1], vertical_alignment="bottom")
with gauche:
    composants.titre("Jalons 2027 et 2028 : où en sommes-nous ?", synthese["etablissement"], le)
with droite:
    st.download_button(
        "Classeur pour l’ARS",
        data=lambda: ars.contenu(session.home()),
        file_name=ars.nom_fichier(le),
        mime=ars.MIME,
        key="classeur_ars",
        icon=":material/download:",
        help="Excel : des nombres, jamais un nom ; les petits effectifs sont masqués.",
        on_click="ignore",
        width="stretch",
    )

jalons = donnees.mart(acces, "jalon").sort("objectif", "annee").to_dicts()
for place, jalon in zip(st.columns(max(1, len(jalons))), jalons, strict=False):
    with place.container(border=True, gap="xsmall", height="stretch"):
        codir.carte(jalon, donnees.points(acces, codir.indicateur(jalon)), le)

composants.section("Trois décisions à prendre")
codir.decisions(donnees.mart(acces, "decision_codir").sort("rang").head(3))
codir.pied(acces)
