"""How a column writes its dates, decided from all its values: day or month first, year in front."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace

from workbench.sources.porte.dates.texte import CHIFFRES, ISO, Forme, Ordre, Reader, cleaned, regles

_SIX = re.compile(r"\d{6}(?:[.,]0+)?")
_CINQ = re.compile(r"\d{5}")
_DEUX = re.compile(r"(\d\d)[-/. ]?(\d\d)[-/. ]?(\d\d)(?:[.,]0+)?")


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
    clean = {text: cleaned(text) for text in texts}
    if six := any(_SIX.fullmatch(plain) for plain in clean.values()):
        clean = {text: plain.zfill(6) if _CINQ.fullmatch(plain) else plain for text, plain in clean.items()}
    years = _year_first(
        {text: plain for text, plain in clean.items() if not plain.startswith("-")}, sens, today
    )
    iso = _day_second([(text, found) for text, plain in clean.items() if (found := ISO.fullmatch(plain))])
    numeric = [(text, found) for text, plain in clean.items() if (found := CHIFFRES.fullmatch(plain))]
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
    typed = [(text, f) for text, plain in clean.items() if (f := ISO.fullmatch(plain))]
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
            reader = Reader(Forme(order), "", today, None)
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
        day = Reader(Forme(order), "", None, None).read(text).jour  # type: ignore[arg-type]
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
