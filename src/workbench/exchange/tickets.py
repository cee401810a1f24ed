"""The support desk's workbook, read into monthly counts by theme and direction; whole or nothing, every fault located.

The wording of a request may name somebody: it is only used to recognise a theme, and never kept.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel

from workbench.exchange.bornes import borner
from workbench.socle import regles
from workbench.socle.erreurs import ErreurWorkbench

TITRES_DANS = 20
GONFLE_MAX = 300_000_000
DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y")


class FichierSupportIllisible(ErreurWorkbench):
    """The workbook cannot be read; nothing was imported."""


@dataclass(frozen=True)
class Faute:
    """What is wrong, and where."""

    feuille: str
    ligne: int
    colonne: str
    motif: str


@dataclass
class Import:
    """What a workbook would change. `lignes`: cards of kind `ticket`, ready to be written when `fautes` is empty."""

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
        connus: tickets already there (`id, le, theme, direction, nombre`): a month of the file replaces what was known of
            that month, so what the file no longer holds goes to zero.

    Raises:
        FichierSupportIllisible: not a workbook, too big, or without a date and a theme.
    """
    rules = regles.lire("workbench.exchange", "tickets.toml", home)
    plan = Import()
    sums: dict[tuple[dt.date, str, str], list[int | None]] = {}
    for title, number, row, columns in _rows(contenu, rules, plan):
        plan.lues += 1
        read = _line(row, columns, aujourdhui, rules, plan, title, number)
        if read is None:
            continue
        day, theme, direction, count, minutes = read
        total = sums.setdefault((day.replace(day=1), theme, direction), [0, None])
        total[0] = (total[0] or 0) + count
        if minutes is not None:
            total[1] = (total[1] or 0) + minutes
    plan.mois = sorted({month for month, _, _ in sums})
    plan.lignes = [
        _card(month, theme, direction, count or 0, minutes)
        for (month, theme, direction), (count, minutes) in sorted(sums.items())
    ]
    if connus is not None:
        plan.lignes += _gone(connus, plan)
    return plan


def _gone(connus: pl.DataFrame, plan: Import) -> list[dict[str, Any]]:
    here = {card["id"] for card in plan.lignes}
    months = {(month.year, month.month) for month in plan.mois}
    return [
        _card(row["le"].replace(day=1), row["theme"], row["direction"], 0, None)
        | {"id": row["id"], "le": row["le"]}
        for row in connus.to_dicts()
        if row["id"] not in here and row["nombre"] and (row["le"].year, row["le"].month) in months
    ]


def _card(month: dt.date, theme: str, direction: str, count: int, minutes: int | None) -> dict[str, Any]:
    slug = re.sub(r"[^a-z0-9]+", "-", plier(theme)).strip("-")[:11].strip("-")
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


def _rows(
    contenu: bytes, rules: Mapping[str, Any], plan: Import
) -> Iterator[tuple[str, int, Sequence[Any], dict[str, int]]]:
    """Sheet, line number, values and columns of each row that holds something."""
    sheets = _open(contenu, int(rules["octets_max"]))
    found = False
    for sheet in sheets:
        rows = _lignes(sheet)
        columns: dict[str, int] = {}
        for number, row in rows:
            columns = _columns(row, rules["colonnes"])
            if {"le", "theme"} <= columns.keys():
                used = set(columns.values())
                plan.ignorees += [
                    str(v) for rank, v in enumerate(row) if v not in (None, "") and rank not in used
                ]
                break
            if number >= TITRES_DANS:
                break
        if not {"le", "theme"} <= columns.keys():
            continue
        found = True
        for number, row in rows:
            if plan.lues >= int(rules["lignes_max"]):
                raise FichierSupportIllisible(
                    "Trop de lignes",
                    f"Plus de {rules['lignes_max']} demandes dans ce fichier.",
                    "Importez une période plus courte.",
                )
            if any(row[rank] not in (None, "") for rank in columns.values() if rank < len(row)):
                yield str(sheet.title), number, row, columns
    if not found:
        raise FichierSupportIllisible(
            "Colonnes introuvables",
            "Aucune feuille n’a une colonne de date et une colonne de thème dans ses vingt premières lignes.",
            f"Titres admis : {', '.join(rules['colonnes']['le'][:4])}… et {', '.join(rules['colonnes']['theme'][:4])}…",
        )


