"""Comptes: which accounts should not be what they are, and who must act?"""

from __future__ import annotations

from pages.comptes.vues import comptes, delais

from workbench.ui import composants, donnees, session

acces = session.exiger_acces("comptes")
synthese = donnees.premiere(acces, "synthese")
le = synthese["date_execution"]
composants.titre("Quels comptes faut-il corriger ?", synthese["etablissement"], le)

tableau = comptes.problemes(acces, le)
composants.section("Problème par problème")
comptes.detail(acces, tableau, le)
composants.section("En combien de temps un compte s’ouvre-t-il, se ferme-t-il ?")
delais.section(acces, le)
comptes.renvoi_connexions()
