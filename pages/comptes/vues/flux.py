"""The register of flows: the target architecture link by link, what the tool knows and nobody declared, the
cards themselves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from workbench.access import Acces
from workbench.decisions import Registre
from workbench.documents import produits
from workbench.looks.formats import accord, jour_court, nombre
from workbench.pilotage import recuperation
from workbench.projet import Projet, flux
from workbench.socle.settings import load_settings
from workbench.ui import composants, donnees, plis, session
from workbench.ui.formulaires import projet_editeur
from workbench.ui.formulaires import registre as ledger

ETATS = {
    "atteint": "✓ comme attendu",
    "partiel": "! passe, mais pas comme attendu",
    "absent": "✕ rien de déclaré",
}
CIBLE = {
    "lien": "De, vers",
    "donnees": "Ce qui doit passer",
    "attendu": "Attendu",
    "objectif": "Objectif",
    "etat": "Où en est-on",
    "declares": "Déclaré aujourd’hui",
}
CONNUS = {
    "de": "De",
    "vers": "Vers",
    "donnees": "Ce qui passe",
    "depuis": "Depuis",
    "essaye_le": "Passé la dernière fois le",
    "proprietaire": "Qui en répond",
}


RETROUVES = {
    "mot": "Numéros prouvés",
    "nombre": "Personnes présentes",
    "part": "Part",
    "definition": "Ce que cela veut dire",
}


def section(acces: Acces, registre: Registre) -> None:
    """How numbers reached the identities, the target, then what is known, then the register itself."""
    _retrouves(acces)
    projet = projet_editeur.lire_genre(acces, flux.GENRE, "de registre des flux")
    if projet is None:
        return
    _target(projet)
    _known(acces, registre, projet)
    combien = accord(len(flux.declared(projet)), "flux déclaré", "flux déclarés")
    with plis.sur_demande(f"Le registre : {combien}", "flux_registre") as ouvert:
        if ouvert:
            projet_editeur.editer(acces, projet, flux.GENRE)


def _retrouves(acces: Acces) -> None:
    """How each number was found again, by which process and when: measured, never declared."""
    counted = donnees.mart(acces, "rpps_recuperation")
    if counted.is_empty():
        return
    with st.expander("Comment les numéros prouvés ont rejoint les identités d’ici"):
        for axe, title in recuperation.axes().items():
            composants.table(recuperation.share(counted, axe), RETROUVES, legende=title)


def _target(projet: Projet) -> None:
    modes = projet.genres[flux.GENRE].champ("mode").options
    rows = [
        {
            "lien": f"{link.de} → {link.vers}",
            "donnees": link.donnees,
            "attendu": ", ".join(modes[mode] for mode in link.attendu),
            "objectif": link.objectif,
            "etat": ETATS[link.etat],
            "declares": " ; ".join(_said(flow, modes) for flow in link.flux) or "–",
        }
        for link in flux.architecture(projet)
    ]
    composants.table(
        pl.DataFrame(rows),
        CIBLE,
        legende="Architecture cible, maillon par maillon : ce que les objectifs 1.1 et 1.2 attendent, et les"
        " flux déclarés",
        defile=True,
    )


def _said(flow: Mapping[str, Any], modes: Mapping[str, str]) -> str:
    tried: dt.date | None = flow["essaye_le"]
    when = f", essayé le {jour_court(tried)}" if tried else ", jamais essayé"
    return f"{flow['de']} → {flow['vers']} ({modes[flow['mode']].lower()}{when})"


def _known(acces: Acces, registre: Registre, projet: Projet) -> None:
    sources, returns = load_settings(acces.home).sources, _returns(acces, registre)
    found = flux.missing(projet, flux.known(sources, _deliveries(acces), returns, acces.home))
    if not found:
        return
    composants.table(
        pl.DataFrame([vars(flow) for flow in found], infer_schema_length=None),
        CONNUS,
        legende="Flux que l’outil connaît et que personne n’a déclarés : sources lues, fichiers rendus",
        defile=True,
    )
    if session.lecture_seule(acces):
        return
    projet_editeur.confirmer(
        acces,
        projet,
        {flux.GENRE: [flow.fiche for flow in found]},
        "Déclarer ce flux" if len(found) == 1 else f"Déclarer ces {nombre(len(found))} flux",
        "flux_connus",
        replace(projet_editeur.MOTIF, exemple="Ex. : état des lieux du cadrage"),
    )


def _deliveries(acces: Acces) -> dict[str, flux.Jours]:
    rows = donnees.mart(acces, "source_fraicheur").select("source", "premiere", "livraison").iter_rows()
    return {source: (first, last) for source, first, last in rows}


def _returns(acces: Acces, registre: Registre) -> dict[str, flux.Jours]:
    """Kind of document → the day one first left, the day of the last answer."""
    made = produits.histoire(acces.home)
    first = dict(made.group_by("genre").agg(pl.col("le").min().dt.date()).iter_rows())
    answers: dict[str, dt.date] = {}
    for entry in ledger.en_vigueur(registre):
        if entry.le is not None:
            answers[entry.genre] = max(answers.get(entry.genre, dt.date.min), entry.le.date())
    return {
        entry["document"]: (first.get(entry["document"]), answers.get(entry.get("reponse", "")))
        for entry in flux.rules(acces.home)["retours"]
    }
