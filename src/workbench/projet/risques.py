"""Risks and lessons beside the figures that prove or reveal them: levels, computed signals, order of
attention.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from workbench.projet.ecriture import regle
from workbench.projet.projet import Projet
from workbench.projet.signaux import Signal, lire
from workbench.socle import regles


@dataclass(frozen=True)
class Risque:
    """One risk as the page shows it: its card, its level, what its indicator says."""

    fiche: Mapping[str, Any]
    criticite: int
    niveau: str
    actif: bool
    responsable: str
    famille: str
    signal: Signal


def echelle(home: Path | None = None) -> dict[str, Any]:
    """Thresholds and words of the scale (`risques.toml`)."""
    return regles.lire("workbench.projet", "risques.toml", home)


def niveau(criticite: int, home: Path | None = None) -> str:
    """`fort`, `moyen` or `faible` for a probability × impact."""
    rules = echelle(home)
    return next((name for name in ("fort", "moyen") if criticite >= rules[name]), "faible")


def risques(projet: Projet, historique: pl.DataFrame) -> list[Risque]:
    """Every risk: those that weigh first, then the most critical, then those whose indicator calls for
    attention.

    Args:
        historique: mart.historique.
    """
    active = echelle(projet.home)["actifs"]
    rows = []
    for card in projet.fiches("risque"):
        score = int(card["probabilite"] or 0) * int(card["impact"] or 0)
        rows.append(
            Risque(
                card,
                score,
                niveau(score, projet.home),
                card["etat"] in active,
                projet.libelle("risque", "responsable", card["responsable"]),
                projet.libelle("risque", "famille", card["famille"]),
                lire(historique, card["indicateur"], projet.home),
            )
        )
    return sorted(rows, key=lambda row: (not row.actif, -row.criticite, not row.signal.alerte))


def matrice(risques: list[Risque]) -> dict[tuple[int, int], list[str]]:
    """(probability, impact) → ids of the risks that weigh."""
    cells: dict[tuple[int, int], list[str]] = {}
    for risk in risques:
        if risk.actif:
            key = (int(risk.fiche["probabilite"] or 0), int(risk.fiche["impact"] or 0))
            cells.setdefault(key, []).append(str(risk.fiche["id"]))
    return cells


@dataclass(frozen=True)
class Enseignement:
    """One lesson: its card, what proves it (a figure or a deliverable), in words."""

    fiche: Mapping[str, Any]
    theme: str
    signal: Signal | None
    livrable: str
    etat_livrable: str


def enseignements(projet: Projet, historique: pl.DataFrame) -> list[Enseignement]:
    """Every lesson, in the order of its number."""
    rows = []
    for card in projet.fiches("enseignement"):
        delivered = projet.fiche("livrable", card["livrable"]) if card["livrable"] else None
        rows.append(
            Enseignement(
                card,
                projet.libelle("enseignement", "theme", card["theme"]),
                lire(historique, card["indicateur"], projet.home) if card["indicateur"] else None,
                projet.nom("livrable", card["livrable"]) if card["livrable"] else "",
                projet.libelle("livrable", "etat", delivered["etat"]) if delivered else "",
            )
        )
    return rows


@regle("enseignement")
def repondu(fiche: Mapping[str, Any], _: Projet) -> list[str]:
    """A lesson is only « traité » or « sans objet » once somebody says how, or why."""
    if fiche.get("etat") in ("traite", "sans_objet") and not fiche.get("reponse"):
        return ["Notre réponse : dites comment avant de clore cet enseignement"]
    return []


@regle("risque")
def survenu(fiche: Mapping[str, Any], _: Projet) -> list[str]:
    """What has happened is answered in writing."""
    if fiche.get("etat") == "survenu" and not fiche.get("reponse"):
        return ["Réponse : un risque survenu demande une réponse écrite"]
    return []
