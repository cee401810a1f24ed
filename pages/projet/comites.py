"""Comités: what moved since last time, and what must be decided?"""

from __future__ import annotations

import datetime as dt

from pages.projet.vues import projet_comites

from workbench.ui import composants, donnees, projet_editeur, session

acces = session.exiger_acces("comites")
synthese = donnees.premiere(acces, "synthese")
composants.titre(
    "Qu’est-ce qui a bougé depuis le dernier comité ?", synthese["etablissement"], synthese["date_execution"]
)

aujourd_hui = dt.date.today()
projet = projet_editeur.lire(acces)
projet_comites.chiffres(projet, aujourd_hui)
composants.section("Préparer et tenir")
projet_comites.preparer(acces, projet, aujourd_hui)
composants.section("Actions et décisions")
projet_comites.actions(acces, projet, aujourd_hui)
composants.section("Calendrier")
projet_comites.calendrier(acces, projet, synthese["etablissement"], aujourd_hui)
composants.section("Ce que chaque comité a vu")
projet_comites.passes(projet)
