"""Comités: what moved since last time, and what must be decided?"""

from __future__ import annotations

from pages.projet.vues import cockpit, comites, comites_vus

from workbench.ui import composants, session
from workbench.ui.formulaires import projet_editeur
from workbench.ui.page import ouvrir

page = ouvrir("comites")

aujourd_hui = session.aujourd_hui()
projet = projet_editeur.lire(page.acces)
comites.chiffres(projet, aujourd_hui)
cockpit.montrer(page.acces, projet, aujourd_hui)
composants.section("Actions et décisions")
comites.actions(page.acces, projet, aujourd_hui)
composants.section("Calendrier")
comites.calendrier(page.acces, projet, page.etablissement, aujourd_hui)
composants.section("Ce que chaque comité a vu")
comites_vus.passes(projet)
