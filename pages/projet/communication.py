"""Communication: who must be told, when, and with which text?"""

from __future__ import annotations

from pages.projet.vues import communication

from workbench.ui import composants
from workbench.ui.formulaires import projet_editeur
from workbench.ui.page import ouvrir

page = ouvrir("communication")

projet = projet_editeur.lire(page.acces)
communication.plan(page.acces, projet, page.le)
composants.section("Un texte et ses destinataires")
modele = communication.choisir_texte(projet)
if modele:
    communication.texte(page.acces, projet, modele, page.etablissement)
    composants.section("Préparer les lettres")
    communication.lettres(page.acces, modele, page.etablissement, page.le)
communication.ajouter(page.acces, projet)
