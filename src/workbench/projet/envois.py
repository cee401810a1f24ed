"""Where a message or a training session stands at the date of the data."""

from __future__ import annotations

import datetime as dt


def etat_envoi(le: dt.date | None, fait: bool | None, aujourdhui: dt.date) -> str:
    """`fait`, `en_retard`, `prevu` or `a_dater`."""
    if fait:
        return "fait"
    if le is None:
        return "a_dater"
    return "en_retard" if le < aujourdhui else "prevu"
