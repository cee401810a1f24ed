"""ARS, étudiants, activités: requests to the ARS, who may register, do RPPS activities follow the contracts?"""

from __future__ import annotations

from pages.rpps.vues import activites, ars_activites

from workbench.ui import composants, donnees, session

acces = session.exiger_acces("ars_activites")
synthese = donnees.premiere(acces, "synthese")
le = synthese["date_execution"]
composants.titre(
    "Où en sont les enregistrements à l’ARS, les étudiants et les activités du RPPS ?",
    synthese["etablissement"],
    le,
)

ars_activites.resume(acces)
composants.section("Les activités publiées au RPPS suivent-elles les contrats ?")
activites.comparaison(acces, le)
composants.section("Les enregistrements à l’ARS")
ars_activites.ars(acces, le)
composants.section("Étudiants et internes : qui peut avoir un numéro")
ars_activites.etudiants(acces)
composants.section("Plusieurs professions, diplômes hors Union européenne")
ars_activites.cas_particuliers(acces)
