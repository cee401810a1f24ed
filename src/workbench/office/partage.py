"""How columns share the width of a page: words whole as far as there is room, then the lowest rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

MOT_MAX = 20.0  # « Établissement » in bold: what a word is given; more, when others leave room
PHRASE = 15.0  # what a text of several words keeps beside words that nothing holds
DICHOTOMIE = 30
PAS = (32.0, 16.0, 8.0, 4.0, 2.0, 1.0)  # what a column gives another, the most first


@dataclass(frozen=True)
class Besoin:
    """What a column asks, in column widths: `mot`, its longest word or number; `aise`, its longest line;
    `texte`, what its cells hold, end to end (root mean square); `entier`, its longest word however long,
    `ligne`, its longest line.
    """

    mot: float
    aise: float
    texte: float
    entier: float = 0.0
    ligne: float = 0.0

    @property
    def lisible(self) -> float:
        """Under which its texts go down a letter or two a line."""
        return max(self.mot, min(self.ligne, PHRASE))


def by_text(besoins: Sequence[Besoin], total: float) -> list[float]:
    """Widths of that total that make the lowest rows: as the square root of what a column holds, its longest
    word at least, its longest line at most.
    """

    mots = _words(besoins, total)

    def widths(pas: float) -> list[float]:
        return [
            max(mot, min(besoin.aise, pas * math.sqrt(besoin.texte)))
            for mot, besoin in zip(mots, besoins, strict=True)
        ]

    bas, haut = 0.0, total
    for _ in range(DICHOTOMIE):
        milieu = (bas + haut) / 2
        bas, haut = (milieu, haut) if sum(widths(milieu)) <= total else (bas, milieu)
    return widths(bas)


def _words(besoins: Sequence[Besoin], total: float) -> list[float]:
    """The least widths: those of words, whole as far as there is room. Beside words too long to be whole,
    which are cut anywhere, no text is squeezed into a few letters a line.
    """
    entiers = [max(un.mot, un.entier) for un in besoins]
    larges = whole([un.lisible for un in besoins], besoins, total)
    mots = [
        large if large >= un.entier > un.mot else un.mot for large, un in zip(larges, besoins, strict=True)
    ]
    if max(entiers) <= 2 * MOT_MAX and sum(entiers) <= total:
        mots = entiers
    if mots == entiers:
        return mots
    bas = [
        min(mot, PHRASE) if mot >= MOT_MAX and mot < un.entier else mot
        for mot, un in zip(mots, besoins, strict=True)
    ]
    return between(
        bas, [max(mot, min(un.aise, PHRASE)) for mot, un in zip(mots, besoins, strict=True)], total
    )


def mended(posees: Sequence[float], besoins: Sequence[Besoin], total: float) -> list[float]:
    """The widths a sheet has, but for words they would cut: what its columns have to spare is for them."""
    if all(un.entier <= posee for un, posee in zip(besoins, posees, strict=True)):
        return list(posees)
    bas = whole(
        [max(un.mot, min(posee, un.aise)) for un, posee in zip(besoins, posees, strict=True)], besoins, total
    )
    if sum(bas) > total:
        return whole(posees, besoins, total)
    return between(bas, [max(large, posee) for large, posee in zip(bas, posees, strict=True)], total)


def whole(larges: Sequence[float], besoins: Sequence[Besoin], total: float) -> list[float]:
    """These widths, their longest words whole as far as that total allows: those that lack least first."""
    sortis, reste = list(larges), total - sum(larges)
    manques = sorted(
        (un.entier - large, rang) for rang, (un, large) in enumerate(zip(besoins, larges, strict=True))
    )
    for manque, rang in manques:
        if 0 < manque <= reste:
            sortis[rang] += manque
            reste -= manque
    return sortis


def between(bas: Sequence[float], hauts: Sequence[float], total: float) -> list[float]:
    """Widths from the low ones to the high ones, that make that total in all."""
    jeu = sum(hauts) - sum(bas)
    part = min(1.0, max(0.0, total - sum(bas)) / jeu) if jeu > 0 else 0.0
    return [bas_ + part * (haut - bas_) for bas_, haut in zip(bas, hauts, strict=True)]


def lower(
    larges: Sequence[float], bas: Sequence[float], hauts: Callable[[Sequence[float]], float]
) -> list[float]:
    """Widths of the same total under which rows are lower: a column gives some of its own to another as long
    as that lowers them.

    Args:
        bas: under which a column does not go. hauts: how high the rows are under such widths.
    """
    sortis, combien = list(larges), hauts(larges)
    for pas in PAS:
        while True:
            essais = [
                [large + pas * ((rang == prend) - (rang == donne)) for rang, large in enumerate(sortis)]
                for donne in range(len(sortis))
                if sortis[donne] - pas >= bas[donne]
                for prend in range(len(sortis))
                if prend != donne
            ]
            obtenus = [hauts(essai) for essai in essais]
            if min(obtenus, default=combien) >= combien:
                break
            combien = min(obtenus)
            sortis = essais[obtenus.index(combien)]
    return sortis
