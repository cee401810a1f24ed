"""What-if on the page Jalons: three paces a team chooses, the dates they give, and what objective 1.1 would
be.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.looks import titres
from workbench.looks.formats import fourchette, jour, nombre, pourcent
from workbench.pilotage import stock
from workbench.pilotage.hypotheses import files_per_month, needed, project
from workbench.pilotage.jalons import definitions
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
    _scenarios(acces, le, {"1.1-2027": inscrits, "1.1-2028": inscrits + files_per_month(heures, minutes)})


def _attentes(flux: pl.DataFrame, comptes: pl.DataFrame, autorites: Sequence[str]) -> None:
    """How long those who remain have waited, and how fast each age was linked."""
    vues = stock.attentes(flux, comptes, autorites)
    composants.table(
        pl.DataFrame(
            [
                {
                    "tranche": une.tranche,
                    "attendent": une.attendent,
                    "sans_numero": une.sans_numero,
                    "rythme": "pas encore observé"
                    if une.par_mois is None
                    else f"{pourcent(une.par_mois)} par mois",
                }
                for une in vues
            ]
        ),
        titres.de(
            tranche="Compte ouvert depuis",
            attendent="Attendent un rattachement",
            sans_numero="Sans numéro, attendent un tiers",
            rythme="Rattachés, d’après les livraisons",
        ),
        legende="Depuis combien de temps attendent les comptes du dossier patient sans numéro",
    )


def _scenarios(acces: Acces, le: dt.date, dossiers: dict[str, float]) -> None:
    """Objective 1.1 at its own deadline, if what each line supposes held."""
    flux, comptes = donnees.mart(acces, "flux_compte"), donnees.mart(acces, "stock_compte")
    portee = donnees.mart(acces, "jalon_portee")
    lignes, saison = [], True
    for jalon in donnees.mart(acces, "jalon").drop_nulls("denominateur").sort("annee").to_dicts():
        code = f"{jalon['objectif']}-{jalon['annee']}"
        autorites = portee.filter(pl.col("annee") == jalon["annee"])["autorite"].to_list()
        but = stock.But(autorites, jalon["cible"], jalon["echeance"])
        for vu in stock.scenarios(flux, comptes, but, le, dossiers.get(code, 0.0)):
            requis = needed(vu.manque, le, jalon["echeance"])
            saison = saison and vu.saison
            lignes.append(
                {
                    "objectif": code,
                    "titre": vu.titre,
                    "suppose": vu.suppose,
                    "part": fourchette(vu.low, vu.high),
                    "echeance": jour(jalon["echeance"]),
                    "requis": "–" if requis is None else f"{nombre(math.ceil(requis))} comptes par mois",
                }
            )
    if not lignes:
        composants.liste_vide(
            "Les scénarios demandent au moins trois livraisons : ce que chacune change aux comptes du dossier"
            " patient n’est pas encore connu."
        )
        return
    composants.table(
        pl.DataFrame(lignes),
        titres.de(
            objectif="Objectif",
            titre="Scénario",
            suppose="Ce qu’il suppose",
            part="Part à l’échéance, 9 chances sur 10",
            echeance="Échéance",
            requis="Rattachements à ajouter pour la cible",
        ),
        legende="Ce qui arriverait si chaque ligne se réalisait, pas une prévision. Les comptes qui ne peuvent jamais"
        " compter sont laissés hors de ce qu’il faut ajouter."
        + ("" if saison else " Moins d’un an de livraisons : la saison des arrivées n’est pas connue."),
    )
    _attentes(flux, comptes, portee["autorite"].unique().to_list())
