"""One text read as a date, once the form of its column is known."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

from workbench.sources.porte.dates.horloges import day_of_seconds, day_of_ticks, midnight_in_france

Etat = Literal["lue", "ancienne", "vide", "annee", "illisible", "hors_limites"]
Ordre = Literal["jm", "mj"]

_HEURE = (
    r"(?:[T ,a-]+\d{1,2}(?:[:.h]\d{2}){0,2}(?:[.,:]\d+)?\s*(?P<ampm>[ap]\.?m\.?)?"
    r"\s*(?P<zone>z|utc|gmt|cet|cest|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?"
)
_JOUR = r"(?:(?:lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?(?:le\s+)?"
ISO = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_HEURE}", re.I)
CHIFFRES = re.compile(rf"(\d{{1,2}})\s*([-/. ])\s*(\d{{1,2}})\s*\2\s*(\d{{4}}|\d{{2}}){_HEURE}", re.I)
_MOIS_EN_MOT = re.compile(
    rf"{_JOUR}(\d{{1,2}})(?:er|st|nd|rd|th)?[-/. ]*([a-z]{{3,9}})\.?[-/., ]*(\d{{4}}|\d{{2}}){_HEURE}", re.I
)
_MOT_DEVANT = re.compile(
    rf"{_JOUR}([a-z]{{3,9}})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_HEURE}", re.I
)
_CTIME = re.compile(
    rf"{_JOUR}([a-z]{{3,9}})\.?\s+(\d{{1,2}})\s+\d{{1,2}}:\d{{2}}:\d{{2}}\s+(?:[a-z]+\s+)?(\d{{4}})", re.I
)
_COMPACTE = re.compile(r"(\d{8})(?:T?(\d{4,6})(?:[.,]\d+)?(z|[+-]\d{4})?)?", re.I)
_NET = re.compile(r"\\?/date\((-?\d+)([+-]\d{4})?\)\\?/", re.I)
_NOMBRE = re.compile(r"(-?\d+)(?:[.,]\d+)?")
_EXPOSANT = re.compile(r"-?\d[.,]\d+e\+?\d{1,2}")
_UTC = re.compile(r"z|utc|gmt|[+-]00:?(?:00)?")
_INCONNU = re.compile(
    r"(?:(?:00|xx|\?\?|99|__|0)[-/. ]?){2}((?:19|20)\d{2})|(?:00|xx|\?\?|0)[-/. ](?:\d{1,2})[-/."
    r" ]((?:19|20)\d{2})"
)
_INCONNU_MOIS = re.compile(
    r"\d{1,2}[-/. ](?:00|xx|\?\?|0)[-/. ](\d{4})|00\d{2}((?:19|20)\d{2})|\d{2}00((?:19|20)\d{2})"
)
_INCONNU_ISO = re.compile(
    rf"((?:1[89]|20)\d{{2}})-?(?:(?:00|xx|\?\?)-?(?:\d{{2}}|xx|\?\?)|(?:0[1-9]|1[0-2])-?(?:00|xx|\?\?)){_HEURE}",
    re.I,
)
_ANNEE = re.compile(r"((?:19|20)\d{2})|\d{1,2}/((?:19|20)\d{2})|((?:19|20)\d{2})-\d{2}")


@dataclass(frozen=True)
class Forme:
    """How a column writes its dates: `ordre` of day and month; `refus` says why it cannot be read.

    `annee_devant`: two digits of the year come first (26/01/31). `jour_au_bout`: False when the day stands
    second after
    the year (2026/31/01). `six_chiffres`: bare numbers are six digits (010126), whose first zero may be lost.
    """

    ordre: Ordre = "jm"
    preuve: str = ""
    refus: str = ""
    melange: bool = False
    annee_devant: bool = False
    jour_au_bout: bool = True
    six_chiffres: bool = False


@dataclass(frozen=True)
class Lue:
    """One text read: `jour` when it is a date, `annee` as soon as the year is known."""

    jour: dt.date | None
    annee: int | None
    etat: Etat


@cache
def regles() -> dict[str, Any]:
    """`dates.toml`."""
    return tomllib.loads(files("workbench.sources.porte").joinpath("dates.toml").read_text("utf-8"))


@cache
def _mois() -> dict[str, int]:
    return {mot: int(numero) for numero, mots in regles()["mois"].items() for mot in mots}


@cache
def _shortened(word: str) -> int | None:
    """The month whose name alone begins so (« octo. », « nove. »): « jui » is two of them."""
    found = {month for name, month in _mois().items() if name.startswith(word)}
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=65_536)
def cleaned(text: str) -> str:
    """Lower case, no accent, plain hyphens, single spaces."""
    plain = text
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
        plain = "".join(c for c in plain if not unicodedata.combining(c) and (c.isprintable() or c.isspace()))
    return " ".join(plain.replace("‐", "-").replace("−", "-").split()).strip("'\" ").lower()


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


class Reader:
    """Reads one text at a time, once the column's form is known."""

    def __init__(self, forme: Forme, sens: str, today: dt.date | None, declared: str | None) -> None:
        self.forme, self.sens, self.today, self.declared = forme, sens, today, declared
        self.rule = regles()["sens"].get(sens, {})

    def read(self, text: str) -> Lue:
        clean = cleaned(text)
        if not clean or clean in regles()["mots"]:
            return Lue(None, None, "vide")
        if self.declared:
            for form in self.declared.split("|"):
                try:
                    return self._judge(dt.datetime.strptime(clean, form).date())
                except ValueError:
                    continue
        if (year := _unknown_day(clean)) is not None:
            return self._year(year)
        found = self._read(clean)
        if isinstance(found, str):
            return Lue(None, None, found)
        return Lue(None, None, "illisible") if found is None else self._judge(found)

    def _year(self, year: int) -> Lue:
        if year == 0 or year >= regles()["annee_jamais"]:
            return Lue(None, None, "vide")
        if not self.sens.startswith("naissance"):
            return Lue(None, year, "illisible")
        inside = self.today is None or self._inside(dt.date(year, 6, 30))
        return Lue(None, year if inside else None, "annee" if inside else "hors_limites")

    def _inside(self, day: dt.date) -> bool:
        if self.today is None or not self.rule:
            return True
        if "jours_devant" in self.rule and (day - self.today).days > self.rule["jours_devant"]:
            return False
        return (
            self.today.year - int(self.rule["plus_ancien"])
            <= day.year
            <= self.today.year + int(self.rule["plus_loin"])
        )

    def _judge(self, day: dt.date) -> Lue:
        rules = regles()
        never = day.isoformat() in rules["jamais"] or day.year >= rules["annee_jamais"]
        born = self.sens.startswith("naissance") or not self.sens  # 1 January 1970 may be anybody's birthday
        never |= not born and day.isoformat() in rules["jamais_hors_naissance"]
        never |= self.sens == "fin" and day.year >= rules["annee_ouverte"]
        if never:
            return Lue(None, None, "vide")
        if not self._inside(day):
            return Lue(None, None, "hors_limites")
        oldest = self.rule.get("doute_ancien")
        if self.today and oldest and day.year < self.today.year - int(oldest):
            filler = f"{day:%m-%d}" == self.rule["remplissage"]
            return Lue(None, None, "hors_limites") if filler else Lue(day, day.year, "ancienne")
        return Lue(day, day.year, "lue")

    def _century(self, two: int) -> int:
        year = 2000 + two
        limit = (self.today.year + int(self.rule["pivot"])) if self.today and self.rule else 2068
        return year if year <= limit else year - 100

    def _read(self, text: str) -> dt.date | Etat | None:
        if found := ISO.fullmatch(text):
            month, day = int(found[3]), int(found[4])
            read = _day(int(found[1]), *((month, day) if self.forme.jour_au_bout else (day, month)))
            return _local(read, text) if read and _UTC.fullmatch(found["zone"] or "") else read
        if found := CHIFFRES.fullmatch(text):
            return self._numeric(int(found[1]), int(found[3]), found[4])
        if found := _MOIS_EN_MOT.fullmatch(text):
            return self._worded(int(found[1]), found[2], found[3])
        if found := (_MOT_DEVANT.fullmatch(text) or _CTIME.fullmatch(text)):
            return self._worded(int(found[2]), found[1], found[3])
        if found := _NET.fullmatch(text):
            return day_of_seconds(int(found[1]) / 1000, found[2])
        if (found := _COMPACTE.fullmatch(text)) and (read := self._compact(found[1], bool(found[2]))):
            return read
        if _EXPOSANT.fullmatch(text):
            text = _written_out(text)
        if found := _NOMBRE.fullmatch(text):
            return self._number(found[1])
        return None

    def _numeric(self, first: int, second: int, year: str) -> dt.date | None:
        if len(year) == 2 and (self.forme.annee_devant or first > 31 >= int(year)):
            return _day(self._century(first), second, int(year))
        day, month = (first, second) if self.forme.ordre == "jm" else (second, first)
        return self._dated(day, month, year)

    def _dated(self, day: int, month: int, year: str) -> dt.date | None:
        if self.sens == "fin" and (day, month, year) == (31, 12, "99"):
            return dt.date.max  # 31/12/9999 shown with two digits
        return _day(self._century(int(year)) if len(year) == 2 else int(year), month, day)

    def _worded(self, day: int, word: str, year: str) -> dt.date | None:
        month = _mois().get(word) or _shortened(word)
        return self._dated(day, month, year) if month else None

    def _compact(self, digits: str, timed: bool) -> dt.date | None:
        year_first = _plausible(_day(int(digits[:4]), int(digits[4:6]), int(digits[6:])))
        if year_first or timed:
            return year_first
        day, month = (digits[:2], digits[2:4]) if self.forme.ordre == "jm" else (digits[2:4], digits[:2])
        return _plausible(_day(int(digits[4:]), int(month), int(day)))

    def _number(self, digits: str) -> dt.date | Etat | None:
        value, size = int(digits), len(digits.lstrip("-"))
        if digits.startswith("-") and size < 6:
            return "vide"  # « -1 »: never, in a directory
        if size >= 17:
            return day_of_ticks(value) or "vide"
        if size in {11, 12, 13}:
            return day_of_seconds(value / 1000)
        if size in {9, 10} or digits.startswith("-"):
            return day_of_seconds(value)
        if size == 7:  # ddmmyyyy whose leading zero a workbook dropped
            return self._compact(digits.zfill(8), False)
        if size == 6 or (size == 5 and self.forme.six_chiffres):
            digits = digits.zfill(6)
            return self._numeric(int(digits[:2]), int(digits[2:4]), digits[4:])
        if size == 5:
            return dt.date(1899, 12, 30) + dt.timedelta(days=value)
        return "vide" if value in {0, 1} else None


