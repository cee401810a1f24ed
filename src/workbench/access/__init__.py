"""Who may see what: the one gate through which pages, exports and notebooks read."""

from workbench.access.porte import Acces, AccesRefuse, listes, ouvrir
from workbench.access.roles import Role, role_of, roles

__all__ = ["Acces", "AccesRefuse", "Role", "listes", "ouvrir", "role_of", "roles"]
