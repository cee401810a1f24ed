"""ARS, étudiants, activités: requests to the ARS, who may register, do RPPS activities follow the
contracts?
"""

from __future__ import annotations

from pages.rpps.vues import activites, ars_activites

from workbench.ui import composants
from workbench.ui.page import ouvrir

page = ouvrir("ars_activites")

ars_activites.resume(page.acces)
composants.section("Les activités publiées au RPPS suivent-elles les contrats ?")
activites.comparaison(page.acces, page.le)
composants.section("Les enregistrements à l’ARS")
ars_activites.ars(page.acces, page.le)
composants.section("Étudiants et internes : qui peut avoir un numéro")
ars_activites.etudiants(page.acces)
composants.section("Plusieurs professions, diplômes hors Union européenne")
ars_activites.cas_particuliers(page.acces)
