"""Dates of a column: its form is decided from all its values, each value is read once, what is no date is
told apart.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

import polars as pl

Etat = Literal["lue", "vide", "annee", "illisible", "hors_limites"]
Ordre = Literal["jm", "mj"]

_EPOCH = dt.date(1970, 1, 1)
_FILETIME_DAYS = 134_774  # from 1601-01-01 to 1970-01-01
_NET_DAYS = 719_162  # from 0001-01-01 to 1970-01-01
_TICKS_A_DAY = 864_000_000_000  # a Windows FILETIME counts 100 ns, .NET too
_NET_TICKS = 500_000_000_000_000_000  # from here on (year 1585) ticks are .NET's; a FILETIME would be in 3185
_HEURE = (
    r"(?:[T ,a-]+\d{1,2}(?:[:.h]\d{2}){0,2}(?:[.,:]\d+)?\s*(?P<ampm>[ap]\.?m\.?)?"
    r"\s*(?P<zone>z|utc|gmt|cet|cest|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?"
)
_JOUR = r"(?:(?:lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?(?:le\s+)?"
_ISO = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_HEURE}", re.I)
_CHIFFRES = re.compile(rf"(\d{{1,2}})\s*([-/. ])\s*(\d{{1,2}})\s*\2\s*(\d{{4}}|\d{{2}}){_HEURE}", re.I)
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
_SIX = re.compile(r"\d{6}(?:[.,]0+)?")
_CINQ = re.compile(r"\d{5}")
_DEUX = re.compile(r"(\d\d)[-/. ]?(\d\d)[-/. ]?(\d\d)(?:[.,]0+)?")
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


def meaning_of(column: str, nature: str = "") -> str:
    """The meaning (`naissance`, `debut`…) of a canonical column, "" when it has none of its own."""
    if column == "date_naissance" and nature.startswith(("rpps", "porteurs")):
        return "naissance_nationale"
    return next((sens for sens, rule in regles()["sens"].items() if column in rule["colonnes"]), "")


@lru_cache(maxsize=65_536)
def _clean(text: str) -> str:
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


class _Reader:
    """Reads one text at a time, once the column's form is known."""

    def __init__(self, forme: Forme, sens: str, today: dt.date | None, declared: str | None) -> None:
        self.forme, self.sens, self.today, self.declared = forme, sens, today, declared
        self.rule = regles()["sens"].get(sens, {})

    def read(self, text: str) -> Lue:
        clean = _clean(text)
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
        return Lue(day, day.year, "lue")

    def _century(self, two: int) -> int:
        year = 2000 + two
        limit = (self.today.year + int(self.rule["pivot"])) if self.today and self.rule else 2068
        return year if year <= limit else year - 100

    def _read(self, text: str) -> dt.date | Etat | None:
        if found := _ISO.fullmatch(text):
            month, day = int(found[3]), int(found[4])
            read = _day(int(found[1]), *((month, day) if self.forme.jour_au_bout else (day, month)))
            return _local(read, text) if read and _UTC.fullmatch(found["zone"] or "") else read
        if found := _CHIFFRES.fullmatch(text):
            return self._numeric(int(found[1]), int(found[3]), found[4])
        if found := _MOIS_EN_MOT.fullmatch(text):
            return self._worded(int(found[1]), found[2], found[3])
        if found := (_MOT_DEVANT.fullmatch(text) or _CTIME.fullmatch(text)):
            return self._worded(int(found[2]), found[1], found[3])
        if found := _NET.fullmatch(text):
            return _from_seconds(int(found[1]) / 1000, found[2])
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
        month = _mois().get(word)
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
            days = value // _TICKS_A_DAY - (
                _NET_DAYS if _NET_TICKS < value < 2 * _NET_TICKS else _FILETIME_DAYS
            )
            seconds = value % _TICKS_A_DAY / 10_000_000
            if value >= 9_000_000_000_000_000_000:
                return "vide"
            return _from_seconds(days * 86_400 + seconds)
        if size in {11, 12, 13}:
            return _from_seconds(value / 1000)
        if size in {9, 10} or digits.startswith("-"):
            return _from_seconds(value)
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


