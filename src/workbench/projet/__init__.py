"""How the project is run: phases, deliverables, plan, people, committees, risks, budget, communication.

One store for every kind of card: shipped rows (`semences/`), then what people changed (ledger, kind
`projet_fiche`).
"""

from workbench.projet import contenu as _contenu  # noqa: F401 - its rules declare themselves
from workbench.projet import controles as _controles  # noqa: F401 - declares its rules
from workbench.projet import flux
from workbench.projet import risques as _risques  # noqa: F401 - the same
from workbench.projet.ecriture import (
    FicheInvalide,
    annuler,
    changer,
    changer_tout,
    preparer,
    retirer,
    valider,
)
from workbench.projet.genres import Genre, genres_de_fiches
from workbench.projet.projet import Projet, ouvrir
from workbench.socle.champs import Champ

__all__ = [
    "Champ",
    "FicheInvalide",
    "Genre",
    "Projet",
    "annuler",
    "changer",
    "changer_tout",
    "flux",
    "genres_de_fiches",
    "ouvrir",
    "preparer",
    "retirer",
    "valider",
]
