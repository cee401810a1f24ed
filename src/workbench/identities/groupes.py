"""Clusters under constraints: best evidence first, and no join that contradicts what the group already
holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Set
from dataclasses import dataclass, field, fields
from functools import lru_cache
from itertools import count
from typing import Any

from workbench.identities.preuves import Entree, Fiche, Login, near_births

RIEN: frozenset[Any] = frozenset()
"""Shared by all that know nothing of a trait: a matching starts with as many groups as records."""


@dataclass(slots=True)
class Groupe:
    """What a group of records already says of its person."""

    naissances: Set[dt.date | int] = RIEN
    sexes: Set[str] = RIEN
    membres: list[str] = field(default_factory=list)
    rh: int = 0
    interdits: Set[str] = RIEN
    services: Set[str] = RIEN
    metiers: Set[str] = RIEN
    matricules: Set[str] = RIEN
    rpps: Set[str] = RIEN
    adresses: Set[str] = RIEN
    sources: Set[str] = RIEN  # of its accounts
    entrees: Set[Entree] = RIEN
    etablissements: Set[str] = RIEN
    profils: Set[str] = RIEN
    logins: Set[Login] = RIEN
    etat: int = field(default=0, compare=False)  # never that of another group, nor its own once it has grown

    def grow(self, other: Groupe) -> None:
        """What the other group says is said of this person too."""
        for trait in _TRAITS:
            if theirs := getattr(other, trait):
                mine = getattr(self, trait)
                if mine is not theirs:
                    setattr(self, trait, mine | theirs if mine else theirs)
        self.membres += other.membres
        self.rh += other.rh


_TRAITS = tuple(trait.name for trait in fields(Groupe) if trait.default is RIEN)


def group_of(fiche: Fiche) -> Groupe:
    """A record alone."""
    birth = fiche.naissance or fiche.annee
    return Groupe(
        frozenset((birth,)) if birth else RIEN,
        _only(fiche.sexe),
        [fiche.cle],
        int(fiche.rh),
        RIEN,
        _only(fiche.service),
        _only(fiche.metier),
        frozenset((fiche.matricule,)) if fiche.matricule else RIEN,
        frozenset((fiche.rpps,)) if fiche.rpps else RIEN,
        frozenset((fiche.email,)) if "@" in fiche.email else RIEN,
        RIEN if fiche.rh else _only(fiche.source),
        frozenset((fiche.entree,)) if fiche.entree else RIEN,
        _only(fiche.etablissement),
        _only(fiche.profil),
        frozenset((fiche.login,)) if fiche.login else RIEN,
    )


@lru_cache(maxsize=20_000)
def _only(value: str | None) -> frozenset[str]:
    """This value alone, of a trait of few values; nothing when there is none."""
    return frozenset((value,)) if value else RIEN


class Groupes:
    """Record key → its group; `join` refuses a contradiction and says which."""

    def __init__(self, fiches: Iterable[Fiche]) -> None:
        self._of: dict[str, str] = {}  # asked a hundred times for each join: kept flat
        self.groupes: dict[str, Groupe] = {}
        self.apart: dict[str, set[str]] = {}
        self._etats = count(1)
        for fiche in fiches:
            self._of[fiche.cle] = fiche.cle
            self.groupes[fiche.cle] = alone = group_of(fiche)
            alone.etat = next(self._etats)

    def __contains__(self, cle: object) -> bool:
        """A record the groups know."""
        return cle in self._of

    def find(self, cle: str) -> str:
        """The group's key: the smallest of its records."""
        return self._of[cle]

    def separate(self, a: str, b: str) -> None:
        """A person said these two records are two people: no chain of joins may bring them together."""
        self.apart.setdefault(a, set()).add(b)
        self.apart.setdefault(b, set()).add(a)
        self.group(a).interdits |= {b}
        self.group(b).interdits |= {a}

    def separating(self, a: str, b: str) -> list[tuple[str, str]]:
        """The pairs people set apart that keep these two groups from being one."""
        left, right = self.groupes[self.find(a)], self.groupes[self.find(b)]
        pairs = [
            (one, other)
            for one in left.membres
            for other in self.apart.get(one, ())
            if other in right.membres
        ]
        return [(min(pair), max(pair)) for pair in pairs]

    def conflict(self, a: str, b: str) -> str:
        """Why the two groups cannot be one, or an empty text."""
        left, right = self.groupes[self.find(a)], self.groupes[self.find(b)]
        if not (left.interdits.isdisjoint(right.membres) and right.interdits.isdisjoint(left.membres)):
            return "decision_contraire"
        for x in left.naissances:
            for y in right.naissances:
                if not near_births(x, y):
                    return "naissances_contradictoires"
        if left.sexes and right.sexes and not left.sexes & right.sexes:
            return "sexe_contradictoire"
        return ""

    def join(self, a: str, b: str, *, force: bool = False) -> str:
        """Join two groups; returns the conflict that forbade it (a person's decision may force)."""
        root_a, root_b = self.find(a), self.find(b)
        if root_a == root_b:
            return ""
        conflict = self.conflict(a, b)
        if conflict and (not force or conflict == "decision_contraire"):
            return conflict
        keep, gone = sorted((root_a, root_b))
        kept, lost = self.groupes[keep], self.groupes.pop(gone)
        self._of.update(dict.fromkeys(lost.membres, keep))
        kept.grow(lost)
        kept.etat = next(self._etats)
        return ""

    def group(self, cle: str) -> Groupe:
        """The group that holds this record."""
        return self.groupes[self._of[cle]]

    def groups(self, cles: Iterable[str]) -> set[str]:
        """The keys of the groups of these records."""
        return set(map(self._of.__getitem__, cles))

    def same(self, a: str, b: str) -> bool:
        """Already one group."""
        return self._of[a] == self._of[b]
