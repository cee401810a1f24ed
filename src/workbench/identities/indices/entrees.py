"""When somebody came: an account is opened about the day its person arrives, more or less so by system.

How much it says is learnt on the accounts an identifier already joins, and on how many other people of the
same profession came then: a new intern among two hundred proves nothing, nor does a student in the spring
when students come, nor the day a system was installed.

Source: Fellegi & Sunter (1969), one comparison of three levels, its m from known pairs, its u from
everybody's dates.
"""

from __future__ import annotations

import datetime as dt
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
Arrivants = tuple[str, str | None]  # a system, a profession
T = TypeVar("T")
PRES, AVANT, APRES = "pres", "avant", "apres"  # the second of two dates, systems in alphabetical order


@dataclass
class Entrees:
    """What was learnt.

    `parts`: two systems → what their dates show → share of the known pairs; `jours`: the dates of a system.
    `apres`: a system → share of the accounts of people gone that were used since; `usages`: last uses.
    Both lists of dates are ordinals, sorted, by profession where it has examples enough, and all (None).
    """

    parts: dict[Systemes, dict[str, float]] = field(default_factory=dict)
    jours: dict[Arrivants, list[int]] = field(default_factory=dict)
    apres: dict[str, float] = field(default_factory=dict)
    usages: dict[Arrivants, list[int]] = field(default_factory=dict)
    _shares: dict[tuple[dt.date, str, str | None, str], float] = field(default_factory=dict, repr=False)

    def weight(self, left: Groupe, right: Groupe) -> float:
        """What their dates say for one person (above 0) or two, in powers of two; 0 when nothing is known.

        The arrival HR knows speaks before the date of another account.
        """
        pairs = [_ordered(one, other) for one in left.entrees for other in right.entrees]
        known = [(one, other) for one, other in pairs if (one.systeme, other.systeme) in self.parts]
        with_hr = [(one, other) for one, other in known if one.rh or other.rh]
        came = (self._came(one, other) for one, other in with_hr or known)
        used = [*self._used(left, right), *self._used(right, left)]
        return max(came, default=0.0) + min(used, default=0.0)

    def _came(self, one: Entree, other: Entree) -> float:
        seen = _shown(one, other)
        same = self.parts[one.systeme, other.systeme][seen]
        chances = (self._share(one.jour, other, seen), self._share(other.jour, one, _OPPOSE[seen]))
        if min(chances) <= same <= max(chances):
            return 0.0  # more than by chance beside one of the two, less beside the other
        return _weight(same, max(chances) if same > max(chances) else min(chances))

    def _share(self, day: dt.date, other: Entree, seen: str) -> float:
        """How many people of the other's system and profession would show the same beside this date."""
        peers = _peers(other, self.jours)
        key = (day, *peers, seen)
        if key not in self._shares:
            self._shares[key] = self._counted(self.jours[peers], day.toordinal(), seen)
        return self._shares[key]

    @staticmethod
    def _counted(days: list[int], day: int, seen: str) -> float:
        before = bisect_left(days, day - _window())
        after = len(days) - bisect_right(days, day + _window())
        count = {AVANT: before, APRES: after, PRES: len(days) - before - after}[seen]
        return (count + 1) / (len(days) + len(_OPPOSE))

    def _used(self, home: Groupe, group: Groupe) -> Iterator[float]:
        """An account used after its person has gone: rare where it was learnt to be."""
        if end := _gone(home):
            for entree in group.entrees:
                if entree.systeme in self.apres and entree.fin:
                    uses, same = self.usages[_peers(entree, self.usages)], self.apres[entree.systeme]
                    by_chance = (len(uses) - bisect_right(uses, end) + 1) / (len(uses) + 2)
                    after = entree.fin.toordinal() > end
                    yield _weight(same, by_chance) if after else _weight(1 - same, 1 - by_chance)


