"""What two groups agree on and what their dates say, worked out once as long as neither of them grows."""

from __future__ import annotations

import math

from workbench.identities.groupes import Groupes
from workbench.identities.indices.contexte import Accord, agreement
from workbench.identities.indices.entrees import Entrees, gone_before, learn

Etat = tuple[str, int]  # a group's key and its size: groups only grow


class Circonstances:
    """Asked by the keys of groups, in any order."""

    def __init__(self, groupes: Groupes) -> None:
        self.groupes = groupes
        self.entrees = Entrees()
        self._accords: dict[tuple[Etat, Etat], Accord] = {}
        self._epoques: dict[tuple[Etat, Etat], float] = {}

    def learn(self) -> None:
        """From the groups as they are: what dates say from now on."""
        self.entrees = learn(self.groupes.groupes.values())
        self._epoques.clear()

    def state(self, key: str) -> Etat:
        """What tells this group from itself, grown."""
        return key, len(self.groupes.groupes[key].membres)

    def accord(self, one: str, other: str) -> Accord:
        """What they agree on."""
        both = self._both(one, other)
        if both not in self._accords:
            self._accords[both] = agreement(self.groupes.groupes[one], self.groupes.groupes[other])
        return self._accords[both]

    def dates(self, one: str, other: str) -> float:
        """What their dates say, in powers of two (`Entrees.weight`)."""
        both = self._both(one, other)
        if both not in self._epoques:
            groups = self.groupes.groupes
            self._epoques[both] = self.entrees.weight(groups[one], groups[other])
        return self._epoques[both]

    def epoch(self, one: str, other: str) -> float:
        """Their dates; an account opened after its person had gone is the worst."""
        groups = self.groupes.groupes
        return -math.inf if gone_before(groups[one], groups[other]) else self.dates(one, other)

    def _both(self, one: str, other: str) -> tuple[Etat, Etat]:
        states = self.state(one), self.state(other)
        return states if one <= other else states[::-1]
