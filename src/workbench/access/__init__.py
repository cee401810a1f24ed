"""Who may see what: the one gate through which pages, exports and notebooks read."""

from workbench.access.porte import Acces, VersionAncienne, listes, ouvrir
from workbench.access.roles import (
    AccesRefuse,
    Role,
    exiger_alimentation,
    exiger_ecriture,
    role_of,
    roles,
    seuil_de,
)

__all__ = [
    "Acces",
    "AccesRefuse",
    "Role",
    "VersionAncienne",
    "exiger_alimentation",
    "exiger_ecriture",
    "listes",
    "ouvrir",
    "role_of",
    "roles",
    "seuil_de",
]
