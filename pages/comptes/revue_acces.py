"""Revue des accès: has every access been looked at within the year, by whom, what was decided; are procedures in place?"""

from __future__ import annotations

from pages.comptes.vues import campagne_acces, procedures, revue_acces

from workbench.ui import composants, donnees, session
from workbench.ui import registre as ledger

acces = session.exiger_acces("revue_acces")
registre = ledger.ouvrir(acces)
decisions = ledger.en_vigueur(registre)
synthese = donnees.premiere(acces, "synthese")
le = synthese["date_execution"]
composants.titre("Chaque accès a-t-il été revu depuis moins d’un an ?", synthese["etablissement"], le)

revue_acces.couverture(acces, decisions, le)
composants.section("Campagnes de revue")
campagne = campagne_acces.choisir(acces, decisions)
if campagne:
    campagne_acces.suivi(acces, campagne)
    campagne_acces.echanges(acces, registre, campagne)
    campagne_acces.decisions(acces, campagne)
    campagne_acces.fin(acces, registre, campagne)
revue_acces.ouvrir(acces, registre)
composants.section("Décisions de revue encore sans suite")
revue_acces.suites(acces, le)
composants.section("Procédures d’arrivée, de départ et de changement de service")
procedures.tableau(decisions, le)
procedures.declarer(acces, registre)
ledger.refus()
