"""How far a decision reaches in what is compared: from what a record means to who is with whom."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.decisions.genres import Decision

PAR_LES_FICHES = frozenset({"service_synonyme", "emploi_profession", "valeur_vide"})
"""Kinds that change the records and nothing else (another name of a service, the profession of a job, a value
that means nothing): where no record changes, nobody moves.
"""
REFAITES = frozenset({"particule"})
"""Kinds upon which records are made again, whatever is read."""
RELECTURE = PAR_LES_FICHES | REFAITES | {"compte_nature"}
"""Those upon which the records are compared again."""
MATIERE = RELECTURE | {
    "seuils",
    "regle_rapprochement",
    "meme_personne",
    "personne_differente",
    "compte_appartient",
}
"""Kinds that change who is with whom."""


def taken_back(entries: Iterable[Decision]) -> frozenset[str]:
    """Ids of the decisions on who is with whom that were undone, among those of the ledger."""
    held = [*entries]
    undone = {entry.annule for entry in held if entry.annule}
    return frozenset(entry.id for entry in held if entry.id in undone and entry.genre in MATIERE)
