"""Équipe: who carries the project, and who is missing?"""

from __future__ import annotations

from pages.projet.vues import projet_equipe

from workbench.projet import equipe
from workbench.ui import composants, projet_editeur
from workbench.ui.page import ouvrir

page = ouvrir("equipe")

projet = projet_editeur.lire(page.acces)
metiers = projet_equipe.professions(page.acces)
manques = equipe.manques(projet, metiers)
projet_equipe.chiffres(projet, manques)
composants.section("Ce qui manque")
projet_equipe.lacunes(manques)
composants.section("Nommer quelqu’un")
projet_equipe.nommer(page.acces, projet, metiers)
composants.section("L’équipe et ses partenaires")
projet_equipe.gens(page.acces, projet)
composants.section("Qui fait quoi")
projet_equipe.raci(page.acces, projet)
