"""What a committee saw: its figures against those of the one before, kept as they were."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import streamlit as st

from workbench.looks.formats import accord, jour, jour_court, nombre, pourcent
from workbench.projet import Projet, comites
from workbench.projet.comites import Deltas, Mouvement
from workbench.ui import composants
from workbench.ui.litteral import litteral

SENS = {True: "↑ mieux", False: "↓ moins bien", None: "= stable"}
_HISTORIQUE = {"date_execution": pl.Date, "indicateur": pl.String, "valeur": pl.Float64}


def deltas(vus: Deltas, maintenant: str = "Maintenant") -> None:
    """Figures then and now, and what people did in between; only now when no committee of this type came
    before.
    """
    if not vus.chiffres:
        composants.liste_vide("Aucun indicateur mesuré : ils viendront avec la première publication.")
        return
    colonnes = {
        "libelle": "Indicateur",
        "avant": f"Au {jour_court(vus.le)}",
        "apres": maintenant,
        "sens": "Depuis",
    }
    if vus.comite is None:
        colonnes = {"libelle": "Indicateur", "apres": maintenant}
    composants.table(
        pl.DataFrame(
            [
                {
                    "libelle": move.libelle,
                    "avant": _dit(move, move.avant),
                    "apres": _dit(move, move.apres),
                    "sens": SENS[move.mieux] if move.avant is not None and move.apres is not None else "–",
                }
                for move in vus.chiffres
            ]
        ),
        colonnes,
        legende="Indicateurs suivis par les comités (règles « comités »)",
    )
    if vus.comite is not None:
        st.markdown(_faits(vus))


def _faits(vus: Deltas) -> str:
    """What people did since, counted and named, a line each."""
    montes = [
        f"{row['titre']} (gravité {avant} → {comites.gravite(row)})" for row, avant in vus.risques_montes
    ]
    faits = (
        ("tâche faite", "tâches faites", [row["titre"] for row in vus.taches_faites]),
        ("livrable validé", "livrables validés", [row["titre"] for row in vus.livrables_valides]),
        ("risque en hausse", "risques en hausse", montes),
        ("risque nouveau", "risques nouveaux", [row["titre"] for row in vus.risques_nouveaux]),
        ("action faite", "actions faites", [row["titre"] for row in vus.actions_faites]),
    )
    dits = [
        f"- **{accord(len(noms), un, plusieurs)}** : {' ; '.join(noms)}"
        for un, plusieurs, noms in faits
        if noms
    ]
    rien = " · ".join(accord(0, un, plusieurs) for un, plusieurs, noms in faits if not noms)
    return "\n".join([*dits, *([f"- {rien}"] if rien else [])])


def _dit(move: Mouvement, valeur: float | None) -> str:
    return pourcent(valeur) if move.format == "pourcent" else nombre(valeur)


def passes(projet: Projet) -> None:
    """What a held committee saw, against the one before it; the same for ever."""
    tenus = sorted(
        (row for row in projet.fiches("comite") if row["etat"] == "tenu"), key=lambda row: row["le"]
    )
    if not tenus:
        composants.liste_vide("Aucun comité tenu pour l’instant.")
        return
    par_id = {row["id"]: row for row in reversed(tenus)}
    choisi = st.selectbox(
        "Comité tenu", list(par_id), format_func=lambda ident: nom(projet, par_id[ident]), key="comite_passe"
    )
    fiche = par_id[choisi]
    st.caption(
        f"Données du {jour(fiche['date_donnees'])}, exécution {fiche['reference']} : chiffres gardés tels que"
        " vus."
    )
    deltas(
        comites.depuis(projet, fiche["type"], pl.DataFrame(schema=_HISTORIQUE), choisi),
        f"Au {jour_court(fiche['le'])}",
    )
    if fiche["compte_rendu"]:
        st.text(fiche["compte_rendu"])
    prises = [row for row in projet.fiches("decision_comite") if row["comite"] == choisi]
    if prises:
        statuts = projet.genres["decision_comite"].champ("statut").options
        st.markdown("\n".join(f"- {statuts[row['statut']]} : {litteral(row['texte'])}" for row in prises))
    with st.expander("Tous les chiffres gardés", icon=":material/lock_clock:"):
        st.code(json.dumps(comites.chiffres(fiche), indent=1, ensure_ascii=False), language="json")


def nom(projet: Projet, row: dict[str, Any]) -> str:
    """A committee as lists name it."""
    return f"{projet.libelle('comite', 'type', row['type'])} du {jour(row['le'])}"
