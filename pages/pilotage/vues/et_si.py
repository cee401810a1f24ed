"""What-if on the page Jalons: three paces a team chooses, the dates they give, and what objective 1.1 would
be.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.looks import titres
from workbench.looks.formats import jour, nombre, pourcent
from workbench.pilotage.etat_jalon import ceilings
from workbench.pilotage.hypotheses import Chantier, files_per_month, needed, project, scenarios
from workbench.pilotage.jalons import definitions, histories
from workbench.pilotage.mie import rie as mie_rie
from workbench.pilotage.suivi_rpps import employer_rules
from workbench.ui import composants, donnees

INFIRMIER = "60"


@dataclass(frozen=True)
class Rythmes:
    """What a team says it can do each month: files in RPPS+, nurses registered, means handed over."""

    dossiers: float
    inscrits: float
    remises: float


def et_si(acces: Acces, le: dt.date) -> None:
    """Three paces a team chooses, and the dates they give."""
    rythmes = _rythmes(employer_rules(acces.home))
    composants.table(
        pl.DataFrame([_ligne(chantier, le) for chantier in _chantiers(acces, rythmes, le)]),
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
    _scenarios(acces, {"1.1-2027": rythmes.inscrits, "1.1-2028": rythmes.inscrits + rythmes.dossiers})


def _rythmes(charge: Mapping[str, Any]) -> Rythmes:
    """The four answers asked, whose first values are the establishment's rules."""
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
    return Rythmes(files_per_month(heures, minutes), inscrits, remises)


def _chantiers(acces: Acces, rythmes: Rythmes, le: dt.date) -> list[Chantier]:
    """What is left of each piece of work, carried at the pace chosen."""
    fins = {item["code"]: item["echeance"] for item in definitions(acces.home)["objectifs"]}
    dpi = donnees.mart(acces, "couverture").filter(
        (pl.col("population") == "dpi") & pl.col("statut").is_in(["absent", "en_attente"])
    )
    ordre = (pl.col("autorite") == "ordre") & (pl.col("profession_code") == INFIRMIER)
    roles, infirmiers = (
        int(dpi.filter(qui)["nombre"].sum()) for qui in (pl.col("autorite") == "role", ordre)
    )
    mie = donnees.mart(acces, "mie_entonnoir").select(pl.col("besoin", "remis").sum()).row(0, named=True)
    moyens = int((mie["besoin"] or 0) - (mie["remis"] or 0))
    return [
        project(titre, reste, par_mois, le, fin)
        for titre, reste, par_mois, fin in (
            (
                "Enregistrer dans RPPS+ les professions à rôle qui utilisent le DPI",
                roles,
                rythmes.dossiers,
                fins["1.1-2028"],
            ),
            (
                "Inscrire à l’Ordre les infirmiers qui utilisent le DPI",
                infirmiers,
                rythmes.inscrits,
                fins["1.1-2027"],
            ),
            (
                "Remettre un moyen d’identification aux utilisateurs du DPI",
                moyens,
                rythmes.remises,
                mie_rie.regles(acces.home)["echeance"],
            ),
        )
    ]


def _ligne(chantier: Chantier, le: dt.date) -> dict[str, Any]:
    requis = needed(chantier.reste, le, chantier.echeance)
    return {
        "titre": chantier.titre,
        "reste": chantier.reste,
        "rythme": f"{nombre(chantier.par_mois)} par mois",
        "fini": jour(chantier.fini_le) if chantier.fini_le else "jamais à ce rythme",
        "echeance": jour(chantier.echeance),
        "constat": "✓ avant l’échéance" if chantier.tenu else "✕ après l’échéance",
        "requis": "échéance passée" if requis is None else f"{nombre(math.ceil(requis))} par mois",
    }


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
