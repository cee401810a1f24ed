"""Revue des accès: has every access been looked at within the year, by whom, what was decided; are procedures
in place?
"""

from __future__ import annotations

from pages.comptes.vues import campagne_acces, echanges_acces, procedures, revue_acces

from workbench.ui import composants
from workbench.ui.formulaires import registre as ledger
from workbench.ui.page import ouvrir

page = ouvrir("revue_acces")
registre = ledger.ouvrir(page.acces)
decisions = ledger.en_vigueur(registre)

revue_acces.couverture(page.acces, decisions, page.le)
composants.section("Campagnes de revue")
campagne = campagne_acces.choisir(page.acces, decisions)
if campagne:
    campagne_acces.suivi(page.acces, campagne)
    echanges_acces.echanges(page.acces, registre, campagne)
    campagne_acces.decisions(page.acces, campagne)
    campagne_acces.fin(page.acces, registre, campagne)
revue_acces.ouvrir(page.acces, registre)
composants.section("Décisions de revue encore sans suite")
revue_acces.suites(page.acces, page.le)
composants.section("Procédures d’arrivée, de départ et de changement de service")
procedures.tableau(decisions, page.le)
procedures.declarer(page.acces, registre)
ledger.refus()
