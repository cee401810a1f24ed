"""What two groups agree on and what their dates say, worked out once as long as neither of them grows."""

from __future__ import annotations

import math

from workbench.identities.groupes import Groupe, Groupes
from workbench.identities.indices.contexte import Accord, agreement
from workbench.identities.indices.entrees import Entrees, gone_before, learn
from workbench.identities.regles import rules

Etats = tuple[int, int]  # of two groups, in order


class Circonstances:
    """Asked of two groups, in any order."""

    def __init__(self, groupes: Groupes) -> None:
        self.groupes = groupes
        self.entrees = Entrees()
        self._accords: dict[Etats, Accord] = {}
        self._epoques: dict[Etats, float] = {}
        self._poids: dict[Etats, float] = {}

    def learn(self) -> None:
        """From the groups as they are: what dates say from now on."""
        self.entrees = learn(self.groupes.groupes.values())
        self._epoques.clear()
        self._poids.clear()

    def accord(self, one: Groupe, other: Groupe) -> Accord:
        """What they agree on."""
        both = _both(one, other)
        if both not in self._accords:
            self._accords[both] = agreement(one, other)
        return self._accords[both]

    def dates(self, one: Groupe, other: Groupe) -> float:
        """What their dates say, in powers of two (`Entrees.weight`)."""
        both = _both(one, other)
        if both not in self._epoques:
            self._epoques[both] = self.entrees.weight(one, other)
        return self._epoques[both]

    def weight(self, one: Groupe, other: Groupe) -> float:
        """What they agree on and their dates say for one person, in powers of two."""
        both = _both(one, other)
        if both not in self._poids:
            self._poids[both] = _weight(self.accord(one, other)) + self.dates(one, other)
        return self._poids[both]

    def epoch(self, one: Groupe, other: Groupe) -> float:
        """Their dates; an account opened after its person had gone is the worst."""
        return -math.inf if gone_before(one, other) else self.dates(one, other)


def _both(one: Groupe, other: Groupe) -> Etats:
    return (one.etat, other.etat) if one.etat <= other.etat else (other.etat, one.etat)


def _weight(accord: Accord) -> float:
    weights = rules()["rivaux"]
    service = "service" if accord.service else "autre_service" if accord.autre_service else ""
    metier = "metier" if accord.metier else "autre_metier" if accord.autre_metier else ""
    place = "etablissement" if accord.etablissement else "autre_etablissement"
    place = place if accord.etablissement or accord.autre_etablissement else ""
    return float(sum(weights[name] for name in (service, metier, place) if name))
