"""Équipe: who carries the project, and who is missing?"""

from __future__ import annotations

from pages.projet.vues import projet_equipe

from workbench.projet import equipe
from workbench.ui import composants, donnees, projet_editeur, session

acces = session.exiger_acces("equipe")
synthese = donnees.premiere(acces, "synthese")
composants.titre(
    "Qui porte le projet, et qui manque ?", synthese["etablissement"], synthese["date_execution"]
)

projet = projet_editeur.lire(acces)
metiers = projet_equipe.professions(acces)
manques = equipe.manques(projet, metiers)
projet_equipe.chiffres(projet, manques)
composants.section("Ce qui manque")
projet_equipe.lacunes(manques)
composants.section("Nommer quelqu’un")
projet_equipe.nommer(acces, projet, metiers)
composants.section("L’équipe et ses partenaires")
projet_equipe.gens(acces, projet)
composants.section("Qui fait quoi")
projet_equipe.raci(acces, projet)
