"""Who bears which name: how many people two records could mean.

Counted over the whole perimeter, records already joined included: an account that belongs to somebody still
is one bearer of its name, and never makes one of two people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from workbench.identities.chantier import Chantier
from workbench.identities.groupes import Groupe
from workbench.identities.indices.circonstances import Circonstances
from workbench.identities.indices.contexte import Accord
from workbench.identities.preuves import Avis, Fiche
from workbench.identities.regles import rules
from workbench.identities.traits import Scored
from workbench.socle.noms import glued
from workbench.socle.noms_compares import given_apart


class Porteurs:
    """Who bears which name: (surname, first given name) → records, names written in full or nearly so."""

    def __init__(self, chantier: Chantier, scored: Scored) -> None:
        self.chantier = chantier
        self.circonstances = Circonstances(chantier.groupes)
        self.exact: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.surnames: dict[str, list[str]] = defaultdict(list)
        self.given: dict[str, list[str]] = defaultdict(list)
        self.near: dict[str, set[str]] = defaultdict(set)
        self._named: dict[str, set[str]] = {}
        self._others: dict[str, tuple[int, set[str]]] = {}
        self._givens: dict[tuple[str, int], tuple[bool, bool]] = {}
        self._marge, self._pourvu, self._second = (
            float(rules()["rivaux"][name]) for name in ("marge", "pourvu", "second_prenom")
        )
        for cle, fiche in chantier.fiches.items():
            for key in _keys(fiche):
                self.exact[key].append(cle)
            for nom in fiche.noms:
                self.surnames[glued(nom)].append(cle)
            for prenom in fiche.prenoms[:1]:
                self.given[prenom].append(cle)
        for one, other in _cut(self.exact):
            for cle in self.exact[one]:
                self.near[cle].update(self.exact[other])
            for cle in self.exact[other]:
                self.near[cle].update(self.exact[one])
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
                same = (self.exact[key] for key in _keys(self.chantier.fiches[cle]))
                self._named[cle] = self.near[cle].union(*same)
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
        pairs = [(one, self.surnames) for one in (_surnames(left) - _surnames(right),)]
        pairs.append((_surnames(right) - _surnames(left), self.surnames))
        if _surnames(left) & _surnames(right):
            pairs = [({*left.prenoms[:1]}, self.given), ({*right.prenoms[:1]}, self.given)]
        return any(
            names and all(groupes.find(cle) in here for name in names for cle in index[name])
            for names, index in pairs
        )


def _surnames(fiche: Fiche) -> set[str]:
    return {glued(nom) for nom in fiche.noms}


def _keys(fiche: Fiche) -> set[tuple[str, str]]:
    """Every surname, one its login spells included, with the first given name, the usual one, the first two
    glued; a whole name that nothing could cut, cut at each of its words.
    """
    given = {*fiche.prenoms[:1], *fiche.usuels[:1], "".join(fiche.prenoms[:2])}
    keys = {(nom, prenom) for nom in _surnames(fiche).union(fiche.epeles) for prenom in given}
    if not fiche.prenoms:
        keys.update(cut for nom in fiche.noms for cut in _both_ways(nom.split()))
    return keys


def _both_ways(words: list[str]) -> Iterator[tuple[str, str]]:
    """Surname and given name, in this order or the other."""
    for at in range(1, len(words)):
        first, last = "".join(words[:at]), "".join(words[at:])
        yield from ((first, last), (last, first))


def _cut(names: Mapping[tuple[str, str], object]) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Names of one given name of which one is the beginning of the other, cut by its system."""
    least, before = int(rules()["preuves"]["nom_coupe"]), list[tuple[str, str]]()
    for nom, prenom in sorted(names, key=lambda key: (key[1], key[0])):
        before = [one for one in before if one[1] == prenom and nom.startswith(one[0])]
        yield from ((one, (nom, prenom)) for one in before)
        if len(nom) >= least:
            before.append((nom, prenom))
