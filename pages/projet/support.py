"""Training and support: are we ready to train, and who carries the requests?"""

from __future__ import annotations

from pages.projet.vues import support

from workbench.ui import composants, donnees, projet_editeur, session

acces = session.exiger_acces("support")
synthese = donnees.premiere(acces, "synthese")
le = synthese["date_execution"]
composants.titre("Qui est formé, et qui porte les demandes ?", synthese["etablissement"], le)

projet = projet_editeur.lire(acces)
composants.section("Formation")
support.formations(acces, projet, le)
composants.section("Charge de l’assistance")
support.charge(projet)
composants.section("Importer les demandes")
support.importer(acces, projet, le)
support.corriger(acces, projet)
