"""What an indicator says of a risk: where it stands, which way it moves, and whether that is the wrong way.

Direction (« hausse » or « baisse » is better): the indicator's own fiche (`indicators/fiches/*.toml`) when
there is one,
else `signaux.toml`. A signal is computed, never set by hand.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl

from workbench.socle import regles

ALERTES = ("aggrave", "immobile")


@dataclass(frozen=True)
class Signal:
    """One indicator today.

    `etat`: aggrave, immobile, ameliore, stable, neutre (no better way), sans_recul (one point), non_mesure
    (none).
    `taux`: the value is a share; `numerateur` and `denominateur` are then its two counts.
    """

    indicateur: str
    etat: str
    libelle: str = ""
    le: dt.date | None = None
    valeur: float | None = None
    precedente: float | None = None
    depuis: dt.date | None = None
    sens: str = "neutre"
    taux: bool = False
    numerateur: int | None = None
    denominateur: int | None = None

    @property
    def alerte(self) -> bool:
        """Does it call for attention?"""
        return self.etat in ALERTES


def sens(indicateur: str, home: Path | None = None) -> str:
    """Which way is better for that indicator: `hausse`, `baisse` or `neutre`.

    Raises:
        RegleIllisible: the establishment's own `signaux.toml` cannot be read.
    """
    for ident, prefix, way in _fiches():
        if indicateur == ident or (prefix and indicateur.startswith(ident)):
            return way
    rules = regles.lire("workbench.projet", "signaux.toml", home)["sens"]
    return next((str(way) for pattern, way in rules.items() if fnmatchcase(indicateur, pattern)), "neutre")


@cache
def _fiches() -> list[tuple[str, bool, str]]:
    """Id, is it a prefix, direction: longest id first, so that the most precise fiche wins."""
    folder = files("workbench.marts").joinpath("cartes")
    if not folder.is_dir():
        return []
    rows = []
    for entry in folder.iterdir():
        if entry.name.endswith(".toml"):
            for card in tomllib.loads(entry.read_text("utf-8")).get("indicateurs", []):
                rows.append((str(card["id"]), bool(card.get("prefixe")), str(card.get("sens", "neutre"))))
    return sorted(rows, key=lambda row: -len(row[0]))


def lire(historique: pl.DataFrame, indicateur: str | None, home: Path | None = None) -> Signal:
    """The signal of one indicator.

    Args:
        historique: mart.historique (`date_execution, indicateur, libelle, numerateur, denominateur, valeur`).
        indicateur: its id; None or unknown to the history gives `non_mesure`.
    """
    rules = regles.lire("workbench.projet", "signaux.toml", home)
    points = _points(historique, indicateur or "", rules)
    if not points:
        return Signal(indicateur or "", "non_mesure")
    last, way = points[-1], sens(indicateur or "", home)
    values = [float(point["valeur"]) for point in points]
    share = _share(last["numerateur"], last["denominateur"], values[-1])
    before = points[-2] if len(points) > 1 else None
    return Signal(
        indicateur or "",
        _etat(values, way, share, rules),
        str(last["libelle"]),
        last["date_execution"],
        values[-1],
        values[-2] if before else None,
        before["date_execution"] if before else None,
        way,
        share,
        last["numerateur"],
        last["denominateur"],
    )


def points(
    historique: pl.DataFrame, indicateur: str, home: Path | None = None
) -> list[tuple[dt.date, float]]:
    """Its values over the runs, oldest first."""
    rules = regles.lire("workbench.projet", "signaux.toml", home)
    return [(row["date_execution"], float(row["valeur"])) for row in _points(historique, indicateur, rules)]


def _points(historique: pl.DataFrame, indicateur: str, rules: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Its values, oldest first; a count that a run writes only when it is not zero is zero at the other
    runs.
    """
    seen = (
        historique.filter(pl.col("indicateur") == indicateur, pl.col("valeur").is_not_null())
        .sort("date_execution")
        .unique("date_execution", keep="last", maintain_order=True)
        .to_dicts()
    )
    if not any(fnmatchcase(indicateur, pattern) for pattern in rules["zero_si_absent"]):
        return seen
    by_day = {row["date_execution"]: row for row in seen}
    label = seen[-1]["libelle"] if seen else "Aucun cas relevé"
    zero = {"libelle": label, "valeur": 0.0, "numerateur": 0, "denominateur": None}
    days = sorted(historique["date_execution"].unique().to_list())
    return [by_day.get(day, {"date_execution": day, **zero}) for day in days]


def _share(up: int | None, down: int | None, value: float) -> bool:
    return up is not None and bool(down) and abs(up / (down or 1) - value) < 1e-6


def _etat(valeurs: list[float], sens: str, part: bool, rules: Mapping[str, Any]) -> str:
    """The state from the values, oldest first: the last step first, then the absence of progress over
    `immobile` runs.
    """
    if sens == "neutre":
        return "neutre"
    if len(valeurs) < 2:
        return "sans_recul"
    still = int(rules["immobile"])
    progress = [_progres(before, after, sens, part, rules) for before, after in pairwise(valeurs)]
    if progress[-1]:
        return "ameliore" if progress[-1] > 0 else "aggrave"
    settled = valeurs[-1] == 0 if sens == "baisse" else part and valeurs[-1] >= 1
    stuck = len(progress) >= still and not any(progress[-still:])
    return "immobile" if stuck and not settled else "stable"


def _progres(avant: float, apres: float, sens: str, part: bool, rules: Mapping[str, Any]) -> int:
    """+1 better, -1 worse, 0 within the tolerance: points for a share, relative to the value before for a
    count.
    """
    gap = apres - avant if sens == "hausse" else avant - apres
    if abs(gap) <= (rules["tolerance_part"] if part else rules["tolerance"] * abs(avant)):
        return 0
    return 1 if gap > 0 else -1
