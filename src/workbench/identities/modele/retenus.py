"""Pairs of records that did not change are not scored again: a run repeated after decisions, a replay."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import polars as pl

from workbench.identities.modele.appris import chosen, ground, told
from workbench.identities.modele.comparaisons import frequent_columns
from workbench.identities.modele.entrainement import (
    PAIRE,
    Scores,
    matching_frame,
    score_frame,
    score_some,
)
from workbench.identities.modele.moteurs import Spark
from workbench.warehouse.memoire import Entree, Memoire, code_print, keep_recent, key_of

GENRE = "scores"
MODELE = "modele"
CODE = ("identities", "socle")
RECENTS = 2
_RIEN, _ENTRE, _LIGNE = "\0", "\x1f", "\x1e"  # no text holds them
BEAUCOUP = 0.5  # share of the records that changed: as well score them all


@dataclass(frozen=True)
class Retenus:
    """Pairs scored, the records that were compared, and what the scores hang on besides."""

    scores: Scores
    compares: pl.DataFrame
    selon: str


_RECENTS: dict[str, Retenus] = {}
"""What a process that only tries things scored last: the state of today and the one tried."""


def remembered_scores(
    memoire: Memoire,
    connu: dict[str, Any],
    fiche: pl.DataFrame,
    graine: int,
    seuil: float,
    moteur: Spark | None = None,
) -> Scores:
    """`score_pairs` with a model already learned that still holds, or what that gave when every record
    compared had the same traits under the same key. Where some did not, their pairs alone are scored again.

    Args:
        connu: what the published version says of its models (`published_model`).
        moteur: what scores them all (the pairs of a few records are scored here).
    """
    compared = matching_frame(fiche)
    code = code_print(*CODE)
    records, now = _digest(compared), ground(compared, graine)
    learned = key_of(records, graine, code)
    modele = chosen(connu, now)
    if modele is None and (found := memoire.find(MODELE, learned)):
        modele = found.dit
    full = partial(score_frame, compared, graine, seuil, moteur=moteur)
    scores = _scored(memoire, modele, compared, records, (seuil, code), full)
    if modele is None and scores.modele:
        memoire.keep(MODELE, learned, {}, scores.modele)
    return replace(scores, modele=told(scores.modele, connu) if scores.modele else {})


def _scored(
    memoire: Memoire,
    modele: dict[str, Any] | None,
    compared: pl.DataFrame,
    records: str,
    how: tuple[float, str],
    full: Callable[..., Scores],
) -> Scores:
    seuil, code = how
    if modele:
        selon = key_of(modele, seuil, code)
        if known := _find(memoire, key_of(records, selon)):
            return known.scores
        found = (_some_changed(last, compared, seuil, modele) for last in _before(memoire, selon))
        scores = next(filter(None, found), None) or full(modele)
    else:
        scores = full()
        selon = key_of(scores.modele, seuil, code)
    if scores.modele:
        _keep(memoire, key_of(records, selon), Retenus(scores, compared, selon))
    return scores


def _some_changed(
    last: Retenus, compared: pl.DataFrame, seuil: float, modele: dict[str, Any]
) -> Scores | None:
    """The scores when few records changed, or bear a name that is not as frequent as it was: the other pairs
    weigh what they weighed. None when many did.
    """
    changed = _changed(last.compares, compared).union(
        *(_bearers(last.compares, compared, name) for name in frequent_columns())
    )
    if len(changed) > BEAUCOUP * compared.height or not modele["entraine"]:
        return None
    again, before = score_some(compared, changed, seuil, modele), last.scores.details
    if again.columns != before.columns:  # a trait that nobody has has no column
        return None
    kept = before.filter(~pl.any_horizontal(pl.col(side).is_in([*changed]) for side in ("cle_a", "cle_b")))
    details = pl.concat([kept, again]).sort("cle_a", "cle_b")
    return Scores(details.select(PAIRE), last.scores.modele, last.scores.graphiques, details)


def _bearers(before: pl.DataFrame, after: pl.DataFrame, name: str) -> set[str]:
    """Keys of the records whose value in this column is not borne as often as it was."""
    counted = [frame[name].drop_nulls().value_counts(name="borne") for frame in (before, after)]
    moved = counted[1].join(counted[0], on=[name, "borne"], how="anti")
    return {*after.join(moved, on=name, how="semi")["unique_id"]}


def _changed(before: pl.DataFrame, after: pl.DataFrame) -> set[str]:
    """Keys of the records that came, went, or are not compared by the same traits."""
    flat = [_flat(before), _flat(after)]
    names = after.columns
    return {
        cle
        for one, other in (flat, flat[::-1])
        for cle in one.join(other, on=names, how="anti", nulls_equal=True)["unique_id"]
    }


def _flat(compared: pl.DataFrame) -> pl.DataFrame:
    """With its names in one text."""
    return compared.with_columns(pl.col("noms").list.join("|"))


def _find(memoire: Memoire, cle: str) -> Retenus | None:
    recent = _RECENTS.get(cle) if memoire.seule else None
    if recent:
        return recent
    entry = memoire.find(GENRE, cle)
    return _read(entry) if entry else None


def _before(memoire: Memoire, selon: str) -> Iterator[Retenus]:
    """What was scored before as `selon` says, the last first: by this process, then by the run."""
    recent = [*_RECENTS.values()] if memoire.seule else []
    yield from (one for one in reversed(recent) if one.selon == selon)
    entry = memoire.only(GENRE)
    if entry and entry.dit.get("selon") == selon:
        yield _read(entry)


def _read(entry: Entree) -> Retenus:
    scores = Scores(
        entry.frame("paires"), entry.dit["modele"], entry.dit["graphiques"], entry.frame("details")
    )
    return Retenus(scores, entry.frame("compares"), entry.dit["selon"])


def _keep(memoire: Memoire, cle: str, one: Retenus) -> None:
    said = {"modele": one.scores.modele, "graphiques": one.scores.graphiques, "selon": one.selon}
    tables = {"paires": one.scores.paires, "details": one.scores.details, "compares": one.compares}
    memoire.keep(GENRE, cle, tables, said)
    if memoire.seule:
        keep_recent(_RECENTS, cle, one, RECENTS)


def _digest(frame: pl.DataFrame) -> str:
    """SHA-256 of the rows, in their order, however they are laid out in memory."""
    told = pl.concat_str(pl.all().fill_null(_RIEN), separator=_ENTRE).str.join(_LIGNE)
    return hashlib.sha256(_flat(frame).select(told).item().encode()).hexdigest()
