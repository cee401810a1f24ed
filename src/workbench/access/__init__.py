"""Who may see what: the one gate through which pages, exports and notebooks read."""

from workbench.access.porte import Acces, AccesRefuse, listes, ouvrir

__all__ = ["Acces", "AccesRefuse", "listes", "ouvrir"]
