"""Rules of two follow-ups, nurses and role-based staff: delays, buckets, capacity; the establishment's own
files win.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from workbench.pilotage.hypotheses import JOURS_PAR_MOIS
from workbench.pilotage.prevision import observed_pace
from workbench.socle.regles import lire

_ROOM = "workbench.pilotage"


def nurse_rules(home: Path | None = None) -> dict[str, Any]:
    """`infirmiers.toml`: delays of the Ordre, buckets, words of its answer.

    Raises:
        RegleIllisible: the establishment's file is not TOML, or lacks a heading of ours.
    """
    return lire(_ROOM, "infirmiers.toml", home)


def employer_rules(home: Path | None = None) -> dict[str, Any]:
    """`employeur.toml`: minutes a file, managers, hours a month.

    Raises:
        RegleIllisible: the establishment's file is not TOML, or lacks a heading of ours.
    """
    return lire(_ROOM, "employeur.toml", home)


def orders(home: Path | None = None) -> list[dict[str, Any]]:
    """`ordres.toml`: the Ordres an employer sends a quarterly list to, what each text asks (`champs`), and by
    which day (`jour_depot`, the same for all).

    Raises:
        RegleIllisible: the establishment's file is not TOML, or lacks a heading of ours.
    """
    due = int(nurse_rules(home)["jour_depot"])
    return [{**one, "jour_depot": due} for one in lire(_ROOM, "ordres.toml", home)["ordres"]]


def orders_table(home: Path | None = None) -> pl.DataFrame:
    """`meta.liste_ordre`: profession_code, ordre, champs."""
    rows = [(one["profession_code"], one["code"], one["champs"]) for one in orders(home)]
    return pl.DataFrame(rows, schema=["profession_code", "ordre", "champs"], orient="row")


def seniority_table(home: Path | None = None) -> pl.DataFrame:
    """`meta.tranche_anciennete`: rang, tranche, mois_min, mois_max."""
    return pl.DataFrame(nurse_rules(home)["tranches"])


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day some months later, the last of the month when it does not exist."""
    year, month = divmod(day.month - 1 + months, 12)
    year += day.year
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))


def quarter(day: dt.date) -> str:
    """« 2026-T4 »."""
    return f"{day.year}-T{(day.month - 1) // 3 + 1}"


def quarter_start(day: dt.date) -> dt.date:
    """The first day of that day's quarter."""
    return dt.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def deposit_due(day: dt.date, jour_depot: int) -> dt.date:
    """The day by which the list of that day's quarter is due."""
    return quarter_start(day).replace(day=jour_depot)


def next_deposit(day: dt.date, jour_depot: int) -> dt.date:
    """The next day by which the quarterly list is due: the `jour_depot` of the first month of a quarter,
    today included.
    """
    start = deposit_due(day, jour_depot)
    return start if day <= start else add_months(start, 3)


def deadlines(answered: dt.date, rules: Mapping[str, Any]) -> tuple[dt.date, dt.date]:
    """End of the provisional enrolment, then end of the notice, counted from the Ordre's answer."""
    end = add_months(answered, int(rules["delai_mois"]))
    return end, add_months(end, int(rules["preavis_mois"]))


def monthly_pace(points: Sequence[tuple[dt.date, int]]) -> float | None:
    """How many fewer remain each month (negative: it grows), by Theil–Sen; None below four points.

    Source: see `prevision.observed_pace`, read on shares of the first remainder.
    """
    highest = max((value for _, value in points), default=0)
    if highest == 0:
        return None
    pace = observed_pace([(day, value / highest) for day, value in points])
    return None if pace is None else -pace * highest


def line_end(last: tuple[dt.date, int], par_mois: float, echeance: dt.date) -> tuple[dt.date, float]:
    """Where a straight line of that monthly pace leads: zero on its day, or what remains at the deadline."""
    day, reste = last
    months = (echeance - day).days / JOURS_PAR_MOIS
    if par_mois > 0 and reste / par_mois <= months:
        return day + dt.timedelta(days=round(reste / par_mois * JOURS_PAR_MOIS)), 0.0
    return echeance, max(0.0, reste - par_mois * months)
