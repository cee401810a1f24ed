"""Working days in France: the days of the week of `planning.toml`, but for the public holidays of the
territory.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import cache
from pathlib import Path

from holidays import country_holidays, list_supported_countries

from workbench.socle import regles
from workbench.socle.regles import RegleIllisible

PAYS = "FR"
UN_JOUR = dt.timedelta(days=1)


class Calendrier:
    """Working days by number: day n+1 is the working day after day n, so that durations add up as
    integers.
    """

    def __init__(self, semaine: Collection[int], territoire: str = "") -> None:
        """`semaine`: days worked, 1 = Monday; `territoire`: a subdivision of France with holidays of its own,
        else "".

        Raises:
            RegleIllisible: no such territory.
        """
        if territoire and territoire not in list_supported_countries()[PAYS]:
            raise RegleIllisible(
                "Règles illisibles",
                f"planning.toml : le territoire « {territoire} » est inconnu.",
                f"Choisir parmi {', '.join(list_supported_countries()[PAYS])}, ou retirer cette ligne.",
            )
        self._semaine = frozenset(semaine)
        self._territoire = territoire or None
        self._feries: dict[int, frozenset[dt.date]] = {}
        self._rangs: dict[dt.date, int] = {}
        self._jours: list[dt.date] = []
        self._origine = dt.date(2020, 1, 1)

    def feries(self, annee: int) -> frozenset[dt.date]:
        """Public holidays of a year."""
        if annee not in self._feries:
            self._feries[annee] = frozenset(country_holidays(PAYS, self._territoire, years=annee))
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
    return _calendrier(tuple(rules["jours_semaine"]), str(rules.get("territoire", "")))


@cache
def _calendrier(semaine: tuple[int, ...], territoire: str) -> Calendrier:
    return Calendrier(semaine, territoire)
