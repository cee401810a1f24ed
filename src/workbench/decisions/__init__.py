"""What people decided: an append-only ledger, replayed on every run."""

from workbench.decisions.genres import (
    CLOTURES,
    DOCUMENTS,
    PREUVES,
    Decision,
    DecisionInvalide,
    DejaTranche,
    RegistreIllisible,
    genres,
    paire,
)
from workbench.decisions.registre import Registre
from workbench.decisions.vigueur import rang_genre, vigueur

__all__ = [
    "CLOTURES",
    "DOCUMENTS",
    "PREUVES",
    "Decision",
    "DecisionInvalide",
    "DejaTranche",
    "Registre",
    "RegistreIllisible",
    "genres",
    "paire",
    "rang_genre",
    "vigueur",
]
