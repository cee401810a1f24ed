"""What-if: with this much work a month, when is what remains done, and what would a share be then? Plain
sums, no forecast.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

JOURS_PAR_MOIS = 365.25 / 12


@dataclass(frozen=True)
class Chantier:
    """What remains, at which pace, when it would be done (None: never at that pace)."""

    titre: str
    reste: int
    par_mois: float
    fini_le: dt.date | None
    echeance: dt.date

    @property
    def tenu(self) -> bool:
        """Done by its own deadline."""
        return self.fini_le is not None and self.fini_le <= self.echeance


def files_per_month(heures: float, minutes: float) -> float:
    """Files a manager treats in a month, for so many hours at so many minutes a file."""
    return heures * 60 / minutes if minutes > 0 else 0.0


def project(titre: str, reste: int, par_mois: float, le: dt.date, echeance: dt.date) -> Chantier:
    """Date of the last one; today when nothing remains."""
    if reste <= 0:
        return Chantier(titre, 0, par_mois, le, echeance)
    if par_mois <= 0:
        return Chantier(titre, reste, par_mois, None, echeance)
    days = math.ceil(reste / par_mois * JOURS_PAR_MOIS)
    done = le + dt.timedelta(days=days) if days < 100 * 366 else None
    return Chantier(titre, reste, par_mois, done, echeance)


def needed(reste: int, le: dt.date, echeance: dt.date) -> float | None:
    """The monthly pace that meets the deadline; None once it is past."""
    days = (echeance - le).days
    return reste / (days / JOURS_PAR_MOIS) if days > 0 else None