def learn(groups: Iterable[Groupe]) -> Entrees:
    """From groups that identifiers and births made: what two systems have examples enough of."""
    came, used = _Compte[Systemes](), _Compte[str]()
    jours: dict[Arrivants, list[int]] = defaultdict(list)
    usages: dict[Arrivants, list[int]] = defaultdict(list)
    for group in groups:
        by_system: dict[str, list[Entree]] = defaultdict(list)
        for entree in group.entrees:
            by_system[entree.systeme].append(entree)
            for metier in {entree.metier, None}:
                jours[entree.systeme, metier].append(entree.jour.toordinal())
                if entree.fin and not entree.rh:
                    usages[entree.systeme, metier].append(entree.fin.toordinal())
        for first, second in combinations(sorted(by_system), 2):
            both = [(one, other) for one in by_system[first] for other in by_system[second]]
            came.add((first, second), _shown(*min(both, key=lambda pair: abs(pair[0].jour - pair[1].jour))))
        if end := _gone(group):
            for system, found in by_system.items():
                if uses := [one.fin.toordinal() for one in found if one.fin and not one.rh]:
                    used.add(system, APRES if max(uses) > end else AVANT)
    parts = came.shares(tuple(_OPPOSE))
    apres = {system: seen[APRES] for system, seen in used.shares((AVANT, APRES)).items()}
    return Entrees(parts, _known(jours), apres, _known(usages))


class _Compte(Generic[T]):
    """How many times each thing was seen of something."""

    def __init__(self) -> None:
        self.seen: dict[T, Counter[str]] = defaultdict(Counter)

    def add(self, what: T, seen: str) -> None:
        self.seen[what][seen] += 1

    def shares(self, levels: tuple[str, ...]) -> dict[T, dict[str, float]]:
        """Of what has examples enough; never 0."""
        least = int(rules()["entrees"]["exemples"])
        return {
            what: {level: (found[level] + 1) / (found.total() + len(levels)) for level in levels}
            for what, found in self.seen.items()
            if found.total() >= least
        }


def gone_before(left: Groupe, right: Groupe) -> bool:
    """An account opened after every contract of HR had ended: somebody else's, or a date to look at."""
    return _opened_late(left, right) or _opened_late(right, left)


def _opened_late(home: Groupe, account: Groupe) -> bool:
    end = _gone(home)
    opened = [entree.jour.toordinal() for entree in account.entrees if not entree.rh]
    return end is not None and bool(opened) and min(opened) > end


def _gone(home: Groupe) -> int | None:
    """The day after which HR knows no contract of this person, some days allowed; None when one goes on."""
    ends = [entree.fin for entree in home.entrees if entree.rh]
    known = [end.toordinal() for end in ends if end]
    return max(known) + _window() if ends and len(known) == len(ends) else None


def _known(days: dict[Arrivants, list[int]]) -> dict[Arrivants, list[int]]:
    """Sorted; a profession of few examples is left to its whole system."""
    least = int(rules()["entrees"]["exemples"])
    return {
        (system, metier): sorted(found)
        for (system, metier), found in days.items()
        if metier is None or len(found) >= least
    }


def _peers(entree: Entree, days: dict[Arrivants, list[int]]) -> Arrivants:
    """Those this one is likely to be mistaken for."""
    alike = (entree.systeme, entree.metier)
    return alike if alike in days else (entree.systeme, None)


def _weight(same: float, by_chance: float) -> float:
    limit = float(rules()["entrees"]["plafond"])
    return max(-limit, min(limit, math.log2(same / by_chance)))


def _window() -> int:
    return int(rules()["entrees"]["fenetre"])


_OPPOSE = {PRES: PRES, AVANT: APRES, APRES: AVANT}


def _ordered(one: Entree, other: Entree) -> tuple[Entree, Entree]:
    return (one, other) if one.systeme <= other.systeme else (other, one)


def _shown(one: Entree, other: Entree) -> str:
    gap = (other.jour - one.jour).days
    return PRES if abs(gap) <= _window() else APRES if gap > 0 else AVANT
