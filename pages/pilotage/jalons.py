"""Jalons: will each objective be met, why, what is missing, what to do first?"""

from __future__ import annotations

import streamlit as st
from pages.pilotage.vues import et_si, jalons

from workbench.pilotage.jalons import hospiconnect
from workbench.ui import composants, donnees, session
from workbench.ui import registre as ledger

acces = session.exiger_acces("jalons")
synthese = donnees.premiere(acces, "synthese")
le = synthese["date_execution"]
composants.titre("Tiendrons-nous les objectifs 1.1 et 1.2 ?", synthese["etablissement"], le)

registre = ledger.ouvrir(acces)
tous = jalons.tous(acces, registre, le)
objectifs = hospiconnect(tous)
for rang in range(0, len(objectifs), 2):
    for place, objectif in zip(st.columns(2), objectifs[rang : rang + 2], strict=False):
        with place.container(border=True, gap="xsmall", height="stretch"):
            jalons.carte(acces, objectif)

composants.section("Ce qui ferait le plus avancer")
jalons.actions(objectifs)

composants.section("Critère par critère")
titres = [f"{objectif.objectif} · {objectif.annee}" for objectif in objectifs]
for onglet, objectif in zip(st.tabs(titres, key="onglet_jalon"), objectifs, strict=True):
    with onglet:
        jalons.criteres(acces, objectif)

composants.section("Et si ?")
et_si.et_si(acces, le)

composants.section("Déclarer une preuve")
jalons.declarer(acces, registre)

composants.section("Les objectifs à venir")
jalons.a_confirmer(acces, tous)
