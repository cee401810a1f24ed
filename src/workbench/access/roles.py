"""What each role may do, as data (`roles.toml`); who has which role is in `workbench.toml`, `[acces]`."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from workbench.access import compte
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import FICHIER, ConfigurationInvalide, Execution, load_settings

DEFAUT = "equipe"
ENVIRONNEMENT = "WORKBENCH_ROLE"


class AccesRefuse(ErreurWorkbench):
    """A reading, a writing or a document that the gate does not allow."""


DROITS = {
    "nommer": "ne montre pas de personnes",
    "ecrire": "n’enregistre rien",
    "exporter": "ne sort pas de fichier de l’établissement",
    "alimenter": "n’alimente pas l’entrepôt (sources, exécution, version publiée)",
    "sauvegarder": "ne fait ni ne remet de sauvegarde",
}
"""What a role may be asked for, and what is said of one that may not."""


@dataclass(frozen=True)
class Role:
    """One role, and what it may do (`DROITS`)."""

    code: str
    libelle: str
    droits: frozenset[str]

    @property
    def nommer(self) -> bool:
        """It may read people."""
        return "nommer" in self.droits

    @property
    def ecrire(self) -> bool:
        """It may record."""
        return "ecrire" in self.droits

    @property
    def exporter(self) -> bool:
        """It may produce what leaves the building."""
        return "exporter" in self.droits

    @property
    def alimenter(self) -> bool:
        """It may drop files, run, publish, go back."""
        return "alimenter" in self.droits

    def lowered(self, other: Role) -> Role:
        """That other role, cut to what this one may do: a screen set aside never opens more."""
        return other if other.droits <= self.droits else replace(other, droits=other.droits & self.droits)


@cache
def roles() -> dict[str, Role]:
    """The roles, by code."""
    data = tomllib.loads(files("workbench.access").joinpath("roles.toml").read_text("utf-8"))
    return {
        code: Role(code, entry["libelle"], frozenset(droit for droit in DROITS if entry[droit]))
        for code, entry in data.items()
    }


def role_of(home: Path, utilisateur: str) -> Role:
    """The role of that user in that home; a home without settings knows only the project team.

    What the environment says lowers it and never raises it: a role forced on a screen, or a name that is
    not the account's own.

    Raises:
        ConfigurationInvalide: `workbench.toml` cannot be read, or WORKBENCH_ROLE names no role: nobody's role
        is known.
    """
    own = _given_role(home, utilisateur)
    if utilisateur == os.environ.get(compte.ENVIRONNEMENT):
        own = _given_role(home, compte.workstation_account()).lowered(own)
    forced = os.environ.get(ENVIRONNEMENT)
    if not forced:
        return own
    if forced not in roles():  # one screen set aside for one use, a projector for instance
        raise ConfigurationInvalide(
            "Rôle inconnu",
            f"{ENVIRONNEMENT} vaut « {forced} » ; rôles connus : {', '.join(roles())}.",
            f"Corrigez ou retirez {ENVIRONNEMENT}, puis relancez. Rien n’est montré d’ici là.",
        )
    return own.lowered(roles()[forced])


def _given_role(home: Path, utilisateur: str) -> Role:
    path = home / FICHIER
    if not path.is_file():
        return roles()[DEFAUT]
    given, default = _given(path, path.stat().st_mtime_ns)
    return roles()[dict(given).get(utilisateur, default)]


def exiger(home: Path, utilisateur: str, droit: str) -> Role:
    """The role of that account, which must have that right: what the pages check, for the command line.

    Args:
        utilisateur: the account that runs the command, never a name given as an option.
        droit: one of `DROITS`.

    Raises:
        AccesRefuse: the role does not have it. ConfigurationInvalide: see `role_of`.
    """
    role = role_of(home, utilisateur)
    if droit not in role.droits:
        allowed = ", ".join(one.libelle for one in roles().values() if droit in one.droits)
        raise AccesRefuse(
            f"Votre rôle {DROITS[droit]}",
            f"Le compte « {utilisateur} » a le rôle « {role.libelle} ».",
            f"Demandez-le à un de ces rôles : {allowed}. Rien n’a été changé.",
        )
    return role


def exiger_ecriture(home: Path, utilisateur: str) -> Role:
    """`exiger(…, "ecrire")`."""
    return exiger(home, utilisateur, "ecrire")


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
