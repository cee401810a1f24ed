"""Équipe: who carries the project, and who is missing?"""

from __future__ import annotations

from pages.projet.vues import equipe as vue

from workbench.projet import equipe
from workbench.ui import composants
from workbench.ui.formulaires import projet_editeur
from workbench.ui.page import ouvrir

page = ouvrir("equipe")

projet = projet_editeur.lire(page.acces)
metiers = vue.professions(page.acces)
manques = equipe.manques(projet, metiers)
vue.chiffres(projet, manques)
composants.section("Ce qui manque")
vue.lacunes(manques)
composants.section("Nommer quelqu’un")
vue.nommer(page.acces, projet, metiers)
composants.section("L’équipe et ses partenaires")
vue.gens(page.acces, projet)
composants.section("Qui fait quoi")
vue.raci(page.acces, projet)
