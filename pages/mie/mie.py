"""MIE: who holds an electronic means of identification, who waits, where is it stuck, when will everybody have one?"""

from __future__ import annotations

from pages.mie.vues import mie, mie_registre, mie_suivi

from workbench.ui import composants, donnees, session
from workbench.ui import registre as ledger

acces = session.exiger_acces("mie")
synthese = donnees.premiere(acces, "synthese")
le = synthese["date_execution"]
composants.titre("Qui est équipé d’un moyen d’identification ?", synthese["etablissement"], le)

if mie.entonnoir(acces, le):
    mie_registre.renvoi(acces, ledger.ouvrir(acces), le)
    composants.section("Serons-nous prêts à temps ?")
    mie_suivi.progression(acces, le)
    mie_suivi.vagues(acces, le)
    composants.section("Qui reste à équiper ?")
    mie.repartition(acces)
    composants.section("Ce qui demande un geste")
    mie.alertes(acces, le)
    composants.section("Où cela attend")
    mie_suivi.delais(acces)
    mie_suivi.validite(acces)
    composants.section("Cartes nationales et numéros RPPS")
    mie_suivi.porteurs(acces, le)
