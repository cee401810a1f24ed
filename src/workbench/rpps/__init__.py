"""The national directory: numbers, professions and authorities, extracts, evidence ladder."""

from workbench.rpps.liens import LiensRpps, link
from workbench.rpps.professions import qualify

__all__ = ["LiensRpps", "link", "qualify"]
