"""MIE: who holds an electronic means of identification, who waits, where is it stuck?"""

from __future__ import annotations

from workbench.ui import composants, donnees, mie, session

acces = session.exiger_acces("mie")
synthese = donnees.premiere(acces, "synthese")
le = synthese["date_execution"]
composants.titre("Qui est équipé d’un moyen d’identification ?", synthese["etablissement"], le)

mie.entonnoir(acces, le)
composants.section("Vague par vague")
mie.vagues(acces, le)
composants.section("Ce qui demande un geste")
mie.alertes(acces, le)
composants.section("Le registre des moyens")
mie.types(acces)
