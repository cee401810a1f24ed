"""Which records bear which name, written in full or cut: it hangs on no group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from workbench.identities.preuves import Fiche
from workbench.identities.regles import rules
from workbench.socle.noms import glued
from workbench.sources.declarer.valeurs import given_names


class NomsPortes:
    """`surnames`, `given`: a glued surname, a first given name → the records that bear it."""

    def __init__(self, fiches: Mapping[str, Fiche]) -> None:
        self.surnames: dict[str, list[str]] = defaultdict(list)
        self.given: dict[str, list[str]] = defaultdict(list)
        self._exact: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._cut: dict[str, set[str]] = defaultdict(set)
        self._surnames = {cle: surnames(fiche) for cle, fiche in fiches.items()}
        for cle, fiche in fiches.items():
            for key in _keys(fiche):
                self._exact[key].append(cle)
            for nom in fiche.noms:
                self.surnames[glued(nom)].append(cle)
            for prenom in fiche.prenoms[:1]:
                self.given[prenom].append(cle)
        for one, other in _cut(self._exact):
            for cle in self._exact[one]:
                self._cut[cle].update(self._exact[other])
            for cle in self._exact[other]:
                self._cut[cle].update(self._exact[one])

    def bearers(self, fiche: Fiche) -> Iterator[Iterable[str]]:
        """The records that bear a name of this one, itself among them, or its name cut by their system."""
        yield self._cut.get(fiche.cle, ())
        keys = _keys(fiche)
        yield from (self._exact[key] for key in keys)
        if (
            fiche.prenoms and fiche.prenoms[0] not in given_names()
        ):  # maybe a surname: typed one for the other
            yield from (self._exact[key[::-1]] for key in keys if key[::-1] in self._exact)
        if fiche.rh:  # her accounts may be under any of her given names
            seconds = ((nom, prenom) for nom in surnames(fiche) for prenom in fiche.prenoms[1:])
            yield from (self._exact[key] for key in seconds if key in self._exact)

    def is_given(self, fiche: Fiche) -> bool:
        """The first given name is a name: a frequent one in France, or borne here by another family too."""
        first, mine = fiche.prenoms[0], surnames(fiche)
        if first in given_names():
            return True
        return any(mine.isdisjoint(self._surnames[cle]) for cle in self.given[first])


def surnames(fiche: Fiche) -> set[str]:
    """Glued."""
    return {glued(nom) for nom in fiche.noms}


def _keys(fiche: Fiche) -> set[tuple[str, str]]:
    """Every surname, one its login spells included, with the first given name, the usual one, the first two
    glued; a whole name that nothing could cut, cut at each of its words.
    """
    given = {*fiche.prenoms[:1], *fiche.usuels[:1], "".join(fiche.prenoms[:2])}
    keys = {(nom, prenom) for nom in surnames(fiche).union(fiche.epeles) for prenom in given}
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
