"""The filled values of a column, looked at once for all who ask: their look, before their meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, TypeVar

from workbench.socle.noms import letters
from workbench.sources.lecture.titres import header_key

T = TypeVar("T")
_DATE = re.compile(
    r"^(?:(?P<jour>\d{1,2})[-/. ](?P<mois>\d{1,2}|[A-Za-zéûÉÛ.]{3,9})[-/."
    r" ](?P<fin>\d{4}|\d{2})|(?P<iso>\d{4})[-/.]\d{1,2}[-/.]\d{1,2}"
    r"|(?P<compact>(?:19|20|99|29)\d{2})(?:0\d|1[0-2])[0-3]\d(?:\d{6}(?:\.\d+)?Z?)?)(?:[ T,].*)?$"
)
_SERIE = re.compile(r"^[2-5]\d{4}(?:[.,]\d+)?$")
_TICKS = re.compile(r"^(?:0|1\d{17}|9223372036854775807)$")
_SANS_DATE = re.compile(r"^(?:0{8}|9{8}|0{14}|9{14})$")  # no date, no end, in a column of compact dates


@cache
def given_names() -> frozenset[str]:
    """The most frequent French given names (`prenoms.csv`)."""
    text = files("workbench.sources.declarer").joinpath("prenoms.csv").read_text("utf-8")
    return frozenset(letters(line) for line in text.splitlines()[2:] if line)


@dataclass(frozen=True)
class Valeurs:
    """The filled values of a column, and what they look like (shares between 0 and 1)."""

    textes: tuple[str, ...]
    _vus: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, what: Hashable, compute: Callable[[], T]) -> T:
        """What `compute` gives, worked out once: several natures ask the same of a column."""
        if what not in self._vus:
            self._vus[what] = compute()
        kept: T = self._vus[what]
        return kept

    @cached_property
    def distinctes(self) -> tuple[str, ...]:
        """Different values, in order."""
        return tuple(dict.fromkeys(self.textes))

    @cached_property
    def cles(self) -> tuple[tuple[str, str], ...]:
        """Each value in capitals, then as a dictionary's key."""
        return tuple((" ".join(text.upper().split()), header_key(text)) for text in self.textes)

    @property
    def unicite(self) -> float:
        """Different values over filled ones."""
        return len(self.distinctes) / len(self.textes) if self.textes else 0.0

    def part(self, pattern: re.Pattern[str]) -> float:
        """Share of values of that shape."""
        return self.once(
            pattern, lambda: sum(bool(pattern.match(text)) for text in self.textes) / max(1, len(self.textes))
        )

    @cached_property
    def dates(self) -> float:
        """Share of values that read as dates."""
        return sum(_year(text) is not None for text in self.textes) / max(1, len(self.textes))

    @cached_property
    def annees(self) -> list[int]:
        """Years of the values that read as dates and mean one."""
        years = [_year(text) for text in self.textes]
        return [year for year in years if year and 1900 < year < 2900]

    @cached_property
    def prenoms(self) -> float:
        """Share of values whose first word is a frequent given name."""
        keys = [letters(text).split() for text in self.textes]
        return sum(bool(key) and key[0] in given_names() for key in keys) / max(1, len(keys))


def _year(text: str) -> int | None:
    """Year of a text that reads as a date (0: a date without a meaning)."""
    if _TICKS.match(text) or _SANS_DATE.match(text):
        return 0
    if _SERIE.match(text):
        return 1900 + int(float(text.replace(",", ".")) / 365.25)
    if not (found := _DATE.match(text)):
        return None
    year = found["iso"] or found["compact"] or found["fin"]
    return int(year) if len(year) == 4 else 0
