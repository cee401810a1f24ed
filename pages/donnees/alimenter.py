"""Data: from dropped files to a published version, the first time and every month; then back, if need be."""

from __future__ import annotations

from pages.donnees.vues import calcul, controle, demonstration, depot, etablissement, fichiers, versions

from workbench.ui import composants, session
from workbench.ui.page import ouvrir

CODE = "alimenter"

role = session.visiter(CODE)
page = ouvrir(CODE, titre=session.publie())
if not session.publie():
    composants.titre_sans_donnees("Démarrer : de vos fichiers à vos premiers chiffres")

if not role.alimenter:
    calcul.suivre_seulement(role)
elif calcul.en_cours():
    calcul.progression()
elif calcul.candidat():
    calcul.decider(page.acces)
else:
    calcul.dire_la_fin()
    depot.deposer()
    propositions = fichiers.reconnus()
    if etablissement.nommer(propositions):
        fichiers.verifier(propositions)
        controle.controler(page.acces)
    demonstration.proposer()
versions.section(role)
