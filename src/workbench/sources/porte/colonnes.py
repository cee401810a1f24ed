"""The columns of a file against what the source maps: titles given twice, damaged titles, cells that say «
nothing ».
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from workbench.sources.lecture.classeurs import CALENDRIER_1904
from workbench.sources.lecture.titres import header_key
from workbench.sources.modeles import Constat, SourceInutilisable

Correspondance = Mapping[str, list[str]]  # canonical column → titles to look for


@cache
def empties() -> dict[str, Any]:
    """`vides.toml`."""
    return tomllib.loads(files("workbench.sources.porte").joinpath("vides.toml").read_text("utf-8"))


def settle_titles(
    name: str, source: str, frame: pl.DataFrame, mapping: Correspondance
) -> tuple[pl.DataFrame, list[Constat]]:
    """The frame with the titles the mapping waits for.

    A title given twice is a question when it is mapped (`"TITRE#1"` and `"TITRE#2"` choose), unless both
    columns
    say the same; a damaged title (`Pr?nom`, `Prnom`) is used when it can only be one of those waited for.

    Raises:
        SourceInutilisable: a mapped title stands twice and the mapping does not say which.
    """
    said: list[Constat] = []
    titles = [title for title in frame.columns if title != "ligne"]
    wanted = {header_key(title): title for found in mapping.values() for title in found}
    for title in titles:
        twins = [
            other
            for other in titles
            if re.fullmatch(re.escape(title) + r"#\d+", other) or _twin(title, other)
        ]
        if not twins:
            continue
        if header_key(f"{title}#1") in wanted:
            frame = frame.rename({title: wanted[header_key(f"{title}#1")]})
        elif header_key(title) in wanted:
            if not all(frame[title].equals(frame[twin]) for twin in twins):
                raise _twice(name, source, title, twins, frame)
            said.append(
                Constat(
                    "TITRE_EN_DOUBLE",
                    f"Le titre « {title} » est présent {len(twins) + 1} fois, avec les mêmes valeurs : lu une"
                    " fois.",
                )
            )
    present = {header_key(title) for title in frame.columns}
    missing = {key: title for key, title in wanted.items() if key not in present}
    spare = [title for title in frame.columns if title != "ligne" and header_key(title) not in wanted]
    for damaged, expected in _damaged(spare, missing.values()).items():
        frame = frame.rename({damaged: expected})
        said.append(
            Constat(
                "TITRE_ABIME",
                f"Le titre « {damaged} » est lu comme « {expected} » : ses accents se sont perdus dans"
                " l'export.",
            )
        )
    return frame, said


def _twin(title: str, other: str) -> bool:
    base, mark, rank = other.rpartition("#")
    return (
        bool(mark)
        and rank.isdigit()
        and base != title
        and "#" not in title
        and header_key(base) == header_key(title)
    )


def _twice(name: str, source: str, title: str, twins: list[str], frame: pl.DataFrame) -> SourceInutilisable:
    first = frame.columns.index(title) + 1
    ranks = ", ".join(
        f"« {title}#{i} » (colonne {rank})"
        for i, rank in enumerate([first, *(frame.columns.index(t) + 1 for t in twins)], 1)
    )
    return SourceInutilisable(
        "Titre présent deux fois",
        f"{name} (source {source}) : le titre « {title} » est présent {len(twins) + 1} fois avec des valeurs"
        " différentes : lequel ?",
        "Renommez l'une des deux colonnes dans le fichier, ou demandez un export où chaque titre n'apparaît"
        f" qu'une fois. L'équipe projet peut aussi dire laquelle dans [sources.colonnes], par exemple"
        f' "{title}#2" pour le second : {ranks}.',
    )


def _damaged(spare: Iterable[str], missing: Iterable[str]) -> dict[str, str]:
    """Damaged title → the only expected title it can be."""
    pairs = [(bad, good) for bad in spare for good in missing if _is_damage(bad, good)]
    return {
        bad: good
        for bad, good in pairs
        if [b for b, _ in pairs].count(bad) == 1 and [g for _, g in pairs].count(good) == 1
    }


def _is_damage(bad: str, good: str) -> bool:
    plain = unicodedata.normalize("NFC", good).upper()
    if plain.isascii():
        return False
    found = unicodedata.normalize("NFC", bad).upper()
    lost = "".join(c for c in plain if c.isascii())
    hole = r"(?:\?|\ufffd|ï¿½|Ï¿½|[^\x00-\x40A-Z]|_){1,3}"
    shape = "".join(re.escape(c) if c.isascii() else hole for c in plain)
    return header_key(found) == header_key(lost) or re.fullmatch(shape, found) is not None


SANS_LETTRE = r"^\s*[^\p{L}\p{N}\s][^\p{L}\p{N}]*$"
"""A sign or several, and nothing to read."""


def empty_placeholders(frame: pl.DataFrame, mapping: Correspondance) -> tuple[pl.DataFrame, list[Constat]]:
    """Mapped cells that hold the name of a .NET type, an error or a word for « nothing », and labels of signs
    alone, become null; said once a column.
    """
    rules = empties()
    canonical = {header_key(title): column for column, titles in mapping.items() for title in titles}
    types = "|".join(rules["types"])
    said: list[Constat] = []
    hollow: dict[str, pl.Expr] = {}
    for title in frame.columns:
        column = canonical.get(header_key(title))
        if column is None or frame[title].dtype != pl.String:
            continue
        words = [*rules["artefacts"], *(rules["mots"] if column in rules["identifiants"] else [])]
        value = pl.col(title)
        told = value.str.to_uppercase().is_in(words) | value.str.contains(f"(?i){types}")
        if column in rules["libelles"] or column in rules["identifiants"]:
            told |= value.str.contains(SANS_LETTRE)
        hollow[title] = told.fill_null(False)
    if not hollow:
        return frame, said
    counts = frame.select(told.sum().alias(title) for title, told in hollow.items()).row(0, named=True)
    for title, count in counts.items():
        if count:
            first = frame.filter(hollow[title])[title][0]
            said.append(Constat("VALEUR_DE_REMPLISSAGE", _hollow(title, str(first), count, types), None))
    emptied = [pl.when(~hollow[title]).then(pl.col(title)).alias(title) for title in hollow if counts[title]]
    return frame.with_columns(emptied), said


def refuse_1904(
    name: str, source: str, frame: pl.DataFrame, titles: Iterable[str], said: Iterable[Constat]
) -> None:
    """Bare day numbers in a workbook that counts from 1904 would be read four years early.

    Args:
        titles: titles mapped to dates.

    Raises:
        SourceInutilisable: such a column holds day numbers.
    """
    if not any(one.code == CALENDRIER_1904 for one in said):
        return
    wanted = {header_key(title) for title in titles}
    for title in frame.columns:
        if header_key(title) in wanted and frame[title].str.contains(r"^\d{4,5}(?:[.,]\d+)?$").any():
            raise SourceInutilisable(
                "Dates comptées depuis 1904",
                f"{name} (source {source}), colonne « {title} » : des dates y sont de simples nombres, dans"
                " un classeur qui"
                " compte ses jours depuis 1904 ; elles seraient lues quatre ans trop tôt.",
                "Dans Excel, mettez cette colonne au format Date puis enregistrez, ou demandez un export"
                " CSV.",
            )


def _hollow(title: str, value: str, count: int, types: str) -> str:
    if re.match(types, value, re.I):
        return (
            f"La colonne « {title} » contient un nom de type .NET (« {value[:60]} ») sur {count} ligne(s), lu"
            f" comme vide : exportez avec -join, par exemple @{{n='{title}';e={{$_.{title} -join '|'}}}}."
        )
    return (
        f"La colonne « {title} » contient « {value[:30]} » ou un équivalent sur {count} ligne(s) : lu comme"
        " vide."
    )
