"""What every line of a sheet says is said once, above it: on paper, a line keeps what is its own, and the
answer has room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from workbench.documents.systemes.psi import controle
from workbench.exchange.contrat import Feuille
from workbench.looks.formats import minuscule

JOINT, RAISON = " ; ", " : "  # between what is missing, and between it and why
MONTENT = ("a_faire", "manque", "qui", "constat", "autorite", "a_verifier")
"""Columns that may be said above, in parts when they join several."""


def once(
    sheet: Feuille, told: Sequence[Mapping[str, Any]], home: Path | None = None
) -> tuple[str, list[dict[str, Any]]]:
    """What stands above the sheet besides its question, an idea a line, and its lines without it."""
    rows = [dict(one) for one in told]
    sentences = _givers(rows, home)
    shared = []
    for item in sheet.colonnes:
        parts = [_parts(row.get(item.code)) for row in rows]
        if item.code not in MONTENT or len(rows) < 2:
            continue
        everywhere = [part for part in parts[0] if all(part in others for others in parts)]
        for row, said in zip(rows, parts, strict=True):
            row[item.code] = JOINT.join(part for part in said if part not in everywhere) or None
        if everywhere:
            shared.append(
                f"{item.titre}, pour toutes les lignes : {', '.join(everywhere).removesuffix('.')}."
            )
    return "\n".join([*shared, *sentences]), rows


def _givers(rows: list[dict[str, Any]], home: Path | None) -> list[str]:
    """Who can give what is missing, said once when the rules know it of all that is; the lines no longer
    repeat it then.
    """
    rules = controle.rules(home)
    known = {entry["mot"]: entry["qui"] for entry in (*rules["champs"], *rules["autres"])}
    asked = dict.fromkeys(part.partition(RAISON)[0] for row in rows for part in _parts(row.get("manque")))
    if not asked or not asked.keys() <= known.keys():
        return []
    for row in rows:
        row["qui"] = None
    by_giver: dict[str, list[str]] = {}
    for name in asked:
        by_giver.setdefault(known[name], []).append(name)
    said = [f"– {', '.join(names)} : {minuscule(giver)}" for giver, names in by_giver.items()]
    return ["À qui demander ce qui manque :", *said]


def _parts(value: Any) -> list[str]:
    return str(value).split(JOINT) if value is not None else []
