"""The queue: which cases still wait, which are decided and wait for the next run, which somebody else
holds.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from workbench.decisions import Decision

TRANCHES = {"meme_personne", "personne_differente", "compte_appartient", "rpps_confirme"}
REMIS = {"paire_plus_tard", "rpps_plus_tard"}  # put off: answered by nobody yet
A_TRANCHER = ("ouvert", "pris")  # states of a case nobody has answered yet
GENRES_REVUE = TRANCHES | REMIS | {"rpps_refuse", "compte_nature"}


@dataclass(frozen=True)
class Avancement:
    """The day's progress."""

    ouverts: int
    en_attente: int
    plus_tard: int
    aujourd_hui: int
    par_moi: int
    a_l_heure: int | None


def pending(decisions: Sequence[Decision], rejouees: Collection[str]) -> list[Decision]:
    """Decisions the published version does not know yet."""
    return [entry for entry in decisions if entry.id not in rejouees and entry.genre in GENRES_REVUE]


def queue(
    cas: pl.DataFrame,
    candidats: pl.DataFrame,
    decisions: Sequence[Decision],
    rejouees: Collection[str],
    prises: Mapping[str, str],
    auteur: str,
) -> pl.DataFrame:
    """`mart.revue_cas` with `etat`: `ouvert`, `plus_tard`, `pris` (by somebody else), `en_attente` (decided
    since the run).

    Args:
        candidats: `id_unique`, `rpps` of `mart.revue_candidat`: a person whose every candidate was refused is
        settled.
        decisions: those in force. rejouees: ids the published version has replayed. prises: case → who holds
        it.
    """
    fresh = pending(decisions, rejouees)
    pairs = {(entry.cle_a, entry.cle_b): entry for entry in fresh if entry.cle_b}
    accounts = {entry.cle_a for entry in fresh if entry.famille == "compte"}
    confirmed = {entry.id_unique for entry in fresh if entry.genre == "rpps_confirme"}
    later = {entry.id_unique for entry in decisions if entry.genre == "rpps_plus_tard"}
    refused: Counter[str] = Counter(entry.id_unique for entry in fresh if entry.genre == "rpps_refuse")
    offered = dict(candidats.group_by("id_unique").len().iter_rows())
    later_pairs = {(entry.cle_a, entry.cle_b) for entry in decisions if entry.genre == "paire_plus_tard"}
    states, holders = [], []
    for row in cas.select("id_cas", "genre_cas", "cle_a", "cle_b", "id_unique").iter_rows(named=True):
        holder = prises.get(row["id_cas"])
        if row["genre_cas"] == "identite":
            pair = (row["cle_a"], row["cle_b"])
            entry = pairs.get(pair)
            decided = (entry is not None and entry.genre in TRANCHES) or bool(accounts & {*pair})
            postponed = pair in later_pairs
        else:
            ident = row["id_unique"]
            decided = ident in confirmed or 0 < offered.get(ident, 1) <= refused[ident]
            postponed = ident in later
        taken = holder is not None and holder != auteur
        states.append(
            "en_attente" if decided else "pris" if taken else "plus_tard" if postponed else "ouvert"
        )
        holders.append(holder if taken else None)
    return cas.with_columns(
        etat=pl.Series(states, dtype=pl.String), pris_par=pl.Series(holders, dtype=pl.String)
    ).sort(pl.col("etat") == "plus_tard", "rang")


def progress(file: pl.DataFrame, entries: Sequence[Decision], auteur: str, now: dt.datetime) -> Avancement:
    """Today's cases, and the pace of this author over the last hour (None below five decisions)."""
    counts = Counter(file["etat"])
    today = [
        entry
        for entry in entries
        if entry.le and entry.le.date() == now.date() and entry.genre in GENRES_REVUE - REMIS
    ]
    mine = [
        entry
        for entry in today
        if entry.auteur == auteur and entry.le and now - entry.le <= dt.timedelta(hours=1)
    ]
    pace = None
    if len(mine) >= 5:
        first = min(entry.le for entry in mine if entry.le)
        hours = max((now - first).total_seconds(), 60) / 3600
        pace = round(len(mine) / hours)
    return Avancement(
        sum(counts[etat] for etat in A_TRANCHER),
        counts["en_attente"],
        counts["plus_tard"],
        len(today),
        sum(entry.auteur == auteur for entry in today),
        pace,
    )


def values(file: pl.DataFrame, column: str) -> list[str]:
    """Distinct values of a filter, the most frequent first."""
    counts = (
        file.filter(pl.col(column).is_not_null())
        .group_by(column)
        .len()
        .sort(["len", column], descending=[True, False])
    )
    return [str(value) for value in counts[column]]


def narrowed(file: pl.DataFrame, filtres: Mapping[str, str]) -> pl.DataFrame:
    """The queue cut down; `source` looks at both sides."""
    for name, value in filtres.items():
        if name == "source":
            file = file.filter((pl.col("source_a") == value) | (pl.col("source_b") == value))
        else:
            file = file.filter(pl.col(name) == value)
    return file