def _from_seconds(seconds: float, offset: str | None = None) -> dt.date:
    hours = int(offset[:3]) if offset else 0
    try:
        moment = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=seconds + 3600 * hours)
    except OverflowError:
        return dt.date.max
    return moment.date() if offset else _midnight_in_france(moment)


def _local(day: dt.date, text: str) -> dt.date:
    clock = re.search(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", text)
    if clock is None:
        return day
    return _midnight_in_france(
        dt.datetime(
            day.year, day.month, day.day, int(clock[1]) % 24, int(clock[2]) % 60, int(clock[3] or 0) % 60
        )
    )


def _midnight_in_france(moment: dt.datetime) -> dt.date:
    """A bare date written in UTC stands at 22:00 or 23:00 the day before: midnight in France."""
    exact = moment.minute == moment.second == 0
    summer = 4 <= moment.month <= 10
    if exact and (moment.hour == 23 or (moment.hour == 22 and (summer or moment.month == 3))):
        return moment.date() + dt.timedelta(days=1)
    return moment.date()


def decide(
    texts: list[str], sens: str = "", today: dt.date | None = None, declared: str | None = None
) -> Forme:
    """Day first or month first, from every value of the column (`texts`: distinct).

    Returns:
        A `Forme`; `refus` is a French sentence when the column mixes both, or when its values point to
        month first without a proof.
    """
    if declared:
        return Forme(_declared_order(declared), "déclarée")
    clean = {text: _clean(text) for text in texts}
    if six := any(_SIX.fullmatch(plain) for plain in clean.values()):
        clean = {text: plain.zfill(6) if _CINQ.fullmatch(plain) else plain for text, plain in clean.items()}
    years = _year_first(
        {text: plain for text, plain in clean.items() if not plain.startswith("-")}, sens, today
    )
    iso = _day_second([(text, found) for text, plain in clean.items() if (found := _ISO.fullmatch(plain))])
    numeric = [(text, found) for text, plain in clean.items() if (found := _CHIFFRES.fullmatch(plain))]
    for told in (years, iso, _half_converted(clean, numeric), _days_of_year(clean, today)):
        if told and told.refus:
            return told
    forme = Forme() if years else _day_order(numeric, sens, today)
    return replace(
        forme,
        six_chiffres=six,
        annee_devant=years is not None,
        jour_au_bout=iso is None,
    )


def _year_first(clean: Mapping[str, str], sens: str, today: dt.date | None) -> Forme | None:
    """Two digits of the year come first (75/07/14, 260131): proven by a first number above 31, suspected when
    the other reading lies in the future; None when the year is last.
    """
    found = [
        (text, [int(part) for part in f.groups()])
        for text, plain in clean.items()
        if (f := _DEUX.fullmatch(plain))
    ]
    first = [text for text, (a, _, c) in found if a > 31 >= c]
    last = [text for text, (a, _, c) in found if c > 31 >= a]
    if first and last:
        return None  # each says its own order
    if first:
        return Forme(annee_devant=True)
    if last or not today or len(found) < regles()["minimum_indice"]:
        return None
    year, ahead = today.year % 100, regles()["annees_devant"]["fin" if sens == "fin" else "autres"]
    starts, ends = {a for _, (a, _, _) in found}, {c for _, (_, _, c) in found}
    if starts == {1} or max(starts) > year + ahead or any(b > 12 for _, (_, b, _) in found):
        return None
    late = sens != "fin" and max(ends) > year + ahead
    few = 3 * len(starts) <= len(ends) and max(starts) >= year - 1  # years repeat, days do not
    if late or few:
        text = max(found, key=lambda one: one[1][2])[0]
        return Forme(refus=f"« {text} » peut avoir l'année devant (aa/mm/jj) ou le jour devant")
    return None


def _day_second(iso: list[tuple[str, re.Match[str]]]) -> Forme | None:
    """The day stands second after the year (2026/31/01); None when it stands last, as it should."""
    second = [text for text, f in iso if int(f[3]) > 12 >= int(f[4]) > 0]
    last = [text for text, f in iso if int(f[4]) > 12 >= int(f[3]) > 0]
    if not second or len(second) <= regles()["part_coquilles"] * len(last):
        return None
    return Forme(refus=_mixed(last[0], second[0]), melange=True) if last else Forme(jour_au_bout=False)


def _half_converted(clean: Mapping[str, str], numeric: list[tuple[str, re.Match[str]]]) -> Forme | None:
    """An American workbook turned into dates what it could (« 05/03/2020 », read 3 May) and left the rest as
    text.
    """
    typed = [(text, f) for text, plain in clean.items() if (f := _ISO.fullmatch(plain))]
    least = regles()["minimum_indice"]
    days = {int(f[4]) for _, f in typed}
    if len(numeric) < least or len(typed) < least or len(days) < 3 or max(days) > 12:
        return None
    if any(int(f[1]) <= 12 for _, f in numeric):
        return None
    said = (
        f"deux écritures se mélangent (« {numeric[0][0]} » et « {typed[0][0]} »), les textes tous après le"
        " 12 du mois,"
        " les dates du tableur toutes avant le 13 : un tableur américain a sans doute échangé jour et mois"
        " dans une"
        " partie des lignes"
    )
    return Forme(refus=said, melange=True)


def _days_of_year(clean: Mapping[str, str], today: dt.date | None) -> Forme | None:
    """Five digits that may be a year and a day of the year (26031), and not a workbook's day number."""
    bare = [text for text, plain in clean.items() if re.fullmatch(r"\d{5}(?:[.,]0+)?", plain)]
    limit = (today.year + 1) % 100 if today else 99
    if len(bare) < regles()["minimum_indice"] or len(bare) < len(clean) // 2:
        return None
    if all(int(text[:2]) <= limit and 1 <= int(text[2:5]) <= 366 for text in (clean[one] for one in bare)):
        return Forme(
            refus=f"« {bare[0]} » peut être un numéro de jour de tableur ou une année suivie du rang du jour"
        )
    return None


def _day_order(numeric: list[tuple[str, re.Match[str]]], sens: str, today: dt.date | None) -> Forme:
    """Day first or month first, from the numbers above 12."""
    numeric = [(text, f) for text, f in numeric if 0 < int(f[1]) <= 31 and 0 < int(f[3]) <= 31]
    day_first = [text for text, f in numeric if int(f[1]) > 12 >= int(f[3])]
    month_first = [text for text, f in numeric if int(f[3]) > 12 >= int(f[1])]
    american = [text for text, f in numeric if f["ampm"]]
    if day_first and month_first:
        few, many = sorted((day_first, month_first), key=len)
        if len(few) > regles()["part_coquilles"] * (len(few) + len(many)):
            return Forme(refus=_mixed(day_first[0], month_first[0]), melange=True)
        return Forme("jm" if many is day_first else "mj", many[0])
    if month_first:
        return Forme("mj", month_first[0])
    if day_first or not numeric:
        return Forme("jm", day_first[0] if day_first else "")
    if len(american) == len(numeric):
        return Forme("mj", american[0])
    return _undecided(numeric, sens, today)


def _undecided(numeric: list[tuple[str, re.Match[str]]], sens: str, today: dt.date | None) -> Forme:
    """No number above 12: day first as in France, unless the values themselves speak against it."""
    firsts = {int(f[1]) for _, f in numeric}
    seconds = {int(f[3]) for _, f in numeric}
    if sens in {"debut", "fin"} and len(numeric) >= 6 and seconds == {1} and len(firsts) >= 5:
        # contracts begin on the first of a month: here it would be « 1 » that stands second
        return Forme(refus=_ambiguous(next(t for t, f in numeric if f[1] != f[3])))
    if today and sens in {"passe", "naissance"}:
        late = {}
        for order in ("jm", "mj"):
            reader = _Reader(Forme(order), "", today, None)
            read = [(text, reader.read(text).jour) for text, _ in numeric]
            late[order] = [text for text, day in read if day and day > today + dt.timedelta(days=31)]
        if late["jm"] and not late["mj"]:
            return Forme(refus=_ambiguous(late["jm"][0]))
    return Forme()


def _declared_order(declared: str) -> Ordre:
    day, month = declared.find("%d"), declared.find("%m")
    return "mj" if 0 <= month < day else "jm"


def _both(text: str) -> str:
    shown = []
    for order, name in (("jm", "jour d'abord"), ("mj", "mois d'abord")):
        day = _Reader(Forme(order), "", None, None).read(text).jour  # type: ignore[arg-type]
        if day:
            shown.append(f"{day:%d/%m/%Y} ({name})")
    return " ou ".join(shown)


def _ambiguous(text: str) -> str:
    return f"« {text} » peut se lire {_both(text)}, et aucune valeur de la colonne ne permet de trancher"


def _mixed(day_first: str, month_first: str) -> str:
    return (
        f"deux écritures se mélangent : « {day_first} » a le jour d'abord, « {month_first} » a le mois"
        " d'abord ; les dates où jour et mois ne dépassent pas 12 ne peuvent être lues sans risque"
    )


def normal_form(declared: str | None) -> str | None:
    """A `format_date` as people write it (jj/mm/aaaa, dd/mm/yyyy) in the language of strptime."""
    if not declared or "%" in declared:
        return declared or None
    out = declared.lower()
    for words, code in (
        (("aaaa", "yyyy"), "%Y"),
        (("jj", "dd"), "%d"),
        (("mm",), "%m"),
        (("aa", "yy"), "%y"),
    ):
        for word in words:
            out = out.replace(word, code, 1)
    return out


def same_hand(formes: Mapping[str, Forme]) -> Ordre | None:
    """The order that the proven columns of one file share, None when none is proven or they differ."""
    proven = {forme.ordre for forme in formes.values() if forme.preuve and not forme.refus}
    return proven.pop() if len(proven) == 1 else None


def read_distinct(
    texts: pl.Series,
    sens: str = "",
    today: dt.date | None = None,
    declared: str | None = None,
    voisine: Ordre | None = None,
) -> tuple[pl.DataFrame, Forme]:
    """Read a series of texts.

    Args:
        texts: String; distinct or not, each distinct text is read once.
        sens: meaning (see `dates.toml`): bounds and pivot; "" for none.
        today: the run's date; None leaves the bounds out.
        declared: the column's form if the settings give it.
        voisine: the order of the file's other date columns, for a column whose own values prove nothing.

    Returns:
        A frame aligned with `texts`: jour (Date), annee (Int32), etat (String); and the form decided.
    """
    form = normal_form(declared)
    distinct = [text for text in texts.unique().to_list() if text is not None]
    forme = decide(distinct, sens, today, form)
    if voisine and not forme.preuve and not forme.melange:
        forme = replace(forme, ordre=voisine)
    reader = _Reader(forme, sens, today, form)
    read = {text: reader.read(text) for text in distinct}
    rows = [read.get(text, Lue(None, None, "vide")) for text in texts.to_list()]
    frame = pl.DataFrame(
        {
            "jour": pl.Series([one.jour for one in rows], dtype=pl.Date),
            "annee": pl.Series([one.annee for one in rows], dtype=pl.Int32),
            "etat": pl.Series([one.etat for one in rows], dtype=pl.String),
        }
    )
    return frame, forme


def same_all_year(texts: pl.Series) -> bool:
    """Whatever day of one year the run bears, these texts are read alike: bounds and centuries hang on its
    year; only a column whose day and month nothing tells apart hangs on the day itself.
    """
    told = texts.drop_nulls().unique()
    if told.str.contains(r"^(?:1[3-9]|2\d|3[01])/(?:0[1-9]|1[0-2])/\d{4}$").any():
        return True
    return not any(_CHIFFRES.fullmatch(_clean(text)) for text in told)
