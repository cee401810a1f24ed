"""Plan: are we on time, what is late, what to update this week?"""

from __future__ import annotations

import datetime as dt

from pages.projet.vues import projet, projet_excel

from workbench.ui import composants, donnees, projet_editeur, session

acces = session.exiger_acces("plan")
synthese = donnees.premiere(acces, "synthese")
composants.titre("Le projet est-il dans les temps ?", synthese["etablissement"], synthese["date_execution"])

aujourd_hui = dt.date.today()
fiches = projet_editeur.lire(acces)
plan = projet.planifier(fiches, aujourd_hui)
projet.chiffres(fiches, plan)
composants.section("Mettre à jour")
projet.mettre_a_jour(acces, fiches, plan)
composants.section("Calendrier")
projet.gantt(fiches, plan, aujourd_hui)
composants.section("Livrables")
projet.livrables(acces, fiches)
composants.section("Tout le projet en Excel")
projet_excel.section(acces, fiches, synthese["etablissement"])
