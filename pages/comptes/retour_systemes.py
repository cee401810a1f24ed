"""Retour vers les systèmes: what is proved goes back to the DPI, what changed goes to the IAM, and what each
answers.
"""

from __future__ import annotations

from pages.comptes.vues import flux, retour_dpi, retour_identites

from workbench.ui import composants
from workbench.ui.formulaires import registre as ledger
from workbench.ui.page import ouvrir

page = ouvrir("retour_systemes")
registre = ledger.ouvrir(page.acces)

composants.section("Les numéros prouvés qui manquent au dossier patient")
file = retour_dpi.etat(page.acces, registre)
retour_dpi.produire(page.acces, registre, file)
retour_dpi.reprendre(page.acces, registre)
composants.section("Les identités et leurs changements, pour l’IAM et l’annuaire")
retour_identites.section(page.acces)
composants.section("Les flux entre systèmes, et l’architecture cible")
flux.section(page.acces, registre)
