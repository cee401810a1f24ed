"""Qualité du répertoire: is the local directory complete, up to date, exact, linked?"""

from __future__ import annotations

from pages.donnees.vues import vertus

from workbench.ui import composants, donnees, session

acces = session.exiger_acces("vertus")
synthese = donnees.premiere(acces, "synthese")
le = synthese["date_execution"]
composants.titre(
    "Le répertoire local est-il complet, à jour, exact et relié ?", synthese["etablissement"], le
)

vertus.cartes(acces, le)
composants.section("Les délais")
vertus.delais(acces)
composants.section("Mesure par mesure")
vertus.detail(acces, le)
