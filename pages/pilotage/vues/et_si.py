"""What-if on the page Jalons: three paces a team chooses, and the dates they give."""

from __future__ import annotations

import datetime as dt

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.looks import titres
from workbench.looks.formats import jour, nombre
from workbench.pilotage.hypotheses import files_per_month, needed, project
from workbench.pilotage.jalons import definitions
from workbench.pilotage.suivi_rpps import employer_rules
from workbench.ui import composants, donnees

INFIRMIER = "60"


def et_si(acces: Acces, le: dt.date) -> None:
    """Three paces a team chooses, and the dates they give."""
    echeance = next(
        item["echeance"] for item in definitions(acces.home)["objectifs"] if item["code"] == "1.1-2028"
    )
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
        ),
        project("Inscrire à l’Ordre les infirmiers qui utilisent le DPI", infirmiers, inscrits, le),
        project(
            "Remettre un moyen d’identification aux utilisateurs du DPI",
            int((mie["besoin"] or 0) - (mie["remis"] or 0)),
            remises,
            le,
        ),
    ]
    lignes = []
    for chantier in chantiers:
        requis = needed(chantier.reste, le, echeance)
        tenu = chantier.fini_le is not None and chantier.fini_le <= echeance
        lignes.append(
            {
                "titre": chantier.titre,
                "reste": chantier.reste,
                "rythme": f"{nombre(chantier.par_mois)} par mois",
                "fini": jour(chantier.fini_le) if chantier.fini_le else "jamais à ce rythme",
                "constat": "✓ avant l’échéance" if tenu else "✕ après l’échéance",
                "requis": "échéance passée" if requis is None else f"{nombre(requis, 1)} par mois",
            }
        )
    composants.table(
        pl.DataFrame(lignes),
        titres.de(
            "titre reste",
            titre="Chantier",
            rythme="À ce rythme",
            fini="Fini le",
            constat=f"Pour le {jour(echeance)}",
            requis="Rythme nécessaire",
        ),
        legende=f"Sans nouvelles arrivées, à partir du {jour(le)} ; les rythmes sont les vôtres, rien n’est enregistré",
    )
