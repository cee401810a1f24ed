"""What the ledger says is under way with people: requests sent to an authority, and who was told their data
are published.

Tables of the warehouse, read by the marts. An entry follows its person when identities were merged; of
two entries about
the same person, the last one holds. Nothing here changes a link to the national number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import polars as pl

from workbench.decisions.genres import Decision
from workbench.decisions.redirections import follow, moved_ids
from workbench.decisions.rejeu import Effet
from workbench.socle.tables import schema

RETIRE = "retire"  # the verdict of an entry that takes a gesture back
OUVERTES = frozenset({"demandee", "relancee"})
_VENU = Effet("sans_objet", "Un numéro est connu depuis : la démarche n’a plus d’effet.")
AUTREMENT = {
    "confirme": _VENU,
    "a_confirmer": _VENU,
    "incoherent": Effet("a_revoir", "Un numéro déclaré se contredit : le corriger d’abord."),
    "non_requis": Effet("sans_objet", "Aucun numéro n’est attendu pour ce métier."),
}
DEMARCHE = schema("meta.demarche")
PSI = schema("meta.psi_reponse")
RPPS_PLUS = schema("meta.rpps_plus_reponse")
INFORMATION = schema("meta.information")


def demarches(decisions: Sequence[Decision], redirection: pl.DataFrame | None) -> pl.DataFrame:
    """`meta.demarche`: one row a person, the last request recorded about them (schema `DEMARCHE`)."""
    moved = moved_ids(redirection)
    rows: dict[str, tuple[Any, ...]] = {}
    for entry in _said(decisions, "demarche"):
        ident, value = follow(entry.id_unique, moved), entry.valeur
        rows[ident] = (
            ident,
            value["autorite"],
            entry.verdict,
            entry.verdict in OUVERTES,
            dt.date.fromisoformat(str(value["date_demande"])),
            str(value.get("reference") or "") or None,
            str(value.get("situation") or "") or None,
            dt.date.fromisoformat(str(value["echeance"])) if value.get("echeance") else None,
            entry.auteur,
            entry.le,
        )
    return pl.DataFrame(list(rows.values()), schema=DEMARCHE, orient="row")


def psi_answers(decisions: Sequence[Decision], redirection: pl.DataFrame | None) -> pl.DataFrame:
    """`meta.psi_reponse`: one row a person, the last answer of Pro Santé Identité (schema `PSI`)."""
    moved = moved_ids(redirection)
    rows: dict[str, tuple[Any, ...]] = {}
    for entry in _said(decisions, "psi_reponse"):
        ident, value = follow(entry.id_unique, moved), entry.valeur
        told = [str(value.get(name) or "") or None for name in ("code", "cas", "lot")]
        rows[ident] = (ident, entry.verdict, *told, dt.date.fromisoformat(str(value["date_reponse"])))
    return pl.DataFrame(list(rows.values()), schema=PSI, orient="row")


def rpps_plus_answers(decisions: Sequence[Decision], redirection: pl.DataFrame | None) -> pl.DataFrame:
    """`meta.rpps_plus_reponse`: one row a gesture, a person and an establishment, the last answer of the
    RPPS+ manager (schema `RPPS_PLUS`).
    """
    moved = moved_ids(redirection)
    rows: dict[tuple[str, str], tuple[Any, ...]] = {}
    for entry in _said(decisions, "rpps_plus"):
        ident, value = follow(entry.id_unique, moved), entry.valeur
        gesture, _, place = entry.objet.partition("|")
        day, effect = (
            dt.date.fromisoformat(str(value[name])) if value.get(name) else None
            for name in ("fait_le", "date_effet")
        )
        told = [str(value.get(name) or "") or None for name in ("precision", "motif_fin", "constat")]
        rows[ident, entry.objet] = (
            *(ident, gesture, place, entry.verdict, day, *told),
            *(effect, str(value.get("lot") or "") or None),
        )
    return pl.DataFrame(list(rows.values()), schema=RPPS_PLUS, orient="row")


def _said(decisions: Sequence[Decision], genre: str) -> list[Decision]:
    """The entries of that kind, in the order they were recorded."""
    return sorted((entry for entry in decisions if entry.genre == genre), key=lambda entry: entry.rang)


def informations(decisions: Sequence[Decision], redirection: pl.DataFrame | None) -> pl.DataFrame:
    """`meta.information`: who was told, one by one or together (schema `INFORMATION`).

    `portee` is `personne`, `service` (with its establishment), `profession` (its code) or `tous`.
    """
    moved = moved_ids(redirection)
    rows: list[tuple[Any, ...]] = []
    for entry in decisions:
        if entry.famille != "information" or entry.verdict == RETIRE:
            continue
        day = dt.date.fromisoformat(str(entry.valeur["date_information"]))
        if entry.genre == "information_publication":
            rows.append(("personne", follow(entry.id_unique, moved), None, None, day))
            continue
        kind, _, rest = entry.objet.partition(":")
        place, bar, name = rest.partition("|")
        rows.append((kind, None, place or None, name, day) if bar else (kind, None, None, rest or None, day))
    return pl.DataFrame(rows, schema=INFORMATION, orient="row")


def effets(
    decisions: Sequence[Decision], statuts: pl.DataFrame, redirection: pl.DataFrame | None
) -> dict[str, Effet]:
    """Decision id → what it did: a request is without object once the number came, to see again when the
    person is gone.

    Args:
        statuts: `id_unique`, `statut` of `curated.lien_rpps`.
    """
    moved = moved_ids(redirection)
    known = dict(statuts.select("id_unique", "statut").iter_rows())
    out = {}
    for entry in decisions:
        if entry.genre != "demarche" or entry.verdict not in OUVERTES:
            continue
        statut = known.get(follow(entry.id_unique, moved))
        if statut is None:
            out[entry.id] = Effet("a_revoir", "Cette personne n’est plus dans le répertoire.")
        elif statut in AUTREMENT:
            out[entry.id] = AUTREMENT[statut]
    return out
