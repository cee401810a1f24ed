"""Budget: does the money hold to the end?"""

from __future__ import annotations

from pages.projet.vues import budget

from workbench.ui import composants, donnees, projet_editeur, session

acces = session.exiger_acces("budget")
synthese = donnees.premiere(acces, "synthese")
composants.titre(
    "Le budget tiendra-t-il jusqu’à la fin ?", synthese["etablissement"], synthese["date_execution"]
)

projet = projet_editeur.lire(acces)
budget.vue(projet)
composants.section("Modifier", "Montants en euros. Chaque changement demande une raison et va au registre.")
budget.modifier(acces, projet)
