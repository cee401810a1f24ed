"""The page Couverture RPPS: figures, states by group, trend by authority, what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.looks import titres
from workbench.looks.etats import AUTORITES, STATUTS, Etat, mot
from workbench.looks.figures import suivi as figures_suivi
from workbench.looks.formats import accord, evolution, jour, nombre, pourcent
from workbench.looks.traces import Point
from workbench.pilotage import couverture
from workbench.pilotage.couverture import POPULATIONS
from workbench.ui import composants, donnees, filtres, indicateurs, liens, plis

ATTENTE = {"a_part": "Comptés à part", "absents": "Comptés comme absents"}
ETAPES_MONTREES = ("a_confirmer", "incoherent", "en_attente", "absent")
COLONNE = {"en_attente": "En attente"}
COURTS = {"ordre": "Ordre", "ars": "ARS", "role": "Employeur", "etudiant": "Étudiants"}


def attente_a_part() -> bool:
    """The switch kept in the URL: are people waiting for somebody else a state of their own?"""
    choisi = filtres.choix(
        "attente",
        "En attente d’un tiers",
        ATTENTE,
        "La demande est partie à l’Ordre, à l’ARS ou dans RPPS+. Ces personnes restent toujours dans les"
        " requis.",
    )
    return choisi == "a_part"


OUVERTS = {"dpi": ("utilisateurs_dpi",), "presents": ("rpps_non_prouve", "presents")}
TOTAUX = {"dpi": "utilisateurs_dpi", "presents": "presents"}


def chiffres(population: str, comptes: pl.DataFrame, sans_filtre: bool) -> None:
    """How many, how many must have a number, how many have it proved, what is left in people.

    Jobs out of the perimeter or yet to be told are of the total, never of those who must have a number: they
    are said apart.
    """
    connus = comptes.filter(pl.col("autorite").is_in(couverture.PERIMETRE))
    total = couverture.totaux(couverture.par_statut(connus, "autorite"))
    attente = (
        accord(total["en_attente"], "personne") + " attendent un tiers"
        if total["en_attente"]
        else "personnes"
    )
    figures = {POPULATIONS[population]: TOTAUX[population]} if population in TOTAUX and sans_filtre else {}
    if population == "presents" and sans_filtre:
        figures |= dict.fromkeys(("Doivent avoir un RPPS", "Numéro confirmé"), "rpps_confirme")
    composants.chiffres(
        {
            POPULATIONS[population]: (nombre(int(comptes["nombre"].sum())), "personnes"),
            "Doivent avoir un RPPS": (nombre(total["requis"]), "personnes"),
            "Numéro confirmé": (
                nombre(total["confirme"]),
                pourcent(total["confirme"] / total["requis"] if total["requis"] else None) + " des requis",
            ),
            "Restent à traiter": (
                nombre(total["restant"]),
                f"dont {attente}" if total["en_attente"] else attente,
            ),
        },
        figures,
    )
    st.caption(couverture.dire_a_part(comptes))


def voir(acces: Acces, population: str, filtres: Mapping[str, str]) -> None:
    """The people behind the figures of this population, in this scope."""
    liens.voir(acces, *OUVERTS.get(population, ()), **filtres)


def etats_montres(a_part: bool) -> dict[str, Etat]:
    """The states drawn, in order."""
    return {code: etat for code, etat in STATUTS.items() if a_part or code != "en_attente"}


def tableau_etats(tableau: pl.DataFrame, regroupement: str, a_part: bool, le: date) -> None:
    """A group a row: its bar and its numbers, biggest remainder first."""
    montres = etats_montres(a_part)
    composants.table(
        tableau,
        {"libelle": couverture.REGROUPEMENTS[regroupement]}
        | {code: COLONNE.get(code, etat.mot.capitalize()) for code, etat in montres.items()}
        | titres.de("total requis taux"),
        legende=f"Nombre de personnes au {jour(le)}, du plus grand au plus petit reste à traiter ; part :"
        " confirmés parmi les requis (métiers hors périmètre et à déterminer non compris)",
        barre=montres,
        essentiel=("confirme", "requis", "taux"),
    )
    composants.definitions(montres.values())


def tendance(acces: Acces, le: date) -> None:
    """Share proved by authority at each delivery, and what remains in people."""
    series, lignes = _par_autorite(acces, le)
    if not lignes:
        composants.liste_vide("Aucune livraison n’a encore mesuré la part confirmée : lancez une exécution.")
        return
    gauche, droite = st.columns([5, 6])
    with gauche, plis.replie("tendance", "Voir la courbe"):
        composants.graphique(
            figures_suivi.parts(series),
            "tendance_autorites",
            "Part des numéros confirmés par autorité : "
            + " ; ".join(f"{nom} {pourcent(suite[-1].valeur, 0)}" for nom, suite in series.items()),
            "Part des numéros confirmés parmi les agents présents qui doivent en avoir un, à chaque"
            " livraison.",
        )
    with droite:
        composants.table(
            pl.DataFrame(lignes, infer_schema_length=None),
            titres.de(
                "autorite part reste",
                autorite="Qui enregistre",
                part="Confirmés",
                evolution="Évolution",
                attente="dont en attente",
                jours="Attente médiane (jours)",
            ),
            legende=f"Agents présents au {jour(le)} ; évolution du reste depuis la livraison précédente",
            formats={"evolution": evolution},
        )
    indicateurs.ouvrir(acces, "rpps_confirme")


def _par_autorite(acces: Acces, le: date) -> tuple[dict[str, list[Point]], list[dict[str, Any]]]:
    """The course of each authority measured, and its line of the table."""
    historique = (
        donnees.mart(acces, "historique").filter(pl.col("date_execution") <= le).sort("date_execution")
    )
    attentes = {
        ligne["autorite"]: ligne
        for ligne in (
            donnees.mart(acces, "attente_tiers").filter(pl.col("population") == "presents").to_dicts()
        )
    }
    series: dict[str, list[Point]] = {}
    lignes: list[dict[str, Any]] = []
    for code, court in COURTS.items():
        suite = historique.filter(
            (pl.col("indicateur") == f"rpps_confirme_{code}") & pl.col("valeur").is_not_null()
        )
        if suite.is_empty():
            continue
        series[court] = donnees.points(acces, f"rpps_confirme_{code}")
        restes = (suite["denominateur"] - suite["numerateur"]).to_list()
        attente = attentes.get(code, {})
        lignes.append(
            {
                "autorite": AUTORITES[code],
                "part": suite["valeur"].to_list()[-1],
                "reste": restes[-1],
                "evolution": restes[-1] - restes[-2] if len(restes) > 1 else None,
                "attente": attente.get("nombre", 0),
                "jours": attente.get("jours_median"),
            }
        )
    return series, lignes


def prochaines_etapes(
    acces: Acces, population: str, retenus: Mapping[str, str], le: date, vues: int = plis.VUES
) -> None:
    """Each state and authority leads to one next step, for so many people."""
    etapes = donnees.mart(acces, "prochaine_etape").filter(
        pl.col("population") == population, pl.col("statut").is_in(ETAPES_MONTREES)
    )
    if "autorite" in retenus:
        etapes = etapes.filter(pl.col("autorite") == retenus["autorite"])
    if etapes.is_empty():
        composants.liste_vide("Rien à faire dans ce groupe : chaque numéro attendu est confirmé.")
        return
    composants.table(
        etapes.with_columns(
            pl.Series("autorite", [mot(AUTORITES, code) for code in etapes["autorite"]], dtype=pl.String)
        ).sort("nombre", descending=True),
        titres.de("prochaine_etape autorite nombre statut", autorite="Qui enregistre"),
        legende=f"{POPULATIONS[population]}, tous services, au {jour(le)} ; les listes sont juste en dessous",
        etats={"statut": STATUTS},
        defile=True,
        vues=vues,
    )
