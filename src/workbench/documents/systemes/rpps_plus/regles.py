"""The rules of the RPPS+ manager's work, as tables of the warehouse: gestures, what each case means, reasons
of an end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from workbench.pilotage import activites
from workbench.socle import regles
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.tables import frame

ROOM = "workbench.documents.systemes.rpps_plus"
FICHIER = "rpps_plus.toml"


class RegleRppsPlus(ErreurWorkbench):
    """`rpps_plus.toml` says something that cannot be applied."""


@dataclass(frozen=True)
class Geste:
    """One kind of work: the sheet it fills, what is asked, the columns it shows besides those of all."""

    code: str
    titre: str
    question: str
    colonnes: tuple[str, ...]


def rules(home: Path | None = None) -> dict[str, Any]:
    """`rpps_plus.toml`, or the establishment's own.

    Raises:
        RegleRppsPlus: a gesture twice, one we do not know, or a verdict that `activites.toml` does not have.
    """
    data = regles.lire(ROOM, FICHIER, home)
    ours = _codes()
    said = [entry["geste"] for entry in data["gestes"]]
    verdicts = {entry["code"] for entry in activites.regles(home)["verdicts"]}
    faults = [f"geste « {code} » inconnu" for code in said if code not in ours]
    faults += [f"geste « {code} » absent ou répété" for code in ours if said.count(code) != 1]
    faults += [
        f"{entry['geste']} : « {code} » n’est pas un constat de activites.toml"
        for entry in data["gestes"]
        for code in entry.get("verdicts", [])
        if code not in verdicts
    ]
    if faults:
        raise RegleRppsPlus(
            "Règles du gestionnaire RPPS+ refusées",
            f"regles/{FICHIER} : {' ; '.join(faults)}.",
            f"Corrigez ces lignes. Gestes : {', '.join(ours)}, chacun une fois.",
        )
    return data


@cache
def _codes() -> tuple[str, ...]:
    return tuple(entry["geste"] for entry in regles.lire(ROOM, FICHIER)["gestes"])


def gestes(home: Path | None = None) -> list[Geste]:
    """Every gesture, in the order of the workbook."""
    return [
        Geste(entry["geste"], entry["titre"], entry["question"], tuple(entry["colonnes"]))
        for entry in rules(home)["gestes"]
    ]


def managers(home: Path, etablissements: list[str]) -> dict[str, list[str]]:
    """Who holds RPPS+ → their establishments; an establishment without a name stands for itself."""
    named: Mapping[str, str] = rules(home)["gestionnaires"]
    found: dict[str, list[str]] = {}
    for place in sorted(etablissements):
        found.setdefault(str(named.get(place) or place).strip(), []).append(place)
    return dict(sorted(found.items()))


def rule_tables(home: Path | None = None) -> dict[str, pl.DataFrame]:
    """`meta.rpps_plus_geste`, `meta.rpps_plus_constat`."""
    data = rules(home)
    rows = [
        {
            "rang": rank,
            "geste": entry["geste"],
            "titre": entry["titre"],
            "verdicts": entry.get("verdicts", []),
            "alertes": entry.get("alertes", []),
            "nature": entry["nature"],
            "delai_jours": data["delai_jours"],
            "version": str(data["version"]),
        }
        for rank, entry in enumerate(data["gestes"], 1)
    ]
    meanings = [{"constat": code, "mot": word} for code, word in data["constats"].items()]
    return {
        "meta.rpps_plus_geste": frame("meta.rpps_plus_geste", rows),
        "meta.rpps_plus_constat": frame("meta.rpps_plus_constat", meanings),
    }
