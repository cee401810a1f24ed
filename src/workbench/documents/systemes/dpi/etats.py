"""Where each account stands between the proved number and the DPI that lacks it: the queue, and what it is
worth for objective 1.1.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from workbench.access import Acces
from workbench.decisions import Decision
from workbench.socle import regles

ROOM = "workbench.documents.systemes.dpi"
GENRE, GENRE_LOT = "retour_dpi", "retour_lot"
LUES = [
    *("source", "login", "id_unique", "rpps", "rpps_connu"),
    *("verdict", "retenue", "objectif_2027", "objectif_2028"),
]


@cache
def mots() -> dict[str, dict[str, Any]]:
    """`retenues.toml`: reasons, states and proofs, each with its word and what to do."""
    return {name: value for name, value in regles.lire(ROOM, "retenues.toml").items() if name != "version"}


def objet(source: str, login: str) -> str:
    """What an answer speaks of: one account of one DPI."""
    return f"{source}:{login}"


@dataclass(frozen=True)
class Lot:
    """A file once made, as the ledger keeps it: account → the number written; `cles`: what the file called
    an account → that account.
    """

    code: str
    source: str
    execution: str
    date: dt.date
    comptes: Mapping[str, str]
    cles: Mapping[str, str]


def lots(decisions: Iterable[Decision]) -> list[Lot]:
    """The files made, oldest first."""
    return [
        Lot(
            entry.objet,
            entry.valeur["source"],
            entry.valeur["execution"],
            dt.date.fromisoformat(entry.valeur["date_execution"]),
            entry.valeur["comptes"],
            entry.valeur["cles"],
        )
        for entry in decisions
        if entry.genre == GENRE_LOT
    ]


def answers(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """The answer that holds, by account."""
    return {entry.objet: entry for entry in decisions if entry.genre == GENRE}


def queue(
    comptes: pl.DataFrame, decisions: Sequence[Decision], livraisons: Mapping[str, dt.date]
) -> pl.DataFrame:
    """`comptes` (rows of `mart.retour_dpi`) with `etat` (a code of `[etats]`) and `precision`.

    Args:
        livraisons: date of the last delivery of each source: an export later than the answer that does not
        show the number belies it.
    """
    said = answers(decisions)
    sent: dict[tuple[str, str], Lot] = {}
    for lot in lots(decisions):
        sent |= dict.fromkeys(lot.comptes.items(), lot)
    states, details = [], []
    for source, login, number, verdict in comptes.select("source", "login", "rpps", "verdict").iter_rows():
        account = objet(source, login)
        answer = said.get(account)
        last = sent.get((account, number))
        if answer is not None and (answer.rpps != number or (last and last.code != answer.valeur.get("lot"))):
            answer = None  # of another number, or before it was sent again
        state = _etat(verdict, answer, last is not None, livraisons.get(source))
        states.append(state)
        details.append(str(answer.valeur.get("precision", "")) if answer and state == answer.verdict else "")
    return comptes.with_columns(
        etat=pl.Series(states, dtype=pl.String), precision=pl.Series(details, dtype=pl.String)
    )


def _etat(verdict: str, answer: Decision | None, sent: bool, livraison: dt.date | None) -> str:
    if verdict in ("connu", "retenu"):
        return verdict
    if answer is None:
        return "envoye" if sent else "a_ecrire"
    if answer.verdict == "applique" and answer.le and livraison and livraison > answer.le.date():
        return "dementi"
    return answer.verdict


def deliveries(acces: Acces) -> dict[str, dt.date]:
    """The last delivery of each source."""
    rows = acces.agregat("mart.source_fraicheur").select("source", "livraison").iter_rows()
    return {source: day for source, day in rows if day is not None}


def summary(file: pl.DataFrame, jalons: pl.DataFrame) -> pl.DataFrame:
    """One row a source and a state: `source, etat, mot, que_faire, nombre, points_2027, points_2028`.

    Args:
        jalons: `mart.jalon`; a point is a hundredth of the accounts that an objective counts, null when the
        objective cannot be measured.
    """
    counted = dict(jalons.select("annee", "denominateur").iter_rows())
    points = {
        f"points_{year}": 100 * pl.col(f"objectif_{year}").sum() / counted[year]
        if counted.get(year)
        else pl.lit(None, pl.Float64)
        for year in (2027, 2028)
    }
    words = mots()["etats"]
    order = {code: rank for rank, code in enumerate(words)}
    return (
        file.group_by("source", "etat")
        .agg(nombre=pl.len(), **points)
        .with_columns(
            mot=pl.col("etat").replace_strict({code: word["mot"] for code, word in words.items()}),
            que_faire=pl.col("etat").replace_strict(
                {code: word["que_faire"] for code, word in words.items()}
            ),
        )
        .sort("source", pl.col("etat").replace_strict(order, return_dtype=pl.Int64))
    )


def held(file: pl.DataFrame) -> pl.DataFrame:
    """Accounts kept back, by reason: `source, retenue, mot, que_faire, nombre`, most numerous first."""
    words = mots()["retenues"]
    return (
        file.filter(pl.col("etat") == "retenu")
        .group_by("source", "retenue")
        .agg(nombre=pl.len())
        .with_columns(
            mot=pl.col("retenue").replace_strict({code: word["mot"] for code, word in words.items()}),
            que_faire=pl.col("retenue").replace_strict(
                {code: word["que_faire"] for code, word in words.items()}
            ),
        )
        .sort("source", pl.col("nombre"), "retenue", descending=[False, True, False])
    )
