"""MIE acceptés et choisis: which means are accepted, which one for whom, with what equipment?"""

from __future__ import annotations

from pages.mie.vues import mie_choix, mie_registre

from workbench.ui import composants, donnees, session
from workbench.ui import registre as ledger

acces = session.exiger_acces("mie_registre")
synthese = donnees.premiere(acces, "synthese")
le = synthese["date_execution"]
composants.titre("Quels moyens sont acceptés, et lequel pour qui ?", synthese["etablissement"], le)

registre = ledger.ouvrir(acces)
ledger.refus()
mie_registre.acceptation(acces, registre, le)
composants.section("Ce que vaut chaque moyen")
mie_registre.registre_des_moyens(acces, registre, le)
mie_registre.declarer_homologation(acces, registre)
composants.section("Quel moyen pour quelle population ?")
mie_choix.matrice(acces, registre)
mie_choix.declarer_choix(acces, registre)
mie_choix.criteres(acces)
composants.section("L’équipement nécessaire et reçu")
mie_choix.equipement(acces, registre)
mie_choix.declarer_recu(acces, registre)
