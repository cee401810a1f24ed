"""Numbers that machines write for a moment: what day in France they mean."""

from __future__ import annotations

import datetime as dt

_FILETIME_DAYS = 134_774  # from 1601-01-01 to 1970-01-01
_NET_DAYS = 719_162  # from 0001-01-01 to 1970-01-01
_TICKS_A_DAY = 864_000_000_000  # a Windows FILETIME counts 100 ns, .NET too
_NET_TICKS = 500_000_000_000_000_000  # from here on (year 1585) ticks are .NET's; a FILETIME would be in 3185
_TICKS_A_SECOND = 10_000_000
_NEVER = 9_000_000_000_000_000_000  # a FILETIME from here on is « never », in a directory


def day_of_ticks(value: int) -> dt.date | None:
    """The day of a count of 100 ns, a FILETIME's or .NET's; None for « never »."""
    if value >= _NEVER:
        return None
    origin = _NET_DAYS if _NET_TICKS < value < 2 * _NET_TICKS else _FILETIME_DAYS
    days, ticks = divmod(value, _TICKS_A_DAY)
    return day_of_seconds((days - origin) * 86_400 + ticks / _TICKS_A_SECOND)


def day_of_seconds(seconds: float, offset: str | None = None) -> dt.date:
    """The day of a number of seconds since 1970, in UTC, or at the offset it is written with (« +0200 »)."""
    hours = int(offset[:3]) if offset else 0
    try:
        moment = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=seconds + 3600 * hours)
    except OverflowError:
        return dt.date.max
    return moment.date() if offset else midnight_in_france(moment)


def midnight_in_france(moment: dt.datetime) -> dt.date:
    """A bare date written in UTC stands at 22:00 or 23:00 the day before: midnight in France."""
    exact = moment.minute == moment.second == 0
    summer = 4 <= moment.month <= 10
    if exact and (moment.hour == 23 or (moment.hour == 22 and (summer or moment.month == 3))):
        return moment.date() + dt.timedelta(days=1)
    return moment.date()
