"""Qualité du répertoire: is the local directory complete, up to date, exact, linked?"""

from __future__ import annotations

from pages.donnees.vues import vertus

from workbench.ui import composants, plis
from workbench.ui.page import ouvrir

page = ouvrir("vertus")

vertus.cartes(page.acces, page.le)
composants.section("Les délais")
with plis.replie("vertus_delais", "Voir les délais"):
    vertus.delais(page.acces)
composants.section("Mesure par mesure")
vertus.detail(page.acces, page.le)
