"""Rules of two follow-ups, nurses and role-based staff: delays, buckets, capacity; the establishment's own files win."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from workbench.regles import lire

_ROOM = "workbench.indicators"


def nurse_rules(home: Path | None = None) -> dict[str, Any]:
    """`infirmiers.toml`: delays of the Ordre, buckets, words of its answer.

    Raises:
        RegleIllisible: the establishment's file is not TOML.
    """
    return lire(_ROOM, "infirmiers.toml", home)


def employer_rules(home: Path | None = None) -> dict[str, Any]:
    """`employeur.toml`: minutes a file, managers, hours a month.

    Raises:
        RegleIllisible: the establishment's file is not TOML.
    """
    return lire(_ROOM, "employeur.toml", home)


def seniority_table(home: Path | None = None) -> pl.DataFrame:
    """`meta.tranche_anciennete`: rang, tranche, mois_min, mois_max."""
    return pl.DataFrame(nurse_rules(home)["tranches"])


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day some months later, the last of the month when it does not exist."""
    year, month = divmod(day.month - 1 + months, 12)
    year += day.year
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))


def next_deposit(day: dt.date, jour_depot: int) -> dt.date:
    """The next day by which the quarterly list is due: the `jour_depot` of the first month of a quarter, today included."""
    start = dt.date(day.year, 3 * ((day.month - 1) // 3) + 1, jour_depot)
    return start if day <= start else add_months(start, 3)


def deadlines(answered: dt.date, rules: Mapping[str, Any]) -> tuple[dt.date, dt.date]:
    """End of the provisional enrolment, then end of the notice, counted from the Ordre's answer."""
    end = add_months(answered, int(rules["delai_mois"]))
    return end, add_months(end, int(rules["preavis_mois"]))
