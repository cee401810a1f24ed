"""Other thresholds: what they would change, then draft, proposal, activation."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from workbench.access import Acces
from workbench.decisions import Registre
from workbench.looks.formats import accord, instant, nombre, pourcent
from workbench.revue import simulation
from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import composants, erreurs
from workbench.ui import registre as ledger

ETAPES = {"brouillon": "Enregistrer un brouillon", "propose": "Proposer", "actif": "Activer"}


TITRES_SEUILS = {
    "seuil_automatique": "Réunir sans demander à partir de",
    "seuil_maintien": "Garder réunies à partir de",
    "seuil_revue": "Montrer à une personne à partir de",
}


def seuils(acces: Acces, registre: Registre) -> None:
    """What-if, then draft, proposal, activation."""
    decisions = ledger.en_vigueur(registre)
    actuels = simulation.current(acces.home, decisions)
    actif = simulation.stage(decisions, "actif")
    qui = f"activés par {actif.auteur} le {instant(actif.le)}" if actif else "ceux des réglages"
    st.write(
        "Seuils en vigueur ("
        + qui
        + ") : "
        + " ; ".join(f"{TITRES_SEUILS[n].lower()} {v:g}".replace(".", ",") for n, v in actuels.items())
        + "."
    )
    with st.form("seuils", border=True):
        places = st.columns(3)
        choisis = {
            nom: float(
                place.number_input(titre, 0.0001, 0.99999, actuels[nom], format="%.5f", key=f"choix_{nom}")
            )
            for place, (nom, titre) in zip(places, TITRES_SEUILS.items(), strict=True)
        }
        motif = st.text_input(
            "Pourquoi",
            key="seuils_motif",
            placeholder="Ex. : échantillon du 24/11, 3 erreurs pour 1 000 acceptées",
            max_chars=200,
        )
        gestes = st.container(horizontal=True)
        simuler = gestes.form_submit_button("Simuler", type="primary")
        etapes = {etape: gestes.form_submit_button(titre) for etape, titre in ETAPES.items()}
    try:
        for etape, presse in etapes.items():
            if presse:
                simulation.advance(registre, etape, choisis, acces.utilisateur, motif)
                st.success(
                    f"{ETAPES[etape]} : enregistré au nom de {acces.utilisateur}, le"
                    f" {dt.date.today():%d/%m/%Y}."
                )
        if simuler:
            with st.spinner("Simulation sur les données publiées…"):
                st.session_state["_simulation"] = (
                    choisis,
                    simulation.simulate(acces.home, choisis, decisions),
                )
    except ErreurWorkbench as erreur:
        erreurs.avertir(erreur, ":material/block:")
    _simulation(choisis)


def _simulation(choisis: dict[str, float]) -> None:
    gardee = st.session_state.get("_simulation")
    if gardee is None or gardee[0] != choisis:
        return
    s: simulation.Simulation = gardee[1]
    composants.chiffres(
        {
            "Liens qui apparaîtraient": (nombre(s.apparaissent.height), "paires réunies"),
            "Liens qui disparaîtraient": (nombre(s.disparaissent.height), "paires séparées"),
            "Entreraient en revue": (nombre(s.vers_revue.height), "paires"),
            "Sortiraient de la revue": (nombre(s.hors_revue.height), "paires"),
            "Personnes": (nombre(s.personnes_apres), f"au lieu de {nombre(s.personnes_avant)}"),
        }
    )
    for titre, paires in (
        ("Apparaîtraient", s.apparaissent),
        ("Disparaîtraient", s.disparaissent),
        ("Entreraient en revue", s.vers_revue),
    ):
        if paires.height:
            composants.table(
                paires.sort("probabilite").head(20),
                {"cle_a": "Fiche A", "cle_b": "Fiche B", "probabilite": "Score"},
                legende=f"{titre} : {accord(paires.height, 'paire')}, les scores les plus bas d’abord",
                formats={"probabilite": lambda v: pourcent(v, 2)},
            )
