"""Working days in France: Monday to Friday but for public holidays, Easter ones computed (`planning.toml`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from workbench.socle import regles

UN_JOUR = dt.timedelta(days=1)


def paques(annee: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher)."""
    a, b, c = annee % 19, annee // 100, annee % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return dt.date(annee, f // 31, f % 31 + 1)


class Calendrier:
    """Working days by number: day n+1 is the working day after day n, so that durations add up as integers."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        """`rules`: `jours_semaine`, `feries_fixes`, `feries_paques`."""
        self._semaine = frozenset(rules["jours_semaine"])
        self._fixes = tuple(rules["feries_fixes"])
        self._mobiles = tuple(rules["feries_paques"])
        self._feries: dict[int, frozenset[dt.date]] = {}
        self._rangs: dict[dt.date, int] = {}
        self._jours: list[dt.date] = []
        self._origine = dt.date(2020, 1, 1)

    def feries(self, annee: int) -> frozenset[dt.date]:
        """Public holidays of a year."""
        if annee not in self._feries:
            fixed = {dt.date.fromisoformat(f"{annee}-{day}") for day in self._fixes}
            moving = {paques(annee) + dt.timedelta(days=shift) for shift in self._mobiles}
            self._feries[annee] = frozenset(fixed | moving)
        return self._feries[annee]

    def ouvre(self, jour: dt.date) -> bool:
        """Is it a working day?"""
        return jour.isoweekday() in self._semaine and jour not in self.feries(jour.year)

    def suivant(self, jour: dt.date) -> dt.date:
        """That day if it is worked, else the next one that is."""
        while not self.ouvre(jour):
            jour += UN_JOUR
        return jour

    def precedent(self, jour: dt.date) -> dt.date:
        """That day if it is worked, else the last one that was."""
        while not self.ouvre(jour):
            jour -= UN_JOUR
        return jour

    def rang(self, jour: dt.date) -> int:
        """The number of a working day (of the next one, for a day off)."""
        jour = self.suivant(jour)
        if jour < self._origine:
            return -sum(self.ouvre(jour + UN_JOUR * k) for k in range((self._origine - jour).days))
        self._etendre(jour)
        return self._rangs[jour]

    def jour(self, rang: int) -> dt.date:
        """The working day of that number."""
        if rang < 0:
            day = self._origine
            while rang < 0:
                day -= UN_JOUR
                rang += self.ouvre(day)
            return day
        while len(self._jours) <= rang:
            self._etendre((self._jours[-1] if self._jours else self._origine) + dt.timedelta(days=400))
        return self._jours[rang]

    def entre(self, debut: dt.date, fin: dt.date) -> int:
        """Working days from one day to another, the last one left out; negative when it is before."""
        return self.rang(fin) - self.rang(debut)

    def _etendre(self, jusqu_a: dt.date) -> None:
        day = self._jours[-1] + UN_JOUR if self._jours else self._origine
        while day <= jusqu_a:
            if self.ouvre(day):
                self._rangs[day] = len(self._jours)
                self._jours.append(day)
            day += UN_JOUR


def calendrier(home: Path | None = None) -> Calendrier:
    """The calendar of the rules in force."""
    rules = regles.lire("workbench.projet", "planning.toml", home)
    return _calendrier(
        tuple(rules["jours_semaine"]), tuple(rules["feries_fixes"]), tuple(rules["feries_paques"])
    )


@cache
def _calendrier(semaine: tuple[int, ...], fixes: tuple[str, ...], mobiles: tuple[int, ...]) -> Calendrier:
    return Calendrier({"jours_semaine": semaine, "feries_fixes": fixes, "feries_paques": mobiles})
