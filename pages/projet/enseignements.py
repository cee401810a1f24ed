"""Lessons: has this establishment answered what the alpha phase taught?"""

from __future__ import annotations

from pages.projet.vues import enseignements

from workbench.ui import composants, donnees, projet_editeur, session

acces = session.exiger_acces("enseignements")
synthese = donnees.premiere(acces, "synthese")
le = synthese["date_execution"]
composants.titre("Que faisons-nous des leçons de la phase alpha ?", synthese["etablissement"], le)

projet = projet_editeur.lire(acces)
enseignements.vue(acces, projet, le)
composants.section("Répondre à un enseignement")
enseignements.repondre(acces, projet)
composants.section(
    "Tous les enseignements",
    "Clore un enseignement demande de dire comment. Chaque changement va au registre.",
)
enseignements.modifier(acces, projet)
