"""Who may see what: the one gate through which pages, exports and notebooks read."""

from workbench.access.compte import named_user, workstation_account
from workbench.access.fenetre import Fenetre
from workbench.access.filtres import VersionAncienne
from workbench.access.porte import Acces, Recompte, listes, ouvrir, ouvrir_version
from workbench.access.roles import (
    AccesRefuse,
    Role,
    exiger,
    exiger_ecriture,
    exiger_tout,
    portee_of,
    role_of,
    roles,
    seuil_de,
)

__all__ = [
    "Acces",
    "AccesRefuse",
    "Fenetre",
    "Recompte",
    "Role",
    "VersionAncienne",
    "exiger",
    "exiger_ecriture",
    "exiger_tout",
    "listes",
    "named_user",
    "ouvrir",
    "ouvrir_version",
    "portee_of",
    "role_of",
    "roles",
    "seuil_de",
    "workstation_account",
]
