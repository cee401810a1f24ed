"""Sources et qualité: what came in, what was set aside, and what stands in the way of a sure answer."""

from __future__ import annotations

from workbench.ui import composants, plis, qualite
from workbench.ui.page import ouvrir

page = ouvrir("sources_qualite")
composants.chiffres(qualite.compteurs(page.acces))

SECTIONS = {
    "Fraîcheur et rejets": {
        "Les sources sont-elles à jour ?": qualite.fraicheur,
        "Qu’est-ce qui a été mis de côté ?": qualite.rejets,
    },
    "Anomalies": {"Que doit corriger chaque propriétaire de source ?": qualite.anomalies},
    "Complétude": {"Quels traits sont renseignés ?": qualite.completude},
    "Emplois à classer": {"Quels emplois ne sont pas encore classés ?": qualite.emplois},
    "Comptes": {"Les comptes sont-ils tous rattachés à quelqu’un ?": qualite.comptes},
    "Revue": {"Que faut-il trancher à la main ?": qualite.revue},
    "Dernière exécution": {
        "Comment ces chiffres ont-ils été produits ?": lambda acces, _: qualite.execution(acces)
    },
}
for sections in plis.onglets(SECTIONS, "section"):
    for titre, section in sections.items():
        composants.section(titre)
        section(page.acces, page.le)
