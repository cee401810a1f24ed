"""A simulated hospital: a history, the target asked, and what really came at the deadline."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

GENRES = ("sature", "droite", "saison", "arret", "campagne")
CIBLES = (0.8, 0.9, 0.95, 1.0)
POINTS, HORIZONS = (6, 24), (6, 26)
DEBUT = dt.date(2025, 1, 1)


@dataclass(frozen=True)
class Hopital:
    """A history, what came at the deadline, and the target asked."""

    genre: str
    historique: list[tuple[dt.date, int, int]]
    echeance: dt.date
    cible: float
    constatee: float


def jour(mois: int) -> dt.date:
    """First day of a month, counted from the start."""
    return dt.date(DEBUT.year + mois // 12, mois % 12 + 1, 1)


def longueurs(tirage: np.random.Generator) -> tuple[int, int]:
    """Deliveries known, months still to come."""
    return int(tirage.integers(POINTS[0], POINTS[1] + 1)), int(tirage.integers(HORIZONS[0], HORIZONS[1] + 1))


def hopital(
    genre: str,
    comptes: list[tuple[int, int]],
    points: int,
    tirage: np.random.Generator,
    connus: list[int] | None = None,
) -> Hopital:
    """Counts month by month, of which the first `points` are known (only the months of `connus` when given);
    a target chosen knowing nothing of what came.
    """
    historique = [(jour(mois), *comptes[mois]) for mois in (range(points) if connus is None else connus)]
    fin = comptes[-1][0] / comptes[-1][1]
    depart = historique[-1][1] / historique[-1][2]
    proche = float(np.clip(depart + tirage.uniform(-0.05, 0.25), 0.05, 1.0))
    cible = proche if tirage.random() < 0.5 else float(tirage.choice(CIBLES))
    return Hopital(genre, historique, jour(len(comptes) - 1), cible, fin)


def part_tracee(genre: str, points: int, horizon: int, tirage: np.random.Generator) -> np.ndarray:
    """A share drawn as a curve, month by month, without noise."""
    mois = np.arange(points + horizon)
    debut, plafond = tirage.uniform(0.1, 0.8), 0.0
    plafond = debut + (1 - debut) * tirage.beta(3, 1.5)
    vitesse = tirage.uniform(0.02, 0.25)
    part = plafond - (plafond - debut) * np.exp(-vitesse * mois)
    if genre == "droite":
        part = np.minimum(debut + tirage.uniform(-0.004, 0.025) * mois, plafond)
    elif genre == "saison":
        part = part + tirage.uniform(0.01, 0.04) * np.sin(2 * np.pi * (mois + tirage.integers(12)) / 12)
    elif genre == "arret":
        fin = tirage.integers(2, points + horizon)
        part = np.minimum(debut + tirage.uniform(0.005, 0.03) * np.minimum(mois, fin), plafond)
    elif genre == "campagne":
        quand, gain = tirage.integers(1, points + horizon // 2), (plafond - debut) * tirage.uniform(0.2, 0.8)
        part = debut + tirage.uniform(0, 0.004) * mois + gain / (1 + np.exp(-(mois - quand) * 2.0))
    return part


def bruitee(part: np.ndarray, tirage: np.random.Generator) -> np.ndarray:
    """Noise from one delivery to the next, and a wandering."""
    part = part + tirage.normal(0, tirage.choice([0.0, 0.002, 0.008]), len(part))
    marche = np.cumsum(tirage.normal(0, tirage.choice([0.0, 0.001, 0.004]), len(part)))
    return np.clip(part + marche, 0, 1)


def effectifs(effectif: int, mois: int, tirage: np.random.Generator) -> np.ndarray:
    """Headcounts that wander a little."""
    return np.maximum(20, np.round(effectif * (1 + 0.002 * np.cumsum(tirage.normal(0, 1, mois))))).astype(int)


def taille(tirage: np.random.Generator, bas: int = 80, haut: int = 6000) -> int:
    """A headcount, small ones as likely as big ones."""
    return int(np.exp(tirage.uniform(np.log(bas), np.log(haut))))
