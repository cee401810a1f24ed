"""The register of means of identification: accepted today or not, until when; homologations declared with
their document.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.decisions import Registre
from workbench.looks import titres
from workbench.looks.etats import HOMOLOGATIONS, RIE
from workbench.looks.formats import accord, jour, nombre
from workbench.pilotage.mie import rie as mie_rie
from workbench.pilotage.mie.rie import GENRE, VERDICTS, Homologation
from workbench.ui import composants, donnees, session
from workbench.ui.formulaires import registre as ledger
from workbench.ui.formulaires.formulaire import Formulaire, decider

EIDAS = {"faible": "faible", "substantiel": "substantiel", "eleve": "élevé"}


AIDE_DATE = (
    "La loi change avec le temps : choisissez une date passée ou à venir pour lire ce qui sera accepté ce"
    " jour-là."
)


def aujourd_hui(le: dt.date) -> dt.date:
    """The day the law is asked about: today, or the day of the data when it is later."""
    return max(le, session.aujourd_hui())


def _parc(
    acces: Acces, registre: Registre
) -> tuple[dict[str, Any], Mapping[str, Homologation], dict[str, dict[str, Any]]]:
    """The rules in force, the homologations declared, the counts of each type."""
    comptes = {ligne["type_mie"]: ligne for ligne in donnees.mart(acces, "mie_type").to_dicts()}
    declares = mie_rie.homologations(ledger.en_vigueur(registre))
    return mie_rie.regles(acces.home), declares, comptes


def acceptation(acces: Acces, registre: Registre, le: dt.date) -> None:
    """The answer first: how many means handed over are of a type not accepted today; then type by type."""
    rules, declares, comptes = _parc(acces, registre)
    jour_dit = st.date_input(
        "Réponse au", aujourd_hui(le), format="DD/MM/YYYY", key="rie_le", help=AIDE_DATE, width=220
    ) or aujourd_hui(le)
    lignes = [
        _ligne(kind, declares.get(kind["type_mie"]), jour_dit, rules["calendrier"]) for kind in rules["types"]
    ]
    remis = {ligne["type_mie"]: int(comptes.get(ligne["type_mie"], {}).get("remis") or 0) for ligne in lignes}
    _comptes(lignes, remis, jour_dit)
    composants.table(
        pl.DataFrame(lignes),
        {
            "libelle": "Moyen",
            "reponse": "Réponse",
            "raison": "Pourquoi",
            "change": "Prochain changement connu",
        },
        legende=f"Ce que le RIE (référentiel d’identification électronique) accepte au {jour(jour_dit)}",
        etats={"reponse": RIE},
    )
    st.caption(
        f"Calendrier version {rules['version']}, daté et sourcé, modifiable par l’établissement"
        " (règles « MIE »). "
        + " ; ".join(
            f"{item['titre']} : {jour(item['le'])}, {item['statut']}" for item in rules["rendez_vous"]
        )
        + "."
    )


def _comptes(lignes: list[dict[str, Any]], remis: Mapping[str, int], le: dt.date) -> None:
    par_reponse = {
        reponse: [ligne for ligne in lignes if ligne["reponse"] == reponse] for reponse in ("oui", "non")
    }
    oui, non = (sum(remis[ligne["type_mie"]] for ligne in rangees) for rangees in par_reponse.values())
    a_homologuer = [
        ligne["libelle"]
        for ligne in par_reponse["non"]
        if ligne["type_mie"] != "mot_de_passe" and remis[ligne["type_mie"]]
    ]
    composants.chiffres(
        {
            "Moyens déjà remis": (nombre(sum(remis.values())), "tous types"),
            "dont types acceptés": (nombre(oui), f"au {jour(le)}"),
            "dont types non acceptés": (nombre(non), "à homologuer, sinon à interdire"),
            "Homologations à prononcer": (nombre(len(a_homologuer)), ", ".join(a_homologuer) or "aucune"),
        }
    )


def _ligne(
    kind: Mapping[str, Any], declare: Homologation | None, le: dt.date, calendrier: list[dict[str, Any]]
) -> dict[str, Any]:
    accepte, raison = mie_rie.accepte(kind, le, declare, calendrier)
    suite = mie_rie.prochain_changement(kind, le, declare, calendrier)
    return {
        "type_mie": kind["type_mie"],
        "libelle": kind["libelle"],
        "reponse": _reponse(accepte),
        "raison": raison,
        "change": f"{jour(suite.le)} : {RIE[_reponse(suite.accepte)].mot}" if suite else "aucun",
    }


def registre_des_moyens(acces: Acces, registre: Registre, le: dt.date) -> None:
    """Each type: who issues it, what it proves, its homologation with the document, how many are out."""
    rules, declares, comptes = _parc(acces, registre)
    lignes = []
    for kind in rules["types"]:
        if not kind.get("materiel", True):
            continue
        declare = declares.get(kind["type_mie"])
        compte = comptes.get(kind["type_mie"], {})
        lignes.append(
            {
                "libelle": kind["libelle"],
                "emetteur": kind["emetteur"],
                "rpps": "oui" if kind["rpps"] else "non",
                "facteurs": "oui" if kind["deux_facteurs"] else "non",
                "eidas": EIDAS.get(kind["eidas"], "non renseigné"),
                "homologation": _homologation(kind, declare, aujourd_hui(le)),
                "document": _document(declare),
                "moyens": int(compte.get("moyens") or 0),
                "remis": int(compte.get("remis") or 0),
                "appaires": int(compte.get("appaires") or 0),
                "hors_service": int(compte.get("hors_service") or 0),
            }
        )
    composants.table(
        pl.DataFrame(lignes),
        titres.de(
            "libelle emetteur rpps facteurs eidas homologation document moyens remis",
            libelle="Moyen",
            emetteur="Émetteur",
            rpps="Lié au RPPS",
            facteurs="Deux facteurs",
            eidas="Niveau eIDAS",
            homologation="Homologation",
            document="Document",
            moyens="Connus",
            appaires="Appairés",
            hors_service="Expirés ou perdus",
        ),
        legende=f"Moyens du parc et cartes nationales des personnes reconnues, au {jour(le)}",
        etats={"homologation": HOMOLOGATIONS},
    )


def _homologation(kind: Mapping[str, Any], declare: Homologation | None, le: dt.date) -> str:
    if declare is None:
        return "a_faire" if mie_rie.categorie(kind) == "homologation" else "non_requise"
    if declare.verdict == "prononcee" and declare.fin is not None and declare.fin < le:
        return "echue"
    return declare.verdict


def _document(declare: Homologation | None) -> str:
    if declare is None:
        return "–"
    jusque = f", jusqu’au {jour(declare.fin)}" if declare.fin else ""
    return f"{declare.reference}, du {jour(declare.depuis)}{jusque} (par {declare.auteur})"


def declarer_homologation(acces: Acces, registre: Registre) -> None:
    """Declare where the homologation of a type stands, with its document."""
    if session.lecture_seule(acces):
        return
    rules = mie_rie.regles(acces.home)
    locaux = {
        kind["type_mie"]: kind["libelle"]
        for kind in rules["types"]
        if mie_rie.categorie(kind) == "homologation"
    }
    forme = Formulaire(
        "homologation",
        GENRE,
        "Enregistrer l’homologation",
        [{"objet": 2, "verdict": 1, "reference": 2}, {"date_preuve": 1, "date_fin": 1, "motif": 3}],
        {
            "objet": "homologation_type",
            "verdict": "homologation_etat",
            "reference": "homologation_reference",
            "date_preuve": "homologation_date",
            "date_fin": "homologation_fin",
            "motif": "homologation_motif",
        },
        {"objet": locaux},
    )
    decider(
        acces, registre, forme, lambda e: f"Enregistré : {locaux[e.objet]}, {VERDICTS[e.verdict].lower()}."
    )


def renvoi(acces: Acces, registre: Registre, le: dt.date) -> None:
    """On the page MIE: means out whose type is not accepted today, and where to read why."""
    rules = mie_rie.regles(acces.home)
    declares = mie_rie.homologations(ledger.en_vigueur(registre))
    refuses = [
        kind["type_mie"]
        for kind in rules["types"]
        if mie_rie.accepte(kind, aujourd_hui(le), declares.get(kind["type_mie"]), rules["calendrier"])[0]
        is False
    ]
    remis = int(donnees.mart(acces, "mie_type").filter(pl.col("type_mie").is_in(refuses))["remis"].sum())
    if remis:
        dit = accord(remis, "moyen remis est", "moyens remis sont")
        st.html(
            f'<p class="wb-reste">! {dit} d’un type que le RIE n’accepte pas aujourd’hui sans'
            " homologation.</p>"
        )
    st.page_link(
        "pages/mie/mie_registre.py",
        label="Quels moyens sont acceptés, et lequel pour qui",
        icon=":material/rule:",
    )


def _reponse(accepte: bool | None) -> str:
    """The code of an answer of the calendar."""
    return {True: "oui", False: "non", None: "a_confirmer"}[accepte]
