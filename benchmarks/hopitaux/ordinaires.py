"""The two families looked at while `prevision.toml` was set: curves, and people one by one."""

from __future__ import annotations

import numpy as np
from hopitaux.commun import Hopital, bruitee, effectifs, hopital, longueurs, part_tracee, taille


def courbe(genre: str, tirage: np.random.Generator) -> Hopital:
    """Family A: the share itself is a curve."""
    points, horizon = longueurs(tirage)
    part = part_tracee(genre, points, horizon, tirage)
    effectif = taille(tirage)
    part = bruitee(part, tirage)
    total = effectifs(effectif, len(part), tirage)
    return hopital(genre, [(round(p * n), int(n)) for p, n in zip(part, total, strict=True)], points, tirage)


def personnes(genre: str, tirage: np.random.Generator) -> Hopital:
    """Family B: people arrive, are linked sooner or later or never, leave."""
    points, horizon = longueurs(tirage)
    effectif = taille(tirage, 100, 4000)
    roulement = float(tirage.choice([0.003, 0.01, 0.04]))
    jamais, taux, baisse = tirage.beta(1.2, 8), tirage.uniform(0.01, 0.15), tirage.choice([0.0, 0.03, 0.1])
    nes_lies = tirage.uniform(0.2, 0.95)
    campagne, arret = tirage.integers(1, points + horizon), tirage.integers(2, points + horizon)
    lie = tirage.random(effectif) < tirage.uniform(0.1, 0.8)
    perdu, age = tirage.random(effectif) < jamais, tirage.integers(0, 12, effectif).astype(float)
    par_mois = effectif * tirage.uniform(0.004, 0.02)
    comptes = []
    for mois in range(points + horizon):
        comptes.append((int((lie & ~perdu).sum()), effectif))
        attente = np.flatnonzero(~lie & ~perdu)
        chance = taux * np.exp(-baisse * age[attente])
        if genre == "droite":  # an office that treats so many files a month
            chance = np.full(len(attente), par_mois / max(len(attente), 1))
        elif genre == "arret" and mois >= arret:
            chance = chance * 0.05
        elif genre == "campagne":
            chance = np.where(abs(mois - campagne) <= 1, 0.35, chance * 0.15)
        elif genre == "saison":
            chance = chance * (1 + 0.8 * np.sin(2 * np.pi * mois / 12))
        lie[attente] = tirage.random(len(attente)) < chance
        sortants = roulement * (3 if genre == "saison" and mois % 12 in (4, 10) else 1)
        neufs = np.flatnonzero(tirage.random(effectif) < sortants)
        perdu[neufs] = tirage.random(len(neufs)) < jamais
        lie[neufs], age[neufs] = tirage.random(len(neufs)) < nes_lies, 0.0
        age += 1
    return hopital(genre, comptes, points, tirage)