def _open(contenu: bytes, limit: int) -> list[Any]:
    if len(contenu) > limit:
        raise FichierSupportIllisible(
            "Fichier trop gros", f"Plus de {limit // 1_000_000} Mo.", "Importez une période plus courte."
        )
    try:
        borner(contenu, GONFLE_MAX)
        return list(load_workbook(BytesIO(contenu), data_only=True, read_only=True).worksheets)
    except Exception as error:
        raise _illisible(error) from error


def _lignes(sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    """Number and values of every row really in the sheet, whatever size it claims; a broken sheet is said in French."""
    try:
        sheet.reset_dimensions()
        yield from enumerate(sheet.iter_rows(values_only=True), 1)
    except Exception as error:  # the parts of a workbook are only read here
        raise _illisible(error) from error


def _illisible(error: Exception) -> FichierSupportIllisible:
    return FichierSupportIllisible(
        "Classeur illisible",
        f"Ce fichier ne s’ouvre pas comme un classeur Excel ({type(error).__name__}).",
        "Rien n’a été importé. Enregistrez-le au format .xlsx, sans mot de passe.",
    )


def _columns(row: Sequence[Any], known: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Field → rank: for each field the first of its titles that the row holds."""
    titles = {
        plier(str(value)): rank for rank, value in reversed(list(enumerate(row))) if value not in (None, "")
    }
    found = {}
    for name, words in known.items():
        rank = next((titles[plier(word)] for word in words if plier(word) in titles), None)
        if rank is not None:
            found[name] = rank
    return found


def _line(
    row: Sequence[Any],
    columns: Mapping[str, int],
    today: dt.date,
    rules: Mapping[str, Any],
    plan: Import,
    sheet: str,
    number: int,
) -> tuple[dt.date, str, str, int, int | None] | None:
    values = {name: row[rank] if rank < len(row) else None for name, rank in columns.items()}
    faults = len(plan.fautes)

    def fault(name: str, message: str) -> None:
        plan.fautes.append(Faute(sheet, number, get_column_letter(columns[name] + 1), message))

    day = _day(values["le"])
    if day is None:
        fault("le", "date vide ou illisible (JJ/MM/AAAA)")
    elif not dt.date(2015, 1, 1) <= day <= today:
        fault("le", f"date impossible ({day:%d/%m/%Y})")
    count = _whole(values.get("nombre"), 1)
    if count is None or count > 100_000:
        fault("nombre", "nombre de demandes illisible")
    minutes = _whole(values.get("minutes"), -1)
    if minutes is None or minutes > 10_000_000:
        fault("minutes", "durée illisible (minutes)")
    if len(plan.fautes) > faults or day is None or count is None or minutes is None:
        return None
    theme, usual = _theme(str(values["theme"] or ""), rules)
    plan.non_classees += count if theme == rules["autre"] else 0
    direction = _direction(str(values.get("direction") or ""), rules) or usual
    return day, theme, direction, count, None if minutes < 0 else minutes


def _theme(text: str, rules: Mapping[str, Any]) -> tuple[str, str]:
    folded = f" {plier(text)} "
    for theme in rules["themes"]:
        if any(re.search(rf"\b{re.escape(plier(word))}\b", folded) for word in theme["mots"]):
            return str(theme["libelle"]), str(theme["direction"])
    return str(rules["autre"]), "autre"


def _direction(text: str, rules: Mapping[str, Any]) -> str | None:
    folded = plier(text)
    for code, words in rules["directions"].items():
        if any(folded == plier(word) for word in words):
            return str(code)
    return None


def _day(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and 30_000 < value < 80_000:
        read = from_excel(value)
        return read.date() if isinstance(read, dt.datetime) else None
    first = str(value or "").strip().replace("T", " ").split(" ")[0]
    for pattern in DATES:
        try:
            return dt.datetime.strptime(first, pattern).date()
        except ValueError:
            continue
    return None


def _whole(value: Any, absent: int) -> int | None:
    """A whole number ≥ 0; `absent` when there is none; None when it cannot be read."""
    if value in (None, ""):
        return absent
    try:
        number = float(
            str(value).replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace(",", ".")
        )
    except ValueError:
        return None
    return round(number) if 0 <= number < float("inf") else None


def plier(text: str) -> str:
    """Without case, accents or typographic apostrophes: how titles and words are compared."""
    flat = unicodedata.normalize("NFKD", text.replace("’", "'").casefold())
    return " ".join("".join(char for char in flat if not unicodedata.combining(char)).split())


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
