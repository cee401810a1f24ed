"""Plan: are we on time, what is late, what to update this week?"""

from __future__ import annotations

import datetime as dt

from pages.projet.vues import projet, projet_excel

from workbench.projet import suivi
from workbench.ui import composants, projet_editeur
from workbench.ui.page import ouvrir

page = ouvrir("plan")

aujourd_hui = dt.date.today()
fiches = projet_editeur.lire(page.acces)
plan = suivi.plan(fiches, aujourd_hui)
projet.chiffres(fiches, plan)
composants.section("Mettre à jour")
projet.mettre_a_jour(page.acces, fiches, plan)
composants.section("Calendrier")
projet.gantt(fiches, plan, aujourd_hui)
composants.section("Livrables")
projet.livrables(page.acces, fiches)
composants.section("Tout le projet en Excel")
projet_excel.section(page.acces, fiches, page.etablissement)
