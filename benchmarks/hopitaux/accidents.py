"""Families nothing was set on: what happens to a measure besides the work done on it.

Each accident falls within the deliveries known; `genre` ends with « à venir » when it falls after them, where
no history can tell it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from hopitaux.commun import Hopital, bruitee, effectifs, hopital, longueurs, part_tracee, taille

APRES = 0.15  # share of the hospitals whose accident comes after the last delivery


def _quand(points: int, horizon: int, genre: str, tirage: np.random.Generator) -> tuple[int, str]:
    """The month of the accident, and the kind it makes of the hospital."""
    if tirage.random() < APRES:
        return int(tirage.integers(points, points + horizon)), "à venir"
    return int(tirage.integers(1, points)), genre


def fusion(genre: str, tirage: np.random.Generator) -> Hopital:
    """Family C: another hospital joins one day, with its own share and its own curve."""
    points, horizon = longueurs(tirage)
    quand, genre_dit = _quand(points, horizon, genre, tirage)
    parts = [bruitee(part_tracee(genre, points, horizon, tirage), tirage) for _ in range(2)]
    premier = taille(tirage)
    totaux = [
        effectifs(premier, len(parts[0]), tirage),
        effectifs(int(premier * tirage.uniform(0.2, 1.2)), len(parts[0]), tirage),
    ]
    comptes = []
    for mois in range(points + horizon):
        dedans = 2 if mois >= quand else 1
        lus = [(round(parts[n][mois] * totaux[n][mois]), int(totaux[n][mois])) for n in range(dedans)]
        comptes.append((sum(a for a, _ in lus), sum(b for _, b in lus)))
    return hopital(genre_dit, comptes, points, tirage)


def plateaux(genre: str, tirage: np.random.Generator) -> Hopital:
    """Family D: a first plateau, a second start, a second plateau."""
    points, horizon = longueurs(tirage)
    relance, genre_dit = _quand(points, horizon, genre, tirage)
    mois = np.arange(points + horizon)
    debut = tirage.uniform(0.1, 0.6)
    haut_1 = debut + (1 - debut) * tirage.uniform(0.1, 0.6)
    haut_2 = haut_1 + (1 - haut_1) * tirage.uniform(0.1, 0.95)
    vites = tirage.uniform(0.15, 0.8, 2)
    part = haut_1 - (haut_1 - debut) * np.exp(-vites[0] * mois)
    depuis = np.clip(mois - relance, 0, None)
    part = part + (haut_2 - haut_1) * -np.expm1(-vites[1] * depuis)
    part, total = bruitee(part, tirage), effectifs(taille(tirage), len(mois), tirage)
    return hopital(
        genre_dit, [(round(p * n), int(n)) for p, n in zip(part, total, strict=True)], points, tirage
    )


def novembre(genre: str, tirage: np.random.Generator) -> Hopital:
    """Family E: each November a fifth more people, hardly any of them done, gone six or twelve months
    later.
    """
    points, horizon = longueurs(tirage)
    part = bruitee(part_tracee(genre, points, horizon, tirage), tirage)
    total = effectifs(taille(tirage), len(part), tirage)
    duree, venus, faits = int(tirage.choice([6, 12])), tirage.uniform(0.15, 0.25), tirage.uniform(0.0, 0.4)
    gain, decale = tirage.uniform(0.0, 0.12), int(tirage.integers(12))  # the history starts in any month
    comptes = []
    for mois, (p, n) in enumerate(zip(part, total, strict=True)):
        depuis = (mois + decale) % 12
        dedans = depuis < duree
        neufs = round(n * venus) if dedans else 0
        fait = round(neufs * min(1.0, faits + gain * depuis))
        comptes.append((round(p * n) + fait, int(n) + neufs))
    return hopital(genre, comptes, points, tirage)


def trous(genre: str, tirage: np.random.Generator) -> Hopital:
    """Family F: deliveries missing two or three months at a time, or the same one received twice."""
    points, horizon = longueurs(tirage)
    part = bruitee(part_tracee(genre, points, horizon, tirage), tirage)
    total = effectifs(taille(tirage), len(part), tirage)
    comptes = [(round(p * n), int(n)) for p, n in zip(part, total, strict=True)]
    connus = list(range(points))
    for _ in range(int(tirage.integers(1, 4))):
        trou, long = int(tirage.integers(1, points)), int(tirage.integers(2, 4))
        connus = [mois for mois in connus if not trou <= mois < trou + long]
    if tirage.random() < 0.3 and len(connus) > 2:  # an old delivery handed in again
        mois = connus[int(tirage.integers(1, len(connus)))]
        comptes[mois] = comptes[mois - 1]
    return hopital(genre, comptes, points, tirage, connus)


def definition(genre: str, tirage: np.random.Generator) -> Hopital:
    """Family G: one day what is measured changes: fewer are counted, or what counts is stricter."""
    points, horizon = longueurs(tirage)
    quand, genre_dit = _quand(points, horizon, genre, tirage)
    part = bruitee(part_tracee(genre, points, horizon, tirage), tirage)
    total = effectifs(taille(tirage), len(part), tirage)
    retires, plus_severe = tirage.uniform(0.05, 0.3), tirage.uniform(0.7, 0.95)
    moins_de_monde = tirage.random() < 0.5
    comptes = []
    for mois, (p, n) in enumerate(zip(part, total, strict=True)):
        num = round(p * n)
        if mois >= quand and moins_de_monde:  # people who were not done are no longer counted
            n = max(num, round(n * (1 - retires)))
        elif mois >= quand:
            num = round(num * plus_severe)
        comptes.append((num, int(n)))
    return hopital(genre_dit, comptes, points, tirage)


def dur(genre: str, tirage: np.random.Generator) -> Hopital:
    """Family H: people one by one, each with their own ease: the easy ones go first, a few never."""
    points, horizon = longueurs(tirage)
    effectif = taille(tirage, 100, 4000)
    aisance = tirage.gamma(tirage.choice([0.3, 0.6, 1.5]), 1.0, effectif)
    taux, roulement = tirage.uniform(0.02, 0.4), float(tirage.choice([0.0, 0.005, 0.02]))
    lie = tirage.random(effectif) < tirage.uniform(0.0, 0.6)
    pause = int(tirage.integers(2, points + horizon)) if genre == "arret" else -1
    comptes = []
    for mois in range(points + horizon):
        comptes.append((int(lie.sum()), effectif))
        effort = {
            "saison": 1 + 0.7 * np.sin(2 * np.pi * mois / 12),
            "campagne": 3.0 if mois % 9 == 4 else 0.3,
        }
        force = effort.get(genre, 1.0) * (0.05 if 0 <= pause <= mois else 1.0)
        lie |= tirage.random(effectif) < -np.expm1(-taux * force * aisance)
        neufs = np.flatnonzero(tirage.random(effectif) < roulement)
        lie[neufs] = tirage.random(len(neufs)) < 0.3
    return hopital(genre, comptes, points, tirage)


FAMILLES: dict[str, Callable[[str, np.random.Generator], Hopital]] = {
    "C, fusion": fusion,
    "D, deux plateaux": plateaux,
    "E, novembre": novembre,
    "F, livraisons manquantes": trous,
    "G, définition changée": definition,
    "H, de plus en plus dur": dur,
}
