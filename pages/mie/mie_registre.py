"""MIE acceptés et choisis: which means are accepted, which one for whom, with what equipment?"""

from __future__ import annotations

from pages.mie.vues import mie_choix, mie_registre

from workbench.ui import composants
from workbench.ui import registre as ledger
from workbench.ui.page import ouvrir

page = ouvrir("mie_registre")

registre = ledger.ouvrir(page.acces)
ledger.refus()
mie_registre.acceptation(page.acces, registre, page.le)
composants.section("Ce que vaut chaque moyen")
mie_registre.registre_des_moyens(page.acces, registre, page.le)
mie_registre.declarer_homologation(page.acces, registre)
composants.section("Quel moyen pour quelle population ?")
mie_choix.matrice(page.acces, registre)
mie_choix.declarer_choix(page.acces, registre)
mie_choix.criteres(page.acces)
composants.section("L’équipement nécessaire et reçu")
mie_choix.equipement(page.acces, registre)
mie_choix.declarer_recu(page.acces, registre)
