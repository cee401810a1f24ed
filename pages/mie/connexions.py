"""Modes de connexion: how do people sign in, where are passwords alone still in use, who keeps two methods?"""

from __future__ import annotations

from pages.mie.vues import connexions

from workbench.ui import composants, donnees, session

acces = session.exiger_acces("connexions")
synthese = donnees.premiere(acces, "synthese")
le = synthese["date_execution"]
composants.titre(
    "Comment se connecte-t-on, et où reste-t-il des mots de passe seuls ?", synthese["etablissement"], le
)

connexions.synthese(acces, le)
composants.section("Service par service, système par système")
connexions.systemes(acces, le)
connexions.carte(acces, le)
composants.section("Où les modes se mélangent")
connexions.heterogeneite(acces)
composants.section("Accès sensibles par mot de passe seul")
connexions.mots_de_passe(acces)
composants.section("Deux méthodes à garder")
connexions.deux_methodes(acces)
