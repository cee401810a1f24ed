"""MIE: who holds an electronic means of identification, who waits, where is it stuck, when will everybody
have one?
"""

from __future__ import annotations

from pages.mie.vues import deploiement, mie, moyens, pilotes

from workbench.ui import composants, plis
from workbench.ui.formulaires import registre as ledger
from workbench.ui.page import ouvrir

page = ouvrir("mie")

if mie.entonnoir(page):
    moyens.renvoi(page.acces, ledger.ouvrir(page.acces), page.le)
    page.section("Serons-nous prêts à temps ?", "historique")
    deploiement.progression(page.acces, page.le)
    with plis.replie("mie_vagues", "Voir les vagues et les services pilotes"):
        deploiement.vagues(page.acces, page.le)
    with plis.replie("mie_pilotes", "Choisir un service pilote, comparer l’avant et l’après"):
        pilotes.section(page.acces, page.le)
    composants.section("Qui reste à équiper ?")
    mie.repartition(page.restreint)
    composants.section("Ce qui demande un geste")
    mie.alertes(page.restreint, page.le)
    page.section("Où cela attend", "mie_delai", "mie_validite")
    with plis.replie("mie_delais", "Voir les délais et les fins de validité"):
        deploiement.delais(page.acces)
        deploiement.validite(page.acces)
    composants.section("Cartes nationales et numéros RPPS")
    with plis.replie("mie_porteurs", "Voir les cartes"):
        deploiement.porteurs(page.restreint, page.le)
