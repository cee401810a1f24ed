"""Sources et qualité: what came in, what was set aside, and what stands in the way of a sure answer."""

from __future__ import annotations

import streamlit as st

from workbench.ui import composants, qualite
from workbench.ui.page import ouvrir

page = ouvrir("sources_qualite")
composants.chiffres(qualite.compteurs(page.acces))

SECTIONS = {
    "Fraîcheur et rejets": ("fraicheur", "rejets"),
    "Anomalies": ("anomalies",),
    "Complétude": ("completude",),
    "Emplois à classer": ("emplois",),
    "Comptes": ("comptes",),
    "Revue": ("revue",),
    "Dernière exécution": ("execution",),
}
TITRES = {
    "fraicheur": "Les sources sont-elles à jour ?",
    "rejets": "Qu’est-ce qui a été mis de côté ?",
    "anomalies": "Que doit corriger chaque propriétaire de source ?",
    "completude": "Quels traits sont renseignés ?",
    "emplois": "Quels emplois ne sont pas encore classés ?",
    "comptes": "Les comptes sont-ils tous rattachés à quelqu’un ?",
    "revue": "Que faut-il trancher à la main ?",
    "execution": "Comment ces chiffres ont-ils été produits ?",
}
for onglet, (_, noms) in zip(st.tabs(list(SECTIONS), key="section"), SECTIONS.items(), strict=True):
    with onglet:
        for nom in noms:
            composants.section(TITRES[nom])
            section = getattr(qualite, nom)
            if nom == "execution":
                section(page.acces)
            else:
                section(page.acces, page.le)
