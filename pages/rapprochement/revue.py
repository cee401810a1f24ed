"""Revue: which records are the same person, which number is this one's? One case at a time."""

from __future__ import annotations

import streamlit as st
from pages.rapprochement.vues import classeur_revue, revue

from workbench.revue.file import narrowed
from workbench.ui import composants, decisions_simples, donnees, session
from workbench.ui import registre as ledger

acces = session.exiger_acces("revue")
synthese = donnees.premiere(acces, "synthese")
composants.titre("Revue des cas à trancher", synthese["etablissement"], synthese["date_execution"])

registre = ledger.ouvrir(acces)
file, decisions = revue.file_du_jour(acces, registre)
noms = revue.donnees_noms(acces)
revue.avancement(file, decisions, acces.utilisateur)
retenus = revue.filtres(file, noms)
retenue = narrowed(file, retenus)
revue.annuler_derniere(registre, acces.utilisateur)

courant = revue.choisir(retenue, registre, acces.utilisateur)
if courant is None:
    composants.liste_vide(
        "Plus aucun cas à trancher avec ces filtres : élargissez-les, ou lancez une exécution pour voir l’effet des décisions."
    )
else:
    with st.container(border=True):
        revue.entete(courant)
        if courant["genre_cas"] == "identite":
            revue.identite(acces, registre, courant, noms)
        else:
            revue.numero(acces, registre, courant, donnees.professions(acces))

with st.expander("La file"):
    revue.voir_file(retenue, noms)
with st.expander("Attribuer un compte à la main"):
    decisions_simples.attribuer_compte(acces, registre)
with st.expander("Par Excel : envoyer des cas aux RH ou à un cadre, reprendre les réponses"):
    classeur_revue.section(acces, registre, retenue, noms)
