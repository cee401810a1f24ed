"""Clusters under constraints: best evidence first, and no join that contradicts what the group already
holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from itertools import count
from operator import attrgetter

from workbench.identities.preuves import Entree, Fiche, near_births


@dataclass(slots=True)
class Groupe:
    """What a group of records already says of its person."""

    naissances: set[dt.date | int] = field(default_factory=set)
    sexes: set[str] = field(default_factory=set)
    membres: list[str] = field(default_factory=list)
    rh: int = 0
    interdits: set[str] = field(default_factory=set)
    services: set[str] = field(default_factory=set)
    metiers: set[str] = field(default_factory=set)
    matricules: set[str] = field(default_factory=set)
    rpps: set[str] = field(default_factory=set)
    adresses: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)  # of its accounts
    entrees: set[Entree] = field(default_factory=set)
    etablissements: set[str] = field(default_factory=set)
    profils: set[str] = field(default_factory=set)
    etat: int = field(default=0, compare=False)  # never that of another group, nor its own once it has grown


_ensembles = attrgetter(*(trait.name for trait in fields(Groupe) if trait.default_factory is set))


def group_of(fiche: Fiche) -> Groupe:
    """A record alone."""
    birth = fiche.naissance or fiche.annee
    return Groupe(
        {birth} if birth else set(),
        {fiche.sexe} if fiche.sexe else set(),
        [fiche.cle],
        int(fiche.rh),
        services={fiche.service} if fiche.service else set(),
        metiers={fiche.metier} if fiche.metier else set(),
        matricules={fiche.matricule} if fiche.matricule else set(),
        rpps={fiche.rpps} if fiche.rpps else set(),
        adresses={fiche.email} if "@" in fiche.email else set(),
        sources=set() if fiche.rh else {fiche.source},
        entrees={fiche.entree} if fiche.entree else set(),
        etablissements={fiche.etablissement} if fiche.etablissement else set(),
        profils={fiche.profil} if fiche.profil else set(),
    )


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
        self.groupes[self.find(a)].interdits.add(b)
        self.groupes[self.find(b)].interdits.add(a)

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
        for mine, theirs in zip(_ensembles(kept), _ensembles(lost), strict=True):
            mine.update(theirs)
        kept.membres += lost.membres
        kept.rh += lost.rh
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
