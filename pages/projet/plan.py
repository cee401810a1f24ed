"""Plan: are we on time, what is late, what to update this week?"""

from __future__ import annotations

from pages.projet.vues import excel
from pages.projet.vues import plan as vue

from workbench.projet import avancement
from workbench.ui import composants, session
from workbench.ui.formulaires import projet_editeur
from workbench.ui.page import ouvrir

page = ouvrir("plan")

aujourd_hui = session.aujourd_hui()
fiches = projet_editeur.lire(page.acces)
plan = avancement.plan(fiches, aujourd_hui)
vue.chiffres(fiches, plan)
composants.section("Mettre à jour")
vue.mettre_a_jour(page.acces, fiches, plan)
composants.section("Calendrier")
vue.gantt(fiches, plan, aujourd_hui)
composants.section("Livrables")
vue.livrables(page.acces, fiches)
composants.section("Tout le projet en Excel")
excel.section(page.acces, fiches, page.etablissement)
