"""Modes de connexion: how do people sign in, where are passwords alone still in use, who keeps two
methods?
"""

from __future__ import annotations

from pages.mie.vues import connexions

from workbench.ui import composants, donnees
from workbench.ui.page import ouvrir

page = ouvrir("connexions")

if motif := donnees.motif(page.acces, "compte_cree_avec_rpps"):
    composants.liste_vide(f"{motif} Les comptes montrés ici sont ceux des autres systèmes.")
connexions.synthese(page.acces, page.le)
composants.section("Service par service, système par système")
connexions.systemes(page.acces, page.le)
connexions.carte(page.acces, page.le)
composants.section("Où les modes se mélangent")
connexions.heterogeneite(page.acces)
composants.section("Accès sensibles par mot de passe seul")
connexions.mots_de_passe(page.acces)
composants.section("Deux méthodes à garder")
connexions.deux_methodes(page.acces)
