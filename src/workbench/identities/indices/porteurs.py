"""Who else could be meant: how many people two records could be.

Counted over the whole perimeter, records already joined included: an account that belongs to somebody still
is one bearer of its name, and never makes one of two people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from workbench.identities.chantier import Chantier
from workbench.identities.groupes import Groupe
from workbench.identities.indices.circonstances import Circonstances
from workbench.identities.indices.contexte import Accord
from workbench.identities.indices.noms_portes import NomsPortes, surnames
from workbench.identities.preuves import Avis
from workbench.identities.regles import rules
from workbench.identities.traits import Scored
from workbench.socle.noms_compares import given_apart


class Porteurs:
    """The people who answer to a name, in full or nearly so, as the groups grow."""

    def __init__(self, chantier: Chantier, noms: NomsPortes, scored: Scored) -> None:
        self.chantier, self.noms = chantier, noms
        self.circonstances = Circonstances(chantier.groupes)
        self.near: dict[str, set[str]] = defaultdict(set)
        self._named: dict[str, set[str]] = {}
        self._others: dict[str, tuple[int, set[str]]] = {}
        self._givens: dict[tuple[str, int], tuple[bool, bool]] = {}
        self._marge, self._pourvu, self._second = (
            float(rules()["rivaux"][name]) for name in ("marge", "pourvu", "second_prenom")
        )
        for _, a, b, avis in scored:
            if avis.verdict in {"auto", "revue"} and avis.code != "inverse":
                self.near[a].add(b)
                self.near[b].add(a)

    def others(self, cle: str) -> set[str]:
        """Groups that answer to the name of this record, or nearly so; its own among them. Not those whose
        other given names are not its own.
        """
        groupes = self.chantier.groupes
        joined, found = self._others.get(cle, (-1, set()))
        if joined != len(groupes.groupes):  # one less at each join
            if cle not in self._named:
                self._named[cle] = self.near[cle].union(*self.noms.bearers(self.chantier.fiches[cle]))
            named = groupes.groups(self._named[cle])
            found = {key for key in named if not self._given_names(cle, groupes.groupes[key])[0]}
            self._others[cle] = len(groupes.groupes), found
        return found

    def _given_names(self, cle: str, group: Groupe) -> tuple[bool, bool]:
        """Whether some record of this group bears other given names, and none the same ones; whether one
        bears two in common with this record.
        """
        mine = self.chantier.fiches[cle].prenoms
        if len(mine) < 2:
            return False, False
        asked = (cle, group.etat)
        if asked not in self._givens:
            theirs = [names for one in group.membres if len(names := self.chantier.fiches[one].prenoms) > 1]
            apart = [given_apart(mine, names) for names in theirs]
            self._givens[asked] = bool(apart) and all(apart), not all(apart)
        return self._givens[asked]

    def accord(self, a: str, b: str) -> Accord:
        """What the groups of two records agree on."""
        groupes = self.chantier.groupes
        return self.circonstances.accord(groupes.group(a), groupes.group(b))

    def count(self, a: str, b: str, beside: float = 0.0) -> int:
        """How many people this pair could mean: 1 when nobody else.

        Args:
            beside: what else says that it is one person, in powers of two.
        """
        return self._themselves(a, b) + sum(1 for _ in self._rivals(a, b, beside))

    def alone(self, a: str, b: str, beside: float = 0.0) -> bool:
        """This pair could mean one person only: `count` is 1, without counting the others."""
        return self._themselves(a, b) == 1 and next(self._rivals(a, b, beside), None) is None

    def _themselves(self, a: str, b: str) -> int:
        """Two HR people are never made one by a name, nor two accounts of one system."""
        left, right = self.chantier.groupes.group(a), self.chantier.groupes.group(b)
        return 2 if (left.rh and right.rh) or not left.sources.isdisjoint(right.sources) else 1

    def _rivals(self, a: str, b: str, beside: float) -> Iterator[str]:
        """The groups that could be meant instead of one of the two."""
        groupes = self.chantier.groupes
        left, right = groupes.group(a), groupes.group(b)
        sides = ((a, left, right, self.others(a)), (b, right, left, self.others(b)))
        rivals = (sides[0][-1] | sides[1][-1]) - {groupes.find(a), groupes.find(b)}
        if not (left.rh or right.rh):  # both may be accounts of the only HR person of their name
            accord = self.circonstances.accord(left, right)
            homes = [key for key in rivals if groupes.groupes[key].rh]
            if accord.service and accord.metier and len(homes) == 1:
                rivals -= {key for key in homes if self._owns(groupes.groupes[key], left, right)}
        floor = self.circonstances.weight(left, right) + self._given_weight(a, right) + beside - self._marge
        for key in rivals:
            group = groupes.groupes[key]
            if any(
                key in named and self._rival(group, cle, mine, partner, floor)
                for cle, mine, partner, named in sides
            ):
                yield key

    def _rival(self, other: Groupe, cle: str, mine: Groupe, partner: Groupe, floor: float) -> bool:
        """Another group of these names could be the person meant: somebody of HR who answers to the account's
        name, a second account of one system, an account under another number; not when what agrees says far
        less for it (`rivaux`).

        Args:
            cle: a record of the pair, of the group `mine`; `partner` is the other group of the pair.
            floor: what must agree at least for somebody to be a rival.
        """
        if mine.rh > 0 if other.rh else not self._two_people(other, partner):
            return False
        provided = bool(other.rh and partner.rh) and not mine.sources.isdisjoint(other.sources)
        weight = self.circonstances.weight(other, mine) + self._given_weight(cle, other)
        return weight + (self._pourvu if provided else 0.0) > floor

    def _given_weight(self, cle: str, group: Groupe) -> float:
        """Two given names in common say more than one."""
        return self._second if self._given_names(cle, group)[1] else 0.0

    def _owns(self, home: Groupe, one: Groupe, other: Groupe) -> bool:
        """This HR person may own both: no account of theirs in either system yet, no other number."""
        return not (self._two_people(home, one) or self._two_people(home, other))

    def _two_people(self, one: Groupe, other: Groupe) -> bool:
        """Each has an account of one system, or a number that is not the other's."""
        shared = not one.sources.isdisjoint(other.sources)
        return shared or self.circonstances.accord(one, other).autre_numero

    def misspelt(self, a: str, b: str, avis: Avis) -> bool:
        """One of two near names is a slip: nobody else bears it."""
        if avis.code == "inverse":
            return True
        groupes = self.chantier.groupes
        here = {groupes.find(a), groupes.find(b)}
        left, right = self.chantier.fiches[a], self.chantier.fiches[b]
        pairs = [(one, self.noms.surnames) for one in (surnames(left) - surnames(right),)]
        pairs.append((surnames(right) - surnames(left), self.noms.surnames))
        if surnames(left) & surnames(right):
            pairs = [({*left.prenoms[:1]}, self.noms.given), ({*right.prenoms[:1]}, self.noms.given)]
        return any(
            names and all(groupes.find(cle) in here for name in names for cle in index[name])
            for names, index in pairs
        )
