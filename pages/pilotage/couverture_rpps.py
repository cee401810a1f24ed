"""Couverture RPPS: who has a proven national number, who has not, and what comes next for them."""

from __future__ import annotations

import streamlit as st

from workbench.reporting import couverture, figures
from workbench.reporting.etats import POPULATIONS, STATUTS
from workbench.reporting.formats import jour, nombre, pourcent
from workbench.ui import composants, donnees, filtres, personnes, session

acces = session.exiger_acces("couverture_rpps")
synthese = donnees.premiere(acces, "synthese")
le = synthese["date_execution"]
composants.titre("Qui a un numéro RPPS prouvé, et que reste-t-il à faire ?", synthese["etablissement"], le)

brut = donnees.mart(acces, "couverture")
a, b = st.columns([3, 2], vertical_alignment="bottom")
with a:
    population = filtres.population(POPULATIONS)
with b:
    regroupement = filtres.choix("par", "Regrouper par", couverture.REGROUPEMENTS)
retenus = filtres.filtres_communs(brut)

tableau = couverture.par_statut(couverture.filtrer(brut, population, retenus), regroupement)
if tableau.is_empty():
    composants.liste_vide("Personne ne correspond à ces filtres. Élargissez-les pour voir des résultats.")
    st.stop()

total = couverture.totaux(tableau)
composants.chiffres(
    {
        POPULATIONS[population]: (nombre(total["total"]), "personnes"),
        "Doivent avoir un RPPS": (nombre(total["requis"]), "personnes"),
        "Numéro confirmé": (
            nombre(total["confirme"]),
            pourcent(total["confirme"] / total["requis"] if total["requis"] else None) + " des requis",
        ),
        "Restent à traiter": (nombre(total["restant"]), "personnes"),
    }
)

haut = tableau.head(figures.BARRES_MAX)
axe = couverture.REGROUPEMENTS[regroupement].lower()
composants.legende(STATUTS.values())
gauche, droite = st.columns([5, 6])
with gauche:
    composants.graphique(
        figures.barres_statuts(haut, "libelle"),
        "barres_couverture",
        f"Personnes par {axe} et par état du numéro RPPS ; les nombres sont dans le tableau voisin.",
        f"Nombre de personnes par {axe} au {jour(le)}, du plus grand au plus petit reste à traiter"
        + (f" : {len(haut)} premiers groupes sur {len(tableau)}." if len(haut) < len(tableau) else "."),
    )
with droite:
    composants.table(
        tableau,
        {"libelle": couverture.REGROUPEMENTS[regroupement]}
        | {code: etat.mot.capitalize() for code, etat in STATUTS.items()}
        | {"total": "Total", "taux": "Part"},
        legende=f"Nombre de personnes au {jour(le)} ; part : confirmés parmi les requis",
        defile=True,
        formats={"taux": pourcent},
    )
    composants.definitions(STATUTS.values())

composants.section("Les personnes concernées")
personnes.detail(acces, tableau, regroupement, population, retenus)
