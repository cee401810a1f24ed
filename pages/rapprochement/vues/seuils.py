"""Other thresholds: what they would change, then draft, proposal, activation."""

from __future__ import annotations

from typing import Any

import streamlit as st

from workbench.access import Acces
from workbench.decisions import Registre
from workbench.decisions.genres import champs
from workbench.looks.formats import accord, instant, nombre, pourcent
from workbench.revue import simulation
from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import composants, erreurs, session
from workbench.ui.formulaires import registre as ledger
from workbench.ui.formulaires.formulaire import Formulaire, controlees, saisir_geste

CHAMPS = champs("seuils")
ETAPES = CHAMPS["verdict"].options


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
        + " ; ".join(f"{CHAMPS[n].libelle.lower()} {v:g}".replace(".", ",") for n, v in actuels.items())
        + "."
    )
    forme = Formulaire(
        "seuils",
        "seuils",
        "Simuler",
        [dict.fromkeys(actuels, 1), {"motif": 1}],
        {**{nom: f"choix_{nom}" for nom in actuels}, "motif": "seuils_motif"},
        valeurs=actuels,
        boutons={f"seuils_{etape}": titre for etape, titre in ETAPES.items()},
    )
    envoi = saisir_geste(forme)
    if envoi is not None:
        _suivre(acces, registre, forme, *envoi)
    gardee = st.session_state.get("_simulation")
    choisis = {nom: st.session_state[f"choix_{nom}"] for nom in actuels}
    if gardee is not None and gardee[0] == choisis:
        _simulation(gardee[1])


def _suivre(acces: Acces, registre: Registre, forme: Formulaire, geste: str, remplis: dict[str, Any]) -> None:
    """The button pressed: a step recorded, or what these thresholds would change."""
    motif, choisis = remplis.pop("motif"), remplis
    etape = geste.removeprefix("seuils_") if geste in forme.boutons else None
    lus = controlees(forme, {**choisis, "motif": motif} if etape else choisis)
    if lus is None:
        return
    try:
        if etape:
            simulation.advance(registre, etape, choisis, acces.utilisateur, lus["motif"])
            st.success(
                f"{ETAPES[etape]} : enregistré au nom de {acces.utilisateur}, le"
                f" {session.aujourd_hui():%d/%m/%Y}."
            )
        else:
            with st.spinner("Simulation sur les données publiées…"):
                decisions = ledger.en_vigueur(registre)
                st.session_state["_simulation"] = (
                    choisis,
                    simulation.simulate(acces.home, choisis, decisions),
                )
    except ErreurWorkbench as erreur:
        erreurs.avertir(erreur, ":material/block:")


def _simulation(s: simulation.Simulation) -> None:
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
