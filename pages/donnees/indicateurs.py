"""Indicateurs: what does each figure mean, how is it computed, where has it been?"""

from __future__ import annotations

from workbench.ui import composants, donnees, indicateurs, session

acces = session.exiger_acces("indicateurs")
synthese = donnees.premiere(acces, "synthese")
le = synthese["date_execution"]
composants.titre("Que veut dire chaque chiffre ?", synthese["etablissement"], le)
indicateurs.catalogue(acces, le)
indicateurs.regles_propres(acces)
