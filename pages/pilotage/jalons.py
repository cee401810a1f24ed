"""Jalons: will each objective be met, why, what is missing, what to do first?"""

from __future__ import annotations

import streamlit as st
from pages.pilotage.vues import et_si, jalons, preuve

from workbench.pilotage.objectifs.jalons import hospiconnect
from workbench.ui import composants, plis
from workbench.ui.formulaires import registre as ledger
from workbench.ui.page import ouvrir

page = ouvrir("jalons")

registre = ledger.ouvrir(page.acces)
tous = jalons.tous(page.acces, registre, page.le)
objectifs = hospiconnect(tous)
for rang in range(0, len(objectifs), 2):
    for place, objectif in zip(st.columns(2), objectifs[rang : rang + 2], strict=False):
        with place.container(border=True, gap="xsmall", height="stretch"):
            jalons.carte(page.acces, objectif)

composants.section("Ce qui ferait le plus avancer")
jalons.actions(objectifs)

composants.section("Critère par critère")
par_titre = {f"{objectif.objectif} · {objectif.annee}": objectif for objectif in objectifs}
for objectif in plis.onglets(par_titre, "onglet_jalon"):
    jalons.criteres(page.acces, objectif)

composants.section("Et si ?")
with plis.replie("et_si", "Essayer des rythmes, voir les dates"):
    et_si.et_si(page.acces, page.le)

jalons.declarer(page.acces, registre)

preuve.montrer(page.acces, registre, objectifs)

composants.section("Les objectifs à venir")
with plis.replie("a_venir", "Voir ce qui est annoncé, texte à confirmer"):
    jalons.a_confirmer(page.acces, tous)
