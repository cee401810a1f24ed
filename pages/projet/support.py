"""Training and support: are we ready to train, and who carries the requests?"""

from __future__ import annotations

from pages.projet.vues import support

from workbench.ui import composants
from workbench.ui.formulaires import projet_editeur
from workbench.ui.page import ouvrir

page = ouvrir("support")

projet = projet_editeur.lire(page.acces)
composants.section("Formation")
support.formations(page.acces, projet, page.le)
composants.section("Charge de l’assistance")
support.charge(projet)
composants.section("Importer les demandes")
support.importer(page.acces, projet, page.le)
support.corriger(page.acces, projet)
