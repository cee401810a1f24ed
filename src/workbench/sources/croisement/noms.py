"""Names in the wrong column: exchanged, or a whole name where a surname was expected."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import polars as pl

from workbench.socle.seuils import nombreux
from workbench.sources.croisement.personnes import Penchants, columns, words
from workbench.sources.modeles import Lecture

Dits = list[tuple[str, dict[str, object]]]  # a code of `phrases`, what its sentence says


def right_way(lecture: Lecture, known: Penchants, regles: dict[str, Any]) -> tuple[pl.DataFrame, Dits, Dits]:
    """The rows with each name where it belongs.

    Returns:
        The rows; what was read otherwise and is said; what cannot be settled and is doubted.
    """
    rows, said, doubted = lecture.lignes, Dits(), Dits()
    noms, prenoms = columns(lecture, regles)
    for nom in noms:
        if prenoms and (same := _identical(rows, nom, prenoms[0], regles["entier"])):
            doubted.append(("noms_identiques", same))
            return rows, said, doubted
    for left, right in combinations(noms, 2):
        if beside := _beside(rows, left, right, regles["contredit"]):
            doubted.append(("usage_voisin", beside))
            return rows, said, doubted
    for nom, prenom in zip(noms, [*prenoms, *[prenoms[0]] * len(noms)] if prenoms else (), strict=False):
        rows, told = _whole(rows, nom, prenom, regles["entier"])
        rows, again = _whole(rows, prenom, nom, regles["entier"])
        said += told + again
    if noms and prenoms:
        rows, told, unsure = _exchanged(rows, noms, prenoms, known, regles["echange"])
        said += told
        doubted += unsure
    return rows, said, doubted


def _identical(rows: pl.DataFrame, nom: str, prenom: str, rule: dict[str, Any]) -> dict[str, object] | None:
    both = rows.select(nom, prenom).drop_nulls()
    alike = sum(words(left) == words(right) for left, right in both.iter_rows())
    if alike >= rule["minimum"] and alike >= rule["part_identique"] * both.height:
        return {"noms": nom, "prenoms": prenom, "n": alike, "total": both.height}
    return None


def _beside(rows: pl.DataFrame, nom: str, usage: str, rule: dict[str, Any]) -> dict[str, object] | None:
    """One surname column shifted against the other: the name is that of the row above or below."""
    both = [(words(left), words(right)) for left, right in rows.select(nom, usage).iter_rows()]
    apart = [rank for rank, (left, right) in enumerate(both) if left and right and left != right]
    shifted = sum(
        any(both[near][0] == both[rank][1] for near in (rank - 1, rank + 1) if 0 <= near < len(both))
        for rank in apart
    )
    filled = sum(bool(left and right) for left, right in both)
    if not nombreux(shifted, filled, rule["voisines"], rule["part_voisines"]):
        return None
    return {"noms": nom, "colonne": usage, "n": shifted, "total": filled}


def _whole(rows: pl.DataFrame, nom: str, prenom: str, rule: dict[str, Any]) -> tuple[pl.DataFrame, Dits]:
    """The other column of a row, standing at one end of this one with more before or after it."""
    values = [_without(text, words(other)) for text, other in rows.select(nom, prenom).iter_rows()]
    found = sum(value is not None for value in values)
    if not nombreux(found, rows.height, rule["minimum"], rule["part"]):
        return rows, []
    kept = pl.Series(nom, values, dtype=pl.String)
    return rows.with_columns(pl.coalesce(kept, pl.col(nom)).alias(nom)), [
        ("NOM_ENTIER", {"noms": nom, "n": found})
    ]


def _without(text: str | None, other: Sequence[str]) -> str | None:
    """The text without the words of the other column at one of its ends; None when they are not there."""
    tokens = (text or "").replace(",", " ").split()
    for wanted in dict.fromkeys((tuple(other), tuple(other[:1]))) if other else ():
        for cut in range(1, len(tokens)):
            if words(" ".join(tokens[:cut])) == wanted:
                return " ".join(tokens[cut:])
            if words(" ".join(tokens[cut:])) == wanted:
                return " ".join(tokens[:cut])
    return None


def _exchanged(
    rows: pl.DataFrame, noms: Sequence[str], prenoms: Sequence[str], known: Penchants, rule: dict[str, Any]
) -> tuple[pl.DataFrame, Dits, Dits]:
    """A surname column that holds given names and the given name column that holds surnames, turned round."""
    for nom in noms:
        for prenom in prenoms:
            sides = [
                _side(left, right, known, rule["rapport"])
                for left, right in rows.select(nom, prenom).iter_rows()
            ]
            turned, total = sides.count(-1), sum(side != 0 for side in sides)
            if total < rule["minimum"] or not turned:
                continue
            facts: dict[str, object] = {"noms": nom, "prenoms": prenom, "n": turned, "total": total}
            if turned >= rule["part_entiere"] * total:
                swapped = rows.with_columns(pl.col(nom).alias(prenom), pl.col(prenom).alias(nom))
                return swapped, [("NOMS_ECHANGES", facts)], []
            if nombreux(turned, total, rule["nombre"], rule["part_melee"]):
                return rows, [], [("noms_meles", facts)]
    return rows, [], []


def _side(nom: str | None, prenom: str | None, known: Penchants, ratio: float) -> int:
    """1: as it should be; -1: the other way round; 0: the words do not say."""
    if not nom or not prenom:
        return 0
    left, right = known.leaning(words(nom)), known.leaning(words(prenom))
    return 1 if right > ratio * left else -1 if left > ratio * right else 0
