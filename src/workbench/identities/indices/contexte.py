"""What two groups agree on besides their names, and what makes them two people whatever their names say."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import NamedTuple

from workbench.identities.groupes import Groupe
from workbench.identities.preuves import HORS, Login, same_service


class Accord(NamedTuple):
    """The circumstances of two groups: what agrees, what differs (both known)."""

    service: bool
    metier: bool
    adresse: bool
    autre_service: bool
    autre_metier: bool
    autre_numero: bool
    hors_metier: bool = False  # a profession on one side, a job that is none on the other
    etablissement: bool = False
    autre_etablissement: bool = False

    @property
    def force(self) -> int:
        """How many things corroborate; a service proves nothing for two professions, nor anything against
        two numbers, or another service and another profession.
        """
        if self.autre_numero or self.etranger:
            return 0
        other_job = self.autre_metier or self.hors_metier
        return int(self.service and not other_job) + int(self.metier) + int(self.adresse)

    @property
    def etranger(self) -> bool:
        """Another service and another profession: a namesake told apart."""
        return self.autre_service and self.autre_metier


def agreement(left: Groupe, right: Groupe) -> Accord:
    """Circumstances of two groups: any of their records may speak."""
    service = not left.services.isdisjoint(right.services) or any(
        same_service(a, b) for a in left.services for b in right.services
    )
    one, other = professions(left), professions(right)
    metier = not one.isdisjoint(other)
    return Accord(
        service,
        metier,
        not left.adresses.isdisjoint(right.adresses),
        bool(left.services and right.services) and not service,
        bool(one and other) and not metier,
        _apart(left.matricules, right.matricules)
        or _apart(left.rpps, right.rpps)
        or _other_mailbox(left.adresses, right.adresses)
        or _other_rank(left.logins, right.logins),
        _no_profession(left, right) or _no_profession(right, left),
        not left.etablissements.isdisjoint(right.etablissements),
        _apart(left.etablissements, right.etablissements),
    )


def professions(group: Groupe) -> Set[str]:
    """What its records do, a job that is no profession left out."""
    return group.metiers - {HORS} if HORS in group.metiers else group.metiers


def _no_profession(left: Groupe, right: Groupe) -> bool:
    """A job that is no profession on one side; on the other a profession, or a profile nobody reads."""
    if HORS not in left.metiers or len(left.metiers) > 1:
        return False
    return bool(professions(right) or (right.profils and not right.metiers))


def _apart(left: Set[str], right: Set[str]) -> bool:
    """Both known, nothing in common."""
    return bool(left and right) and left.isdisjoint(right)


def _other_mailbox(left: Set[str], right: Set[str]) -> bool:
    """Two addresses of one domain: nobody has two by accident."""
    return _apart(left, right) and not _domains(left).isdisjoint(_domains(right))


def _other_rank(left: Set[Login], right: Set[Login]) -> bool:
    """One bears in an application the login a directory gave to another of these names (« durand.m2 »,
    « durand.m3 »). Two directories number people on their own.
    """
    if not (left and right) or not left.isdisjoint(right):
        return False
    return any(
        one.radical == other.radical and one.rang != other.rang and one.annuaire != other.annuaire
        for one in left
        for other in right
    )


def _domains(addresses: Iterable[str]) -> set[str]:
    return {address.rpartition("@")[2] for address in addresses}
