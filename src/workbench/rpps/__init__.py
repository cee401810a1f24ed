"""The national directory: numbers, professions and authorities, extracts, evidence ladder."""

from workbench.rpps.echelle import proof_words
from workbench.rpps.liens import LiensRpps, Population, link
from workbench.rpps.pont import carried, with_bridges
from workbench.rpps.premier import first_confirmations
from workbench.rpps.professions import qualify

__all__ = [
    "LiensRpps",
    "Population",
    "carried",
    "first_confirmations",
    "link",
    "proof_words",
    "qualify",
    "with_bridges",
]
