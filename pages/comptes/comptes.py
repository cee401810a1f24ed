"""Comptes: which accounts should not be what they are, and who must act?"""

from __future__ import annotations

from pages.comptes.vues import comptes, delais, habilitations

from workbench.ui import composants, plis
from workbench.ui.formulaires import registre as ledger
from workbench.ui.page import ouvrir

page = ouvrir("comptes")

comptes.manquants(page.acces)
tableau = comptes.problemes(page)
composants.section("Problème par problème")
comptes.detail(page.restreint, tableau, page.le)
page.section("Chacun a-t-il les droits de son poste, et seulement ceux-là ?", "habilitation_matrice")
with plis.replie("habilitations", "Voir les écarts de droits"):
    habilitations.section(page.acces, ledger.ouvrir(page.acces))
page.section("En combien de temps un compte s’ouvre-t-il, se ferme-t-il ?", "compte_delai_part")
with plis.replie("delais_comptes", "Voir les délais"):
    delais.section(page.acces, page.le)
comptes.renvoi_connexions()
