"""ARS, étudiants, activités: requests to the ARS, who may register, do RPPS activities follow the
contracts?
"""

from __future__ import annotations

from pages.rpps.vues import activites, ars_activites

from workbench.ui import composants, plis
from workbench.ui.page import ouvrir

page = ouvrir("ars_activites")

ars_activites.resume(page.acces)
composants.section("Les activités publiées au RPPS suivent-elles les contrats ?")
activites.comparaison(page.acces, page.le)
composants.section("Les enregistrements à l’ARS")
ars_activites.ars(page.acces, page.le)
composants.section("Étudiants et internes : qui peut avoir un numéro")
with plis.replie("etudiants", "Voir les filières"):
    ars_activites.etudiants(page.acces)
composants.section("Plusieurs professions, diplômes hors Union européenne")
with plis.replie("cas_particuliers", "Voir ces cas"):
    ars_activites.cas_particuliers(page.acces)