def _plausible(day: dt.date | None) -> dt.date | None:
    return (
        day if day and (1800 <= day.year <= 2299 or day.year in {1, 1601, 1753, 2999, 4712, 9999}) else None
    )


def _unknown_day(text: str) -> int | None:
    """The year of a date whose day or month is not known (00/00/1980, 01/00/1980, 1980-00-00, 1980); else
    None.
    """
    for shape in (_INCONNU, _INCONNU_MOIS, _INCONNU_ISO, _ANNEE):
        if found := shape.fullmatch(text):
            year = next(group for group in found.groups()[:3] if group)
            return int(year) if year.isdigit() else None
    return 0 if re.fullmatch(r"0{1,2}[-/. ]0{1,2}[-/. ]0{2,4}", text) else None


def _written_out(text: str) -> str:
    """A number a workbook shows with an exponent, when all its digits are there; the text itself
    otherwise.
    """
    number = Decimal(text.replace(",", "."))
    return text if int(number.as_tuple().exponent) > 0 else f"{number:f}"


def _local(day: dt.date, text: str) -> dt.date:
    clock = re.search(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", text)
    if clock is None:
        return day
    return midnight_in_france(
        dt.datetime(
            day.year, day.month, day.day, int(clock[1]) % 24, int(clock[2]) % 60, int(clock[3] or 0) % 60
        )
    )
