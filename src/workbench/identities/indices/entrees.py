"""When somebody came: an account is opened about the day its person arrives, more or less so by system.

How much it says is learnt on the accounts an identifier already joins, and on how many other people came
about the same day: a new intern among two hundred proves nothing.

Source: Fellegi & Sunter (1969), one comparison, its m from known pairs, its u from everybody's dates.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Generic, TypeVar

from workbench.identities.groupes import Groupe
from workbench.identities.preuves import Entree
from workbench.identities.regles import rules

Systemes = tuple[str, str]
T = TypeVar("T")


@dataclass
class Entrees:
    """What was learnt.

    `parts`: two systems → share of known pairs whose dates are near; `jours`: a system's dates, sorted.
    `apres`: a system → share of the accounts of people gone that were used since; `usages`: last uses,
    sorted.
    """

    parts: dict[Systemes, float] = field(default_factory=dict)
    jours: dict[str, list[int]] = field(default_factory=dict)
    apres: dict[str, float] = field(default_factory=dict)
    usages: dict[str, list[int]] = field(default_factory=dict)

    def weight(self, left: Groupe, right: Groupe) -> float:
        """What their dates say for one person (above 0) or two, in powers of two; 0 when nothing is known."""
        came = [
            self._came(one, other)
            for one in left.entrees
            for other in right.entrees
            if _systems(one, other) in self.parts
        ]
        used = [*self._used(left, right), *self._used(right, left)]
        return max(came, default=0.0) + min(used, default=0.0)

    def _came(self, one: Entree, other: Entree) -> float:
        same = self.parts[_systems(one, other)]
        by_chance = max(self._share(one, other), self._share(other, one))
        return _weight(same, by_chance, seen=_near(one, other))

    def _share(self, one: Entree, other: Entree) -> float:
        """How many of the other system's people came about that day."""
        days, window = self.jours[other.systeme], _window()
        day = one.jour.toordinal()
        near = bisect_right(days, day + window) - bisect_left(days, day - window)
        return (near + 1) / (len(days) + 2)

    def _used(self, home: Groupe, group: Groupe) -> Iterator[float]:
        """An account used after its person has gone: rare where it was learnt to be."""
        if end := _gone(home):
            for entree in group.entrees:
                if entree.systeme in self.apres and entree.fin:
                    uses = self.usages[entree.systeme]
                    by_chance = (len(uses) - bisect_right(uses, end) + 1) / (len(uses) + 2)
                    after = entree.fin.toordinal() > end
                    yield _weight(self.apres[entree.systeme], by_chance, seen=after)


def learn(groups: Iterable[Groupe]) -> Entrees:
    """From groups that identifiers and births made: what two systems have examples enough of."""
    near, after = _Compte[Systemes](), _Compte[str]()
    jours: dict[str, list[int]] = defaultdict(list)
    usages: dict[str, list[int]] = defaultdict(list)
    for group in groups:
        by_system: dict[str, list[Entree]] = defaultdict(list)
        for entree in group.entrees:
            by_system[entree.systeme].append(entree)
            jours[entree.systeme].append(entree.jour.toordinal())
            if entree.fin and not entree.rh:
                usages[entree.systeme].append(entree.fin.toordinal())
        for one, other in combinations(sorted(by_system), 2):
            near.add((one, other), any(_near(a, b) for a in by_system[one] for b in by_system[other]))
        if end := _gone(group):
            for system, found in by_system.items():
                if uses := [one.fin.toordinal() for one in found if one.fin and not one.rh]:
                    after.add(system, max(uses) > end)
    return Entrees(near.shares(), _sorted(jours), after.shares(), _sorted(usages))


class _Compte(Generic[T]):
    """How many times something was looked at, and seen."""

    def __init__(self) -> None:
        self.tried: Counter[T] = Counter()
        self.seen: Counter[T] = Counter()

    def add(self, what: T, seen: bool) -> None:
        self.tried[what] += 1
        self.seen[what] += seen

    def shares(self) -> dict[T, float]:
        """Of what has examples enough; never 0 nor 1."""
        least = int(rules()["entrees"]["exemples"])
        return {what: (self.seen[what] + 1) / (n + 2) for what, n in self.tried.items() if n >= least}


def _sorted(days: dict[str, list[int]]) -> dict[str, list[int]]:
    return {system: sorted(found) for system, found in days.items()}


def _weight(same: float, by_chance: float, *, seen: bool) -> float:
    limit = float(rules()["entrees"]["plafond"])
    odds = same / by_chance if seen else (1 - same) / (1 - by_chance)
    return max(-limit, min(limit, math.log2(odds)))


def _gone(home: Groupe) -> int | None:
    """The day after which HR knows no contract of this person, some days allowed; None when one goes on."""
    ends = [entree.fin for entree in home.entrees if entree.rh]
    known = [end.toordinal() for end in ends if end]
    return max(known) + _window() if ends and len(known) == len(ends) else None


def gone_before(left: Groupe, right: Groupe) -> bool:
    """An account opened after every contract of HR had ended: somebody else's, or a date to look at."""
    return _opened_late(left, right) or _opened_late(right, left)


def _opened_late(home: Groupe, account: Groupe) -> bool:
    end = _gone(home)
    opened = [entree.jour.toordinal() for entree in account.entrees if not entree.rh]
    return end is not None and bool(opened) and min(opened) > end


def _window() -> int:
    return int(rules()["entrees"]["fenetre"])


def _systems(one: Entree, other: Entree) -> Systemes:
    return min(one.systeme, other.systeme), max(one.systeme, other.systeme)


def _near(one: Entree, other: Entree) -> bool:
    return abs((one.jour - other.jour).days) <= _window()
