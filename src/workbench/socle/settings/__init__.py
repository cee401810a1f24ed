"""`workbench.toml`, validated: the establishment, its sources, the run's parameters."""

from workbench.socle.settings.applications import AUTRE, DPI, roles
from workbench.socle.settings.lecture import FICHIER, decisions_url, load_settings, validate_settings
from workbench.socle.settings.refus import ConfigurationInvalide
from workbench.socle.settings.reglages import (
    Acces,
    Cles,
    CompteExclu,
    Contact,
    Decisions,
    Entite,
    Etablissement,
    Execution,
    Format,
    Limites,
    Nature,
    Rapprochement,
    Region,
    RoleConnu,
    Settings,
    Source,
)

__all__ = [
    "AUTRE",
    "DPI",
    "FICHIER",
    "Acces",
    "Cles",
    "CompteExclu",
    "ConfigurationInvalide",
    "Contact",
    "Decisions",
    "Entite",
    "Etablissement",
    "Execution",
    "Format",
    "Limites",
    "Nature",
    "Rapprochement",
    "Region",
    "RoleConnu",
    "Settings",
    "Source",
    "decisions_url",
    "load_settings",
    "roles",
    "validate_settings",
]
