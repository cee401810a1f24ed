"""The support desk's workbook, read into monthly counts by theme and direction; whole or nothing, every fault
located.

The wording of a request may name somebody: it is only used to recognise a theme, and never kept.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from workbench.exchange import lecteur
from workbench.exchange.contrat import contrat
from workbench.exchange.plan import Faute
from workbench.socle import regles
from workbench.socle.champs import cle

DEBUT = dt.date(2015, 1, 1)
"""No support desk of ours kept requests before."""


@dataclass
class Import:
    """What a workbook would change. `lignes`: cards of kind `ticket`, ready to be written; none as soon as
    there is one fault.
    """

    lignes: list[dict[str, Any]] = field(default_factory=list)
    fautes: list[Faute] = field(default_factory=list)
    lues: int = 0
    non_classees: int = 0
    ignorees: list[str] = field(default_factory=list)
    mois: list[dt.date] = field(default_factory=list)


def lire(
    contenu: bytes, aujourdhui: dt.date, connus: pl.DataFrame | None = None, home: Path | None = None
) -> Import:
    """Read a workbook, columns found by their titles wherever they are.

    Args:
        contenu: the bytes of an .xlsx file.
        aujourdhui: a request cannot be later.
        connus: tickets already there (`id, le, theme, direction, nombre`): a month of the file replaces what
        was known of
            that month, so what the file no longer holds goes to zero.

    Raises:
        ClasseurIllisible: not a workbook, too big, or without a date and a theme.
    """
    rules = regles.lire("workbench.exchange", "tickets.toml", home)
    expected = contrat("tickets").avec(
        titres=rules["colonnes"], lignes_max=int(rules["lignes_max"]), octets_max=int(rules["octets_max"])
    )
    lecture = lecteur.lire(contenu, expected)
    plan = Import(fautes=lecture.fautes, ignorees=lecture.ignorees)
    sums: dict[tuple[dt.date, str, str], list[int | None]] = {}
    for line in lecture.lignes:
        plan.lues += 1
        day = line.valeurs["le"]
        if not DEBUT <= day <= aujourdhui:
            plan.fautes.append(line.faute("le", f"date impossible ({day:%d/%m/%Y})"))
            continue
        theme, usual = _theme(line.valeurs["theme"] or "", rules)
        direction = _direction(line.valeurs.get("direction") or "", rules) or usual
        told, minutes = line.valeurs.get("nombre"), line.valeurs.get("minutes")
        count = 1 if told is None else round(told)
        plan.non_classees += count if theme == rules["autre"] else 0
        total = sums.setdefault((day.replace(day=1), theme, direction), [0, None])
        total[0] = (total[0] or 0) + count
        if minutes is not None:
            total[1] = (total[1] or 0) + round(minutes)
    plan.fautes.sort(key=lambda fault: (fault.feuille, fault.ligne))
    plan.mois = sorted({month for month, _, _ in sums})
    plan.lignes = [
        _card(month, theme, direction, count or 0, minutes)
        for (month, theme, direction), (count, minutes) in sorted(sums.items())
    ]
    if plan.fautes:
        plan.lignes = []
    elif connus is not None:
        plan.lignes += _gone(connus, plan)
    return plan


def _gone(connus: pl.DataFrame, plan: Import) -> list[dict[str, Any]]:
    here = {card["id"] for card in plan.lignes}
    months = {(month.year, month.month) for month in plan.mois}
    return [
        _card(row["le"].replace(day=1), row["theme"], row["direction"], 0, None)
        | {
            "id": row["id"],
            "le": row["le"],
        }
        for row in connus.to_dicts()
        if row["id"] not in here and row["nombre"] and (row["le"].year, row["le"].month) in months
    ]


def _card(month: dt.date, theme: str, direction: str, count: int, minutes: int | None) -> dict[str, Any]:
    slug = re.sub(r"[^a-z0-9]+", "-", cle(theme).lower()).strip("-")[:11].strip("-")
    mark = hashlib.sha256(theme.encode()).hexdigest()[:6]  # two themes may begin alike
    ident = f"K-{month:%Y-%m}-{slug}-{mark}-{direction}"
    return {
        "id": ident,
        "le": month,
        "theme": theme,
        "direction": direction,
        "nombre": count,
        "minutes": minutes,
    }


def _theme(text: str, rules: Mapping[str, Any]) -> tuple[str, str]:
    folded = f" {cle(text)} "
    for theme in rules["themes"]:
        if any(re.search(rf"\b{re.escape(cle(word))}\b", folded) for word in theme["mots"]):
            return str(theme["libelle"]), str(theme["direction"])
    return str(rules["autre"]), "autre"


def _direction(text: str, rules: Mapping[str, Any]) -> str | None:
    folded = cle(text)
    for code, words in rules["directions"].items():
        if any(folded == cle(word) for word in words):
            return str(code)
    return None


def charge(lignes: pl.DataFrame, par: Sequence[str]) -> pl.DataFrame:
    """The load by theme, direction or month.

    Args:
        lignes: tickets (`le, theme, direction, nombre, minutes`).
        par: columns among `mois`, `theme`, `direction`.

    Returns:
        `par…, nombre, minutes, heures` (null when no duration is known), most numerous first.
    """
    return (
        lignes.filter(pl.col("nombre") > 0)
        .with_columns(mois=pl.col("le").dt.truncate("1mo"))
        .group_by(list(par))
        .agg(
            pl.col("nombre").sum(),
            pl.when(pl.col("minutes").is_not_null().any()).then(pl.col("minutes").sum()).alias("minutes"),
        )
        .with_columns(heures=pl.col("minutes") / 60)
        .sort(["nombre", *par], descending=[True, *(False for _ in par)])
    )
