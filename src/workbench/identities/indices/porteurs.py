"""Who bears which name: how many people two records could mean.

Counted over the whole perimeter, records already joined included: an account that belongs to somebody still
is one bearer of its name, and never makes one of two people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from workbench.identities.chantier import Chantier
from workbench.identities.groupes import Groupe
from workbench.identities.indices.contexte import Accord, agreement
from workbench.identities.indices.entrees import Entrees
from workbench.identities.preuves import Avis, Fiche
from workbench.identities.regles import rules
from workbench.identities.traits import Scored
from workbench.socle.noms import glued
from workbench.socle.noms_compares import given_apart


class Porteurs:
    """Who bears which name: (surname, first given name) → records, names written in full or nearly so."""

    def __init__(self, chantier: Chantier, scored: Scored) -> None:
        self.chantier = chantier
        self.entrees = Entrees()
        self.exact: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.surnames: dict[str, list[str]] = defaultdict(list)
        self.given: dict[str, list[str]] = defaultdict(list)
        self.near: dict[str, set[str]] = defaultdict(set)
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
        found = groupes.groups(self.near[cle])
        for key in _keys(self.chantier.fiches[cle]):
            found |= groupes.groups(self.exact[key])
        return {key for key in found if not self._other_given(cle, groupes.groupes[key])}

    def _other_given(self, cle: str, other: Groupe) -> bool:
        """Some record of this group bears other given names, and none the same ones."""
        mine = self.chantier.fiches[cle].prenoms
        theirs = [prenoms for one in other.membres if len(prenoms := self.chantier.fiches[one].prenoms) > 1]
        return bool(theirs) and all(given_apart(mine, prenoms) for prenoms in theirs)

    def count(self, a: str, b: str, accord: Accord, beside: float = 0.0) -> int:
        """How many people this pair could mean: 1 when nobody else.

        Args:
            beside: what else says that it is one person, in powers of two.
        """
        groupes = self.chantier.groupes
        left, right = groupes.group(a), groupes.group(b)
        here = {groupes.find(a), groupes.find(b)}
        named = (self.others(a) - here, self.others(b) - here)
        rivals = [groupes.groupes[key] for key in named[0] | named[1]]
        if not (left.rh or right.rh):  # both may be accounts of the only HR person of their name
            homes = [one for one in rivals if one.rh]
            if accord.service and accord.metier and len(homes) == 1 and _owns(homes[0], left, right):
                rivals = [one for one in rivals if one is not homes[0]]
        ours = _weight(accord) + self._given_weight(a, right) + self.entrees.weight(left, right) + beside
        meant = [{id(groupes.groupes[key]) for key in names} for names in named]
        count = sum(self._rival(one, (a, b), meant, ours) for one in rivals)
        # Two HR people are never made one by a name, nor two accounts of one system.
        apart = (left.rh and right.rh) or not left.sources.isdisjoint(right.sources)
        return count + (2 if apart else 1)

    def _rival(self, other: Groupe, pair: tuple[str, str], meant: Sequence[set[int]], ours: float) -> bool:
        """Another group of these names could be the person meant: somebody of HR who answers to the account's
        name, a second account of one system, an account under another number; not when what agrees says far
        less for it (`rivaux`).

        Args:
            meant: for each record of the pair, the groups that answer to its name.
        """
        groupes = self.chantier.groupes
        theirs: list[float] = []
        for cle, side, named in zip(pair, reversed(pair), meant, strict=True):
            mine, met = groupes.group(cle), groupes.group(side)
            if id(other) not in named:
                continue
            if mine.rh > 0 if other.rh else not _two_people(other, met):
                continue
            provided = bool(other.rh and met.rh) and not mine.sources.isdisjoint(other.sources)
            weight = _weight(agreement(other, mine)) + self._given_weight(cle, other)
            weight += self.entrees.weight(other, mine)
            theirs.append(weight + (rules()["rivaux"]["pourvu"] if provided else 0))
        return bool(theirs) and max(theirs) > ours - rules()["rivaux"]["marge"]

    def _given_weight(self, cle: str, other: Groupe) -> float:
        """Two given names in common say more than one."""
        mine = self.chantier.fiches[cle].prenoms
        theirs = (self.chantier.fiches[one].prenoms for one in other.membres)
        same = len(mine) > 1 and any(len(one) > 1 and not given_apart(mine, one) for one in theirs)
        return float(rules()["rivaux"]["second_prenom"]) if same else 0.0

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


def _owns(home: Groupe, left: Groupe, right: Groupe) -> bool:
    """This HR person may own both: no account of theirs in either system yet, no other number."""
    return not any(_two_people(home, one) for one in (left, right))


def _two_people(one: Groupe, other: Groupe) -> bool:
    """Each has an account of one system, or a number that is not the other's."""
    return not one.sources.isdisjoint(other.sources) or agreement(one, other).autre_numero


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
