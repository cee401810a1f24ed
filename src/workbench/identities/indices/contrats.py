"""One contract that two HR systems write, or one that follows another the next day: the same names, service
and profession.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from workbench.identities.preuves import Fiche, compatible, same_service, same_usual
from workbench.socle.noms_compares import EXACT, compare_names

Poste = tuple[str | None, dt.date]  # a profession, and the first day of a contract
LENDEMAIN = dt.timedelta(days=1)


class Contrats:
    """The first days of the contracts of HR, by profession."""

    def __init__(self, fiches: Iterable[Fiche]) -> None:
        self._debuts: dict[Poste, list[Fiche]] = defaultdict(list)
        for fiche in fiches:
            if fiche.rh and fiche.entree:
                self._debuts[fiche.metier, fiche.entree.jour].append(fiche)

    def one(self, left: Iterable[Fiche], right: Iterable[Fiche]) -> bool:
        """Whether these records of HR write one contract, or two that touch, one of them without its birth.

        Nobody else of that profession came to that service that day: the day a system was installed, or when
        interns come, says nothing.
        """
        mine, theirs = list(left), list(right)
        here = {fiche.cle for fiche in (*mine, *theirs)}
        return any(self._one(a, b, here) for a in mine for b in theirs)

    def _one(self, a: Fiche, b: Fiche, here: set[str]) -> bool:
        if not (
            a.entree and b.entree and a.metier and a.metier == b.metier and same_service(a.service, b.service)
        ):
            return False
        if (a.naissance and b.naissance) or not _one_name(a, b):
            return False
        first, last = sorted((a, b), key=lambda fiche: fiche.entree.jour if fiche.entree else dt.date.max)
        if not (first.entree and last.entree):
            return False
        same_day = first.entree.jour == last.entree.jour and first.source != last.source
        follows = first.entree.fin is not None and first.entree.fin + LENDEMAIN == last.entree.jour
        return (same_day or follows) and not self._rivals(last, here)

    def _rivals(self, fiche: Fiche, here: set[str]) -> bool:
        came = self._debuts[fiche.metier, fiche.entree.jour] if fiche.entree else []
        return any(one.cle not in here and same_service(one.service, fiche.service) for one in came)


def _one_name(a: Fiche, b: Fiche) -> bool:
    return bool(a.prenoms and b.prenoms) and (
        compatible(a, b) and same_usual(a, b) and compare_names(a.noms, b.noms) == EXACT
    )
