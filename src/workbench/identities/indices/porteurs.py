"""Who bears which name: how many people two records could mean.

Counted over the whole perimeter, records already joined included: an account that belongs to somebody still
is one bearer of its name, and never makes one of two people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from workbench.identities.chantier import Chantier
from workbench.identities.indices.circonstances import Circonstances, Etat
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
        self._givens: dict[tuple[str, Etat], tuple[bool, bool]] = {}
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
            found = {key for key in named if not self._given_names(cle, key)[0]}
            self._others[cle] = len(groupes.groupes), found
        return found

    def _given_names(self, cle: str, key: str) -> tuple[bool, bool]:
        """Whether some record of this group bears other given names, and none the same ones; whether one
        bears two in common with this record.
        """
        asked = (cle, self.circonstances.state(key))
        if asked not in self._givens:
            mine, members = self.chantier.fiches[cle].prenoms, self.chantier.groupes.groupes[key].membres
            theirs = [names for one in members if len(names := self.chantier.fiches[one].prenoms) > 1]
            apart = [given_apart(mine, names) for names in theirs]
            self._givens[asked] = bool(apart) and all(apart), len(mine) > 1 and not all(apart)
        return self._givens[asked]

    def accord(self, a: str, b: str) -> Accord:
        """What the groups of two records agree on."""
        groupes = self.chantier.groupes
        return self.circonstances.accord(groupes.find(a), groupes.find(b))

    def count(self, a: str, b: str, beside: float = 0.0) -> int:
        """How many people this pair could mean: 1 when nobody else.

        Args:
            beside: what else says that it is one person, in powers of two.
        """
        groupes = self.chantier.groupes
        one, other = groupes.find(a), groupes.find(b)
        left, right = groupes.groupes[one], groupes.groupes[other]
        named = (self.others(a) - {one, other}, self.others(b) - {one, other})
        rivals = named[0] | named[1]
        accord = self.circonstances.accord(one, other)
        if not (left.rh or right.rh):  # both may be accounts of the only HR person of their name
            homes = [key for key in rivals if groupes.groupes[key].rh]
            if accord.service and accord.metier and len(homes) == 1 and self._owns(homes[0], one, other):
                rivals = rivals - {homes[0]}
        ours = _weight(accord) + self._given_weight(a, other) + self.circonstances.dates(one, other) + beside
        sides = ((a, one, other, named[0]), (b, other, one, named[1]))
        floor = ours - rules()["rivaux"]["marge"]
        count = sum(any(self._rival(key, side, floor) for side in sides) for key in rivals)
        # Two HR people are never made one by a name, nor two accounts of one system.
        apart = (left.rh and right.rh) or not left.sources.isdisjoint(right.sources)
        return count + (2 if apart else 1)

    def _rival(self, key: str, side: tuple[str, str, str, set[str]], floor: float) -> bool:
        """Another group of these names could be the person meant: somebody of HR who answers to the account's
        name, a second account of one system, an account under another number; not when what agrees says far
        less for it (`rivaux`).

        Args:
            side: a record of the pair, its group, the other group, the groups that answer to its name.
            floor: what must agree at least for somebody to be a rival.
        """
        cle, own, met, named = side
        if key not in named:
            return False
        groups = self.chantier.groupes.groupes
        other, mine, partner = groups[key], groups[own], groups[met]
        if mine.rh > 0 if other.rh else not self._two_people(key, met):
            return False
        provided = bool(other.rh and partner.rh) and not mine.sources.isdisjoint(other.sources)
        weight = _weight(self.circonstances.accord(key, own)) + self._given_weight(cle, key)
        weight += self.circonstances.dates(key, own) + (rules()["rivaux"]["pourvu"] if provided else 0)
        return weight > floor

    def _given_weight(self, cle: str, key: str) -> float:
        """Two given names in common say more than one."""
        return float(rules()["rivaux"]["second_prenom"]) if self._given_names(cle, key)[1] else 0.0

    def _owns(self, home: str, one: str, other: str) -> bool:
        """This HR person may own both: no account of theirs in either system yet, no other number."""
        return not (self._two_people(home, one) or self._two_people(home, other))

    def _two_people(self, one: str, other: str) -> bool:
        """Each has an account of one system, or a number that is not the other's."""
        groups = self.chantier.groupes.groupes
        shared = not groups[one].sources.isdisjoint(groups[other].sources)
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
    glued.
    """
    given = {*fiche.prenoms[:1], *fiche.usuels[:1], "".join(fiche.prenoms[:2])}
    return {(nom, prenom) for nom in _surnames(fiche).union(fiche.epeles) for prenom in given}


def _cut(names: Mapping[tuple[str, str], object]) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Names of one given name of which one is the beginning of the other, cut by its system."""
    least, before = int(rules()["preuves"]["nom_coupe"]), list[tuple[str, str]]()
    for nom, prenom in sorted(names, key=lambda key: (key[1], key[0])):
        before = [one for one in before if one[1] == prenom and nom.startswith(one[0])]
        yield from ((one, (nom, prenom)) for one in before)
        if len(nom) >= least:
            before.append((nom, prenom))


def _weight(accord: Accord) -> float:
    """What circumstances say, in powers of two."""
    weights = rules()["rivaux"]
    service = "service" if accord.service else "autre_service" if accord.autre_service else ""
    metier = "metier" if accord.metier else "autre_metier" if accord.autre_metier else ""
    place = "etablissement" if accord.etablissement else "autre_etablissement"
    place = place if accord.etablissement or accord.autre_etablissement else ""
    return float(sum(weights[name] for name in (service, metier, place) if name))
