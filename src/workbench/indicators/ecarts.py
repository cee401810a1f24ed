"""Where the establishment stands against each requirement: level measured where it can be, else declared with its evidence."""

from __future__ import annotations

import datetime as dt
import tomllib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from workbench.decisions import Decision
from workbench.indicators.jalons import SERIE

ENSEMBLE = "ensemble"


@dataclass(frozen=True)
class Ecart:
    """One requirement: level today (None: nobody said, nothing measures it), target, gap."""

    code: str
    famille: str
    titre: str
    nature: str
    niveau: int | None
    cible: int
    ecart: int
    echeance: dt.date
    effort: str
    responsable: str
    valeur: float | None
    preuve: Decision | None


@cache
def definitions() -> dict[str, Any]:
    """`exigences.toml`."""
    return tomllib.loads(files("workbench.indicators").joinpath("exigences.toml").read_text("utf-8"))


def subject(code: str, entite: str = ENSEMBLE) -> str:
    """What a declared level speaks of: a requirement, for the whole group or one establishment."""
    return code if entite == ENSEMBLE else f"{code}@{entite}"


def gaps(series: Mapping[str, SERIE], decisions: Sequence[Decision], entite: str = ENSEMBLE) -> list[Ecart]:
    """Every requirement, in the order of the file.

    A level declared for one establishment wins over the group's; what is measured is measured for the whole group.
    """
    said = {entry.objet: entry for entry in decisions if entry.genre == "niveau_declare"}
    out = []
    for item in definitions()["exigences"]:
        value = proof = level = None
        if item["nature"] == "mesure":
            known = series.get(item["indicateur"], ())
            value = known[-1][3] if known else None
            level = bisect_right(item["bornes"], value) if value is not None else None
        else:
            proof = said.get(subject(item["code"], entite)) or said.get(item["code"])
            level = int(proof.verdict) if proof else None
        fields = {
            name: item[name]
            for name in ("code", "famille", "titre", "nature", "cible", "echeance", "effort", "responsable")
        }
        gap = max(0, item["cible"] - (level or 0))
        out.append(Ecart(**fields, niveau=level, ecart=gap, valeur=value, preuve=proof))
    return out


def by_family(found: Sequence[Ecart]) -> list[tuple[str, float, float, int]]:
    """Family, mean level, mean target, how many are not known; unknown counts as nothing in place."""
    families = list(dict.fromkeys(item.famille for item in found))
    rows = []
    for name in families:
        own = [item for item in found if item.famille == name]
        level = sum(item.niveau or 0 for item in own) / len(own)
        rows.append((name, level, sum(item.cible for item in own) / len(own), sum(item.niveau is None for item in own)))
    return rows
