"""From the gap analysis to the plan: which actions answer which requirement."""

from __future__ import annotations

import datetime as dt

from workbench.projet.projet import Ligne, Projet


def linked_actions(projet: Projet) -> dict[str, list[Ligne]]:
    """Requirement code → its actions that were not dropped, by date."""
    found: dict[str, list[Ligne]] = {}
    for action in projet.fiches("action"):
        if action["exigence"] and action["etat"] != "abandonnee":
            found.setdefault(action["exigence"], []).append(action)
    return {
        code: sorted(rows, key=lambda row: row["echeance"] or dt.date.max) for code, rows in found.items()
    }
