"""What each role may do, as data (`roles.toml`); who has which role is in `workbench.toml`, `[acces]`."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import FICHIER, ConfigurationInvalide, Execution, load_settings

DEFAUT = "equipe"
ENVIRONNEMENT = "WORKBENCH_ROLE"


class AccesRefuse(ErreurWorkbench):
    """A reading, a writing or a document that the gate does not allow."""


@dataclass(frozen=True)
class Role:
    """One role: may it read people, write decisions, produce what leaves the building, feed the warehouse."""

    code: str
    libelle: str
    nommer: bool
    ecrire: bool
    exporter: bool
    alimenter: bool


@cache
def roles() -> dict[str, Role]:
    """The roles, by code."""
    data = tomllib.loads(files("workbench.access").joinpath("roles.toml").read_text("utf-8"))
    return {code: Role(code, **entry) for code, entry in data.items()}


def role_of(home: Path, utilisateur: str) -> Role:
    """The role of that user in that home; a home without settings knows only the project team.

    Raises:
        ConfigurationInvalide: `workbench.toml` cannot be read, or WORKBENCH_ROLE names no role: nobody's role
        is known.
    """
    forced = os.environ.get(ENVIRONNEMENT)
    if forced:  # one screen set aside for one use, a projector for instance
        if forced not in roles():
            raise ConfigurationInvalide(
                "Rôle inconnu",
                f"{ENVIRONNEMENT} vaut « {forced} » ; rôles connus : {', '.join(roles())}.",
                f"Corrigez ou retirez {ENVIRONNEMENT}, puis relancez. Rien n’est montré d’ici là.",
            )
        return roles()[forced]
    path = home / FICHIER
    if not path.is_file():
        return roles()[DEFAUT]
    given, default = _given(path, path.stat().st_mtime_ns)
    return roles()[dict(given).get(utilisateur, default)]


def exiger_ecriture(home: Path, utilisateur: str) -> Role:
    """The role of that account, which must be one that writes: what the pages check, for the command line.

    Args:
        utilisateur: the account that runs the command, never a name given as an option.

    Raises:
        AccesRefuse: the role only reads. ConfigurationInvalide: see `role_of`.
    """
    role = role_of(home, utilisateur)
    if not role.ecrire:
        raise AccesRefuse(
            "Votre rôle n’enregistre rien",
            f"Le compte « {utilisateur} » a le rôle « {role.libelle} » : lecture seule.",
            "Demandez à l’équipe projet de le faire. Rien n’a été enregistré.",
        )
    return role


def exiger_alimentation(home: Path, utilisateur: str) -> Role:
    """The role of that account, which must be one that feeds the warehouse.

    Raises:
        AccesRefuse: it does not. ConfigurationInvalide: see `role_of`.
    """
    role = role_of(home, utilisateur)
    if not role.alimenter:
        raise AccesRefuse(
            "Votre rôle ne dépose ni ne publie",
            f"Le compte « {utilisateur} » a le rôle « {role.libelle} ».",
            "Demandez à l’équipe projet de le faire. Rien n’a changé.",
        )
    return role


def seuil_de(home: Path) -> int:
    """Below that many people, a count is small (`execution.seuil_petites_cellules`)."""
    path = home / FICHIER
    return _threshold(path, path.stat().st_mtime_ns) if path.is_file() else Execution().seuil_petites_cellules


@lru_cache(maxsize=8)
def _threshold(path: Path, _mtime: int) -> int:
    return load_settings(path.parent).execution.seuil_petites_cellules


@lru_cache(maxsize=8)
def _given(path: Path, _mtime: int) -> tuple[tuple[tuple[str, str], ...], str]:
    acces = load_settings(path.parent).acces
    return tuple(acces.utilisateurs.items()), acces.role_defaut
