"""Communication: who must be told, when, and with which text?"""

from __future__ import annotations

from pages.projet.vues import communication

from workbench.ui import composants, donnees, projet_editeur, session

acces = session.exiger_acces("communication")
synthese = donnees.premiere(acces, "synthese")
le, etablissement = synthese["date_execution"], synthese["etablissement"]
composants.titre("Qui prévenir, quand, et avec quel texte ?", etablissement, le)

projet = projet_editeur.lire(acces)
communication.plan(acces, projet, le)
composants.section("Un texte et ses destinataires")
modele = communication.choisir_texte(projet)
if modele:
    communication.texte(acces, projet, modele, etablissement)
    composants.section("Préparer les lettres")
    communication.lettres(acces, modele, etablissement, le)
communication.ajouter(acces, projet)
