"""What-if: with this much work a month, when is what remains done, and what would a share be then? Plain
sums, no forecast.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.looks.formats import ecart, nombre
from workbench.pilotage.etat_jalon import Plafond

JOURS_PAR_MOIS = 365.25 / 12
RECUL = 92  # « the last three months », in days


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


@dataclass(frozen=True)
class Scenario:
    """What a share would be at the deadline if what it supposes held: a sum, no forecast."""

    titre: str
    suppose: str
    part: float


def scenarios(
    serie: Sequence[tuple[dt.date, int | None, int | None, float]],
    echeance: dt.date,
    plafond: Plafond | None,
    dossiers: float,
) -> list[Scenario]:
    """Three of them, none when the last point has no counts.

    Args:
        serie: indicator's history, oldest first.
        dossiers: people registered each month, at the pace entered.
    """
    counted = [(day, num, den) for day, num, den, _ in serie if num is not None and den]
    if not counted or counted[-1][0] != serie[-1][0]:
        return []
    day, number, total = counted[-1]
    months = max(0.0, (echeance - day).days / JOURS_PAR_MOIS)
    since = min(counted, key=lambda point: abs((day - point[0]).days - RECUL))
    pace = (number - since[1]) / ((day - since[0]).days / JOURS_PAR_MOIS) if since[0] < day else 0.0
    top = total if plafond is None else round(plafond.part * total)
    registered = min(dossiers * months, plafond.sans_numero if plafond else 0)
    going = number + pace * months
    borne = f", au plus {plafond.dit}" if plafond else ""
    return [
        Scenario(
            "Sans effort nouveau",
            "chaque départ est remplacé par quelqu’un d’aussi bien connu",
            number / total,
        ),
        Scenario(
            "Au rythme des trois derniers mois",
            f"{ecart(pace)} par mois, arrivées et départs compris{borne}",
            _within(going, top, total),
        ),
        Scenario(
            "Avec la capacité saisie",
            f"le même rythme, plus {nombre(registered)} personnes enregistrées d’ici là aux rythmes saisis"
            " ci-dessus",
            _within(going + registered, top + registered, total),
        ),
    ]


def _within(number: float, top: float, total: int) -> float:
    return max(0.0, min(number, top, total)) / total
