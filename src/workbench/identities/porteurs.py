"""Who bears which name: how many people two records could mean.

Counted over the whole perimeter, records already joined included: an account that belongs to somebody still
is one bearer of its name, and never makes one of two people.
"""

from __future__ import annotations

from collections import defaultdict

from workbench.identities.chantier import Chantier
from workbench.identities.contexte import Accord, agreement
from workbench.identities.groupes import Groupe
from workbench.identities.preuves import Avis, Fiche
from workbench.identities.traits import Scored
from workbench.socle.noms import glued


class Porteurs:
    """Who bears which name: (surname, first given name) → records, names written in full or nearly so."""

    def __init__(self, chantier: Chantier, scored: Scored) -> None:
        self.chantier = chantier
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
        for _, a, b, avis in scored:
            if avis.verdict in {"auto", "revue"} and avis.code != "inverse":
                self.near[a].add(b)
                self.near[b].add(a)

    def others(self, cle: str) -> set[str]:
        """Groups that answer to the name of this record, or nearly so; its own among them."""
        found = self.chantier.groupes.groups(self.near[cle])
        for key in _keys(self.chantier.fiches[cle]):
            found |= self.chantier.groupes.groups(self.exact[key])
        return found

    def count(self, a: str, b: str, accord: Accord) -> int:
        """How many people this pair could mean: 1 when nobody else."""
        groupes = self.chantier.groupes
        left, right = groupes.group(a), groupes.group(b)
        here = {groupes.find(a), groupes.find(b)}
        rivals = [groupes.groupes[key] for key in (self.others(a) | self.others(b)) - here]
        told_apart = accord.service and accord.metier
        if not (left.rh or right.rh):  # both may be accounts of the only HR person of their name
            homes = [one for one in rivals if one.rh]
            if told_apart and len(homes) == 1:
                rivals = [one for one in rivals if one is not homes[0]]
        count = sum(_rival(one, left, right, told_apart) for one in rivals)
        # Two HR people are never made one by a name, nor two accounts of one system.
        apart = (left.rh and right.rh) or not left.sources.isdisjoint(right.sources)
        return count + (2 if apart else 1)

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


def _rival(other: Groupe, left: Groupe, right: Groupe, told_apart: bool) -> bool:
    """Another group of these names could be the person meant: somebody of HR, or a second account of one
    system. Not, while service and profession of the pair agree, when both of its own are others; nor when one
    is and it already holds accounts of the same systems.
    """
    if told_apart:
        seen = [agreement(other, one) for one in (left, right)]
        if any(one.etranger for one in seen):
            return False
        if _provided(other, left, right) and all(one.autre_service or one.autre_metier for one in seen):
            return False
    if other.rh:
        return True
    return not other.sources.isdisjoint(left.sources | right.sources)


def _provided(other: Groupe, left: Groupe, right: Groupe) -> bool:
    """The pair is an account and somebody of HR, and this other person of HR has hers in every system it is
    of.
    """
    account = right if left.rh else left
    return bool(other.rh and (left.rh or right.rh) and account.sources) and account.sources <= other.sources
