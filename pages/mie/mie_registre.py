"""MIE acceptés et choisis: which means are accepted, which one for whom, with what equipment?"""

from __future__ import annotations

from pages.mie.vues import choix, essais, moyens

from workbench.ui import composants, plis
from workbench.ui.formulaires import registre as ledger
from workbench.ui.page import ouvrir

page = ouvrir("mie_registre")

registre = ledger.ouvrir(page.acces)
ledger.refus()
moyens.acceptation(page.acces, registre, page.le)
composants.section("Ce que vaut chaque moyen")
with plis.replie("moyens", "Voir les moyens et leur homologation"):
    moyens.registre_des_moyens(page.acces, registre, page.le)
    moyens.declarer_homologation(page.acces, registre)
composants.section("Quel moyen pour quelle population ?")
choix.matrice(page.acces, registre)
choix.declarer_choix(page.acces, registre)
with plis.replie("criteres_choix", "Voir ce qu’on sait du travail de chacun"):
    choix.criteres(page.acces)
composants.section("La phase d’essai, avec des moyens de test")
with plis.replie("essais_mie", "Voir les essais, usage par usage"):
    essais.section(page.acces)
composants.section("L’équipement nécessaire et reçu")
with plis.replie("equipement", "Voir l’équipement"):
    choix.equipement(page.acces, registre)
    choix.declarer_recu(page.acces, registre)
