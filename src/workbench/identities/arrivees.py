"""The day somebody came, as a person says it: recorded with its reason, undone like any decision.

An HR list may hold the current contract only, or have once said a day too early: nothing in it tells the
true one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import polars as pl

from workbench.decisions import Decision
from workbench.decisions.redirections import follow, moved_ids
from workbench.decisions.rejeu import Effet
from workbench.looks.formats import jour

GENRE = "arrivee_corrigee"


def corrected_arrivals(
    identite: pl.DataFrame, decisions: Sequence[Decision], redirection: pl.DataFrame
) -> tuple[pl.DataFrame, dict[str, Effet]]:
    """`curated.identite` with the arrivals people corrected, and what became of each of these decisions.

    A correction speaks of the presence of the day it was made: one that began since has its own arrival.
    """
    said = [entry for entry in decisions if entry.genre == GENRE]
    if not said:
        return identite, {}
    moved = moved_ids(redirection)
    known = {
        row["id_unique"]: row
        for row in identite.select("id_unique", "date_arrivee", "date_depart").iter_rows(named=True)
    }
    effets: dict[str, Effet] = {}
    put: dict[str, dt.date] = {}
    for entry in said:
        ident = follow(entry.id_unique, moved)
        day = dt.date.fromisoformat(str(entry.valeur["date_arrivee"]))
        effets[entry.id] = _effect(known.get(ident), entry, day)
        if effets[entry.id].etat == "appliquee":
            put[ident] = day
    if not put:
        return identite, effets
    days = pl.col("id_unique").replace_strict(put, default=None, return_dtype=pl.Date)
    return identite.with_columns(date_arrivee=pl.coalesce(days, "date_arrivee")), effets


def _effect(row: Mapping[str, dt.date | None] | None, entry: Decision, day: dt.date) -> Effet:
    if row is None:
        return Effet("a_revoir", "Cette personne n’est plus dans le répertoire.")
    read, left = row["date_arrivee"], row["date_depart"]
    if read is None:
        return Effet("sans_objet", "Aucune liste des RH ne dit que cette personne est arrivée.")
    if entry.le and read > entry.le.date():
        return Effet("sans_objet", f"Une autre présence a commencé depuis, le {jour(read)}.")
    if left and day > left:
        return Effet("a_revoir", f"L’arrivée dite vient après le départ, le {jour(left)}.")
    return Effet("appliquee")
