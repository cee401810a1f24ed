"""Where the establishment stands against each requirement: level measured where it can be, else declared with
its evidence.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from workbench.decisions import Decision
from workbench.pilotage.objectifs.critere import SERIE
from workbench.socle.regles import lire

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
    propre: bool = True  # measured or declared for this very establishment, not for the whole group
    motif: str | None = None  # why it is not measurable at the date of the data: neither level nor gap then


def definitions(home: Path | None = None) -> dict[str, Any]:
    """`exigences.toml`, or the establishment's own."""
    return lire("workbench.pilotage.objectifs", "exigences.toml", home)


def subject(code: str, entite: str = ENSEMBLE) -> str:
    """What a declared level speaks of: a requirement, for the whole group or one establishment."""
    return code if entite == ENSEMBLE else f"{code}@{entite}"


def gaps(
    series: Mapping[str, SERIE],
    decisions: Sequence[Decision],
    entite: str = ENSEMBLE,
    mesures: Mapping[str, float] | None = None,
    home: Path | None = None,
    motifs: Mapping[str, str] | None = None,
) -> list[Ecart]:
    """Every requirement, in the order of the file.

    A level declared for one establishment wins over the group's. What is measured comes from `series` for the
    group, from
    `mesures` (indicator → rate, see `by_entity`) for one establishment; what is only measured for the group
    stays the group's. What a missing source keeps from being measured (`motifs`: indicator → why) has
    neither level nor gap: the last known figure is not today's.
    """
    said = {entry.objet: entry for entry in decisions if entry.genre == "niveau_declare"}
    found = [_gap(item, series, said, entite, mesures or {}) for item in definitions(home)["exigences"]]
    why = {
        item["code"]: (motifs or {}).get(item.get("indicateur", ""))
        for item in definitions(home)["exigences"]
    }
    return [
        replace(one, niveau=None, ecart=0, valeur=None, motif=why[one.code]) if why[one.code] else one
        for one in found
    ]


def _gap(
    item: dict[str, Any],
    series: Mapping[str, SERIE],
    said: Mapping[str, Decision],
    entite: str,
    mesures: Mapping[str, float],
) -> Ecart:
    value = proof = level = None
    if item["nature"] == "mesure":
        known = series.get(item["indicateur"], ())
        value = mesures.get(item["indicateur"], known[-1][3] if known else None)
        level = bisect_right(item["bornes"], value) if value is not None else None
    else:
        proof = said.get(subject(item["code"], entite)) or said.get(item["code"])
        level = int(proof.verdict) if proof else None
    names = ("code", "famille", "titre", "nature", "cible", "echeance", "effort", "responsable")
    fields = {name: item[name] for name in names}
    own = (
        entite == ENSEMBLE or item.get("indicateur") in mesures or bool(proof and proof.objet != item["code"])
    )
    return Ecart(
        **fields,
        niveau=level,
        ecart=max(0, item["cible"] - (level or 0)),
        valeur=value,
        preuve=proof,
        propre=own,
    )


def by_entity(vertus: pl.DataFrame, entonnoir: pl.DataFrame) -> dict[str, dict[str, float]]:
    """Establishment → indicator → rate, for what is measured establishment by establishment.

    Args:
        vertus: `mart.vertu` (`mesure, axe, valeur_axe, taux`). entonnoir: `mart.mie_entonnoir`
        (`etablissement, besoin, remis`).
    """
    out: dict[str, dict[str, float]] = {}
    own = vertus.filter((pl.col("axe") == "etablissement") & pl.col("taux").is_not_null())
    for measure, entity, rate in own.select("mesure", "valeur_axe", "taux").iter_rows():
        out.setdefault(entity, {})[f"vertu_{measure}"] = rate
    held = entonnoir.group_by("etablissement").agg(pl.col("besoin", "remis").sum())
    for entity, needed, given in held.iter_rows():
        if needed:
            out.setdefault(entity, {})["mie_remis_dpi"] = given / needed
    return out


def by_family(found: Sequence[Ecart]) -> list[tuple[str, float, float, int]]:
    """Family, mean level, mean target, how many are not known; unknown counts as nothing in place, what is
    not measurable is left out (a family of nothing else too).
    """
    measurable = [item for item in found if not item.motif]
    families = list(dict.fromkeys(item.famille for item in measurable))
    rows = []
    for name in families:
        own = [item for item in measurable if item.famille == name]
        level = sum(item.niveau or 0 for item in own) / len(own)
        rows.append(
            (
                name,
                level,
                sum(item.cible for item in own) / len(own),
                sum(item.niveau is None for item in own),
            )
        )
    return rows
