"""What-if on the page Jalons: three paces a team chooses, the dates they give, and what objective 1.1 would
be.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.looks import titres
from workbench.looks.formats import fourchette, jour, nombre, pourcent
from workbench.pilotage import stock
from workbench.pilotage.hypotheses import Chantier, files_per_month, needed, project
from workbench.pilotage.mie import rie as mie_rie
from workbench.pilotage.objectifs.jalons import definitions
from workbench.pilotage.suivi_rpps import employer_rules
from workbench.ui import composants, donnees, session
from workbench.ui.serveur import prechauffe

INFIRMIER = "60"
INSCRITS, REMISES = 20.0, 150.0  # paces a month first shown
INSECABLE = "\u2011"  # a hyphen that keeps « 1.1-2027 » on one line


@dataclass(frozen=True)
class Rythmes:
    """What a team says it can do each month: files in RPPS+, nurses registered, means handed over."""

    dossiers: float
    inscrits: float
    remises: float


def et_si(acces: Acces, le: dt.date) -> None:
    """Three paces a team chooses, and the dates they give: work starts today at the earliest, on what the
    data left.
    """
    rythmes = _rythmes(employer_rules(acces.home))
    depart = session.depart(le)
    composants.table(
        pl.DataFrame([_ligne(chantier, depart) for chantier in _chantiers(acces, rythmes, depart)]),
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
            f"Sans nouvelles arrivées, à partir du {jour(depart)} ; les rythmes sont les vôtres, rien n’est"
            " enregistré"
        ),
    )
    _scenarios(acces, le, _par_objectif(rythmes))


def _par_objectif(rythmes: Rythmes) -> dict[str, float]:
    """Objective → the people each month that these paces give a number."""
    return {"1.1-2027": rythmes.inscrits, "1.1-2028": rythmes.inscrits + rythmes.dossiers}


def _d_avance(acces: Acces) -> None:
    """The scenarios at the paces first shown."""
    charge = employer_rules(acces.home)
    heures, minutes = charge["heures_par_mois"] * charge["gestionnaires"], charge["minutes_par_dossier"]
    dossiers = _par_objectif(Rythmes(files_per_month(heures, minutes), INSCRITS, REMISES))
    for jalon in _jalons(acces):
        code = f"{jalon['objectif']}-{jalon['annee']}"
        _joues(donnees.lecture(acces), code, donnees.date_donnees(acces), dossiers.get(code, 0.0), acces)


prechauffe.aussi(_d_avance)


def _rythmes(charge: Mapping[str, Any]) -> Rythmes:
    """The four answers asked, whose first values are the establishment's rules."""
    a, b, c, d = st.columns(4)
    heures = a.number_input(
        "Gestionnaire RPPS+ : heures par mois",
        0.0,
        500.0,
        float(charge["heures_par_mois"] * charge["gestionnaires"]),
        5.0,
        format="%g",
        key="si_heures",
    )
    minutes = b.number_input(
        "Minutes par dossier",
        1.0,
        240.0,
        float(charge["minutes_par_dossier"]),
        5.0,
        format="%g",
        key="si_minutes",
        help="À mesurer sur un essai de quelques dossiers.",
    )
    inscrits = c.number_input(
        "Infirmiers inscrits par mois", 0.0, 500.0, INSCRITS, 5.0, format="%g", key="si_infirmiers"
    )
    remises = d.number_input("Moyens remis par mois", 0.0, 2000.0, REMISES, 10.0, format="%g", key="si_mie")
    return Rythmes(files_per_month(heures, minutes), inscrits, remises)


def _chantiers(acces: Acces, rythmes: Rythmes, depart: dt.date) -> list[Chantier]:
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
        project(titre, reste, par_mois, depart, fin)
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


def _ligne(chantier: Chantier, depart: dt.date) -> dict[str, Any]:
    requis = needed(chantier.reste, depart, chantier.echeance)
    return {
        "titre": chantier.titre,
        "reste": chantier.reste,
        "rythme": f"{nombre(chantier.par_mois)} par mois",
        "fini": jour(chantier.fini_le) if chantier.fini_le else "jamais à ce rythme",
        "echeance": jour(chantier.echeance),
        "constat": "✓ avant l’échéance" if chantier.tenu else "✕ après l’échéance",
        "requis": "échéance passée" if requis is None else f"{nombre(math.ceil(requis))} par mois",
    }


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


def _jalons(acces: Acces) -> list[dict[str, Any]]:
    return donnees.mart(acces, "jalon").drop_nulls("denominateur").sort("annee").to_dicts()


@st.cache_resource(max_entries=128, show_spinner=False)
# Drawn from a fixed seed: what is read, the day and the pace say it all, and make the cache key.
def _joues(lu: str, code: str, le: dt.date, dossiers: float, _acces: Acces) -> list[stock.Scenario]:  # noqa: ARG001
    """The scenarios of one objective, played once for all who read the same."""
    jalon = next(un for un in _jalons(_acces) if f"{un['objectif']}-{un['annee']}" == code)
    portee = donnees.mart(_acces, "jalon_portee").filter(pl.col("annee") == jalon["annee"])
    but = stock.But(portee["autorite"].to_list(), jalon["cible"], jalon["echeance"])
    flux, comptes = donnees.mart(_acces, "flux_compte"), donnees.mart(_acces, "stock_compte")
    return stock.scenarios(flux, comptes, but, le, dossiers)


def _scenarios(acces: Acces, le: dt.date, dossiers: dict[str, float]) -> None:
    """Objective 1.1 at its own deadline, if what each line supposes held."""
    flux, comptes = donnees.mart(acces, "flux_compte"), donnees.mart(acces, "stock_compte")
    portee = donnees.mart(acces, "jalon_portee")
    lignes, saison = [], True
    for jalon in _jalons(acces):
        code = f"{jalon['objectif']}-{jalon['annee']}"
        for vu in _joues(donnees.lecture(acces), code, le, dossiers.get(code, 0.0), acces):
            requis = needed(vu.manque, le, jalon["echeance"])
            saison = saison and vu.saison
            lignes.append(
                {
                    "objectif": code.replace("-", INSECABLE),
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
        legende="Ce qui arriverait si chaque ligne se réalisait, compté compte par compte. La carte de"
        " l’objectif, elle, prolonge la part observée sans passer le plafond d’aujourd’hui ; une ligne peut"
        " le passer : les arrivants remplacent les partants, la capacité saisie inscrit qui attend un tiers."
        " Les comptes qui ne peuvent jamais compter sont laissés hors de ce qu’il faut ajouter."
        + ("" if saison else " Moins d’un an de livraisons : la saison des arrivées n’est pas connue."),
    )
    _attentes(flux, comptes, portee["autorite"].unique().to_list())
