"""What-if on the page Jalons: three paces a team chooses, the dates they give, and what objective 1.1 would
be.
"""

from __future__ import annotations

import datetime as dt
import math

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.looks import titres
from workbench.looks.formats import jour, nombre, pourcent
from workbench.pilotage.etat_jalon import ceilings
from workbench.pilotage.hypotheses import files_per_month, needed, project, scenarios
from workbench.pilotage.jalons import definitions, histories
from workbench.pilotage.mie import rie as mie_rie
from workbench.pilotage.suivi_rpps import employer_rules
from workbench.ui import composants, donnees

INFIRMIER = "60"


def et_si(acces: Acces, le: dt.date) -> None:
    """Three paces a team chooses, and the dates they give."""
    fins = {item["code"]: item["echeance"] for item in definitions(acces.home)["objectifs"]}
    mie_fin: dt.date = mie_rie.regles(acces.home)["echeance"]
    charge = employer_rules(acces.home)
    dpi = donnees.mart(acces, "couverture").filter(
        (pl.col("population") == "dpi") & pl.col("statut").is_in(["absent", "en_attente"])
    )
    roles = int(dpi.filter(pl.col("autorite") == "role")["nombre"].sum())
    infirmiers = int(
        dpi.filter((pl.col("autorite") == "ordre") & (pl.col("profession_code") == INFIRMIER))["nombre"].sum()
    )
    mie = donnees.mart(acces, "mie_entonnoir").select(pl.col("besoin", "remis").sum()).row(0, named=True)
    a, b, c, d = st.columns(4)
    heures = a.number_input(
        "Gestionnaire RPPS+ : heures par mois",
        0.0,
        500.0,
        float(charge["heures_par_mois"] * charge["gestionnaires"]),
        5.0,
        key="si_heures",
    )
    minutes = b.number_input(
        "Minutes par dossier",
        1.0,
        240.0,
        float(charge["minutes_par_dossier"]),
        5.0,
        key="si_minutes",
        help="À mesurer sur un essai de quelques dossiers.",
    )
    inscrits = c.number_input("Infirmiers inscrits par mois", 0.0, 500.0, 20.0, 5.0, key="si_infirmiers")
    remises = d.number_input("Moyens remis par mois", 0.0, 2000.0, 150.0, 10.0, key="si_mie")
    chantiers = [
        project(
            "Enregistrer dans RPPS+ les professions à rôle qui utilisent le DPI",
            roles,
            files_per_month(heures, minutes),
            le,
            fins["1.1-2028"],
        ),
        project(
            "Inscrire à l’Ordre les infirmiers qui utilisent le DPI",
            infirmiers,
            inscrits,
            le,
            fins["1.1-2027"],
        ),
        project(
            "Remettre un moyen d’identification aux utilisateurs du DPI",
            int((mie["besoin"] or 0) - (mie["remis"] or 0)),
            remises,
            le,
            mie_fin,
        ),
    ]
    lignes = []
    for chantier in chantiers:
        requis = needed(chantier.reste, le, chantier.echeance)
        lignes.append(
            {
                "titre": chantier.titre,
                "reste": chantier.reste,
                "rythme": f"{nombre(chantier.par_mois)} par mois",
                "fini": jour(chantier.fini_le) if chantier.fini_le else "jamais à ce rythme",
                "echeance": jour(chantier.echeance),
                "constat": "✓ avant l’échéance" if chantier.tenu else "✕ après l’échéance",
                "requis": "échéance passée" if requis is None else f"{nombre(math.ceil(requis))} par mois",
            }
        )
    composants.table(
        pl.DataFrame(lignes),
        titres.de(
            "titre reste",
            titre="Chantier",
            rythme="À ce rythme",
            fini="Fini le",
            echeance="Échéance",
            constat="Tenu",
            requis="Rythme nécessaire",
        ),
        legende=(
            f"Sans nouvelles arrivées, à partir du {jour(le)} ; les rythmes sont les vôtres, rien n’est"
            " enregistré"
        ),
    )
    _scenarios(acces, {"1.1-2027": inscrits, "1.1-2028": inscrits + files_per_month(heures, minutes)})


def _scenarios(acces: Acces, dossiers: dict[str, float]) -> None:
    """Objective 1.1 at its own deadline, if what each line supposes held."""
    series, plafonds = (
        histories(donnees.mart(acces, "historique")),
        ceilings(donnees.mart(acces, "jalon")),
    )
    lignes = []
    for jalon in donnees.mart(acces, "jalon").drop_nulls("denominateur").sort("annee").to_dicts():
        code = f"{jalon['objectif']}-{jalon['annee']}"
        vus = scenarios(series.get(code, ()), jalon["echeance"], plafonds.get(code), dossiers.get(code, 0.0))
        reste = max(0, math.ceil(jalon["cible"] * jalon["denominateur"] - 1e-9) - jalon["numerateur"])
        requis = needed(reste, series[code][-1][0], jalon["echeance"]) if vus else None
        lignes += [
            {
                "objectif": code,
                "titre": vu.titre,
                "suppose": vu.suppose,
                "part": pourcent(vu.part),
                "echeance": jour(jalon["echeance"]),
                "requis": "–" if requis is None else f"{nombre(math.ceil(requis))} comptes par mois",
            }
            for vu in vus
        ]
    if lignes:
        composants.table(
            pl.DataFrame(lignes),
            titres.de(
                objectif="Objectif",
                titre="Scénario",
                suppose="Ce qu’il suppose",
                part="Part à l’échéance",
                echeance="Échéance",
                requis="Il en faudrait pour la cible",
            ),
            legende="Des additions, pas une prévision : chaque ligne ne vaut que ce qu’elle suppose",
        )
