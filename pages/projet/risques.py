"""Risks: what threatens the project, and which indicator already says so?"""

from __future__ import annotations

from pages.projet.vues import risques

from workbench.ui import composants, donnees, projet_editeur, session

acces = session.exiger_acces("risques")
synthese = donnees.premiere(acces, "synthese")
le = synthese["date_execution"]
composants.titre("Quels risques pèsent sur le projet, et lesquels bougent ?", synthese["etablissement"], le)

projet = projet_editeur.lire(acces)
tous = risques.vue(acces, projet, le)
composants.section("Un risque de près")
risques.histoire(acces, projet, tous)
composants.section("Modifier", "Chaque changement demande une raison et va au registre, avec votre nom.")
risques.modifier(acces, projet)
