"""What each role may do, as data (`roles.toml`); who has which role is in `workbench.toml`, `[acces]`."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from workbench.access import compte, seances
from workbench.access.perimetre import Portee
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import FICHIER, Acces, ConfigurationInvalide, Execution, load_settings

ENVIRONNEMENT = "WORKBENCH_ROLE"


class AccesRefuse(ErreurWorkbench):
    """A reading, a writing or a document that the gate does not allow."""


DROITS = {
    "nommer": "ne montre pas de personnes",
    "ecrire": "n’enregistre rien",
    "trancher": "ne répond pas aux décisions demandées à un comité",
    "exporter": "ne produit pas ce document",
    "inscrire": "n’inscrit personne à Pro Santé Identité",
    "alimenter": "n’alimente pas l’entrepôt (sources, exécution, version publiée)",
    "sauvegarder": "ne fait ni ne remet de sauvegarde",
}
"""What a role may be asked for, and what is said of one that may not."""
DROITS_A_PERIMETRE = frozenset({"nommer"})
"""What remains of a role for who has a scope: they read."""


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
    if seances.current() is None and utilisateur == os.environ.get(compte.ENVIRONNEMENT):
        own = _given_role(home, compte.workstation_account()).lowered(own)
    if portee_of(home, utilisateur) is not None:  # what leaves, and what is decided, is about the whole group
        own = replace(own, droits=own.droits & DROITS_A_PERIMETRE)
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
    settings = acces_of(home)
    if seances.current() is None:
        return roles()[settings.utilisateurs.get(utilisateur, settings.role_defaut)]
    given = settings.utilisateurs.get(utilisateur)
    groups = _groups(utilisateur)
    named = given or next((role for group, role in settings.groupes.items() if group in groups), None)
    if named is None:
        raise AccesRefuse(
            "Aucun droit ne vous est donné",
            f"« {utilisateur} » n’a pas de rôle dans cette application.",
            "Demandez-le au chef de projet, en lui donnant cet identifiant.",
        )
    return roles()[named]


def _groups(utilisateur: str) -> tuple[str, ...]:
    """The groups the provider said this person is of.

    Raises:
        AccesRefuse: nobody of that name is signed in.
    """
    book = seances.current()
    seance = book.de(utilisateur) if book else None
    if book is not None and seance is None:
        raise AccesRefuse("Séance terminée", "Vous n’êtes plus connecté.", "Reconnectez-vous.")
    return seance.groupes if seance else ()


def portee_of(home: Path, utilisateur: str) -> Portee | None:
    """What that person may read; None: everything their role opens.

    A person's own scope goes before their groups'; a role said to need one (`roles_a_perimetre`) reads
    nothing without it.
    """
    own = _given_scope(home, utilisateur)
    if seances.current() is None and utilisateur == os.environ.get(compte.ENVIRONNEMENT):
        account = _given_scope(home, compte.workstation_account())  # a name borrowed opens no more
        own = own.within(account) if own is not None else account
    return own


def _given_scope(home: Path, utilisateur: str) -> Portee | None:
    settings = acces_of(home)
    groups = [group for group in _groups(utilisateur) if group in settings.perimetres]
    own = [utilisateur] if utilisateur in settings.perimetres else groups
    if not own and _given_role(home, utilisateur).code not in settings.roles_a_perimetre:
        return None
    return Portee(tuple(part for name in own for part in settings.perimetres[name]))


def acces_of(home: Path) -> Acces:
    """`[acces]` of that home; the defaults where there are no settings."""
    path = home / FICHIER
    return _acces(path, path.stat().st_mtime_ns) if path.is_file() else Acces()


def exiger_tout(home: Path, utilisateur: str) -> None:
    """Stop who has a scope: what follows is about the whole group, or is not read through the gate.

    Raises:
        AccesRefuse: that person has a scope.
    """
    portee = portee_of(home, utilisateur)
    if portee is not None:
        raise AccesRefuse(
            "Au-delà de votre périmètre",
            f"Ceci porte sur tout le groupement ; votre périmètre : {portee.dite() or 'aucun'}.",
            "Demandez-le à l’équipe projet.",
        )


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


@lru_cache(maxsize=64)
def _threshold(path: Path, _mtime: int) -> int:
    return load_settings(path.parent).execution.seuil_petites_cellules


@lru_cache(maxsize=64)
def _acces(path: Path, _mtime: int) -> Acces:
    return load_settings(path.parent).acces
