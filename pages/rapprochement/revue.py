"""Revue: which records are the same person, which number is this one's? One case at a time."""

from __future__ import annotations

import streamlit as st
from pages.rapprochement.vues import classeur_revue, revue, revue_numero

from workbench.revue.file import narrowed
from workbench.ui import composants, donnees
from workbench.ui.formulaires import decisions_simples
from workbench.ui.formulaires import registre as ledger
from workbench.ui.page import ouvrir

page = ouvrir("revue")

registre = ledger.ouvrir(page.acces)
file, decisions = ledger.file_du_jour(page.acces, registre)
noms = donnees.noms_de_sources(page.acces)
revue.avancement(file, decisions, page.acces.utilisateur)
retenus = revue.filtres(file, noms)
retenue = narrowed(file, retenus)
revue.annuler_derniere(registre, page.acces.utilisateur)

courant = revue.choisir(retenue, registre, page.acces.utilisateur)
if courant is None:
    composants.liste_vide(
        "Plus aucun cas à trancher avec ces filtres : élargissez-les, ou lancez une exécution pour voir"
        " l’effet des décisions."
    )
else:
    with st.container(border=True):
        revue.entete(courant)
        if courant["genre_cas"] == "identite":
            revue.identite(page.acces, registre, courant, noms)
        else:
            revue_numero.numero(page.acces, registre, courant, donnees.professions(page.acces))

with st.expander("La file"):
    revue.voir_file(retenue, noms)
with st.expander("Attribuer un compte à la main"):
    decisions_simples.attribuer_compte(page.acces, registre)
with st.expander("Par Excel : envoyer des cas aux RH ou à un cadre, reprendre les réponses"):
    classeur_revue.section(page.acces, registre, retenue, noms)
