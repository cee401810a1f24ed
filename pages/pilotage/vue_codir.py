"""Vue CODIR: will we make 2027 and 2028, and what must the board decide?"""

from __future__ import annotations

import streamlit as st

from workbench.indicators.jalons import hospiconnect
from workbench.ui import codir, composants, donnees, jalons, session
from workbench.ui import registre as ledger

acces = session.exiger_acces("vue_codir")
synthese = donnees.premiere(acces, "synthese")
le = synthese["date_execution"]
gauche, droite = st.columns([4, 1], vertical_alignment="bottom")
with gauche:
    composants.titre("Jalons 2027 et 2028 : où en sommes-nous ?", synthese["etablissement"], le)
with droite:
    codir.classeur_ars(acces, le)

series = jalons.series(acces)
objectifs = hospiconnect(jalons.tous(acces, ledger.ouvrir(acces), le))
for place, objectif in zip(st.columns(len(objectifs)), objectifs, strict=True):
    with place.container(border=True, gap="xsmall", height="stretch"):
        codir.carte(acces, objectif, series)

composants.section("Trois décisions à prendre")
codir.decisions(codir.demandes(acces), "Rien à décider à la date de ces données.")

gauche, droite = st.columns(2)
with gauche:
    composants.section("Depuis la livraison précédente")
    codir.depuis(acces, series, None, None, "Comparaison avec la livraison précédente.")
codir.pied(acces)
