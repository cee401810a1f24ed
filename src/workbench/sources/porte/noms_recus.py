"""Names at the door: a civility written in the column of the name goes away, names cut short are told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import polars as pl

from workbench.socle.noms import rules
from workbench.socle.settings import Source
from workbench.socle.seuils import nombreux
from workbench.sources.modeles import Rejets, rejection
from workbench.sources.porte.contrat import title
from workbench.sources.porte.vides import NATURES, NOMS, PRENOMS


@cache
def _civility() -> str:
    words = "|".join(sorted(map(re.escape, rules()["titres"]), key=len, reverse=True))
    return rf"(?i)^\s*(?:{words})\.?\s+(\p{{L}}{{2}}.*)$"


def clean_names(source: Source, file_name: str, rows: pl.DataFrame) -> tuple[pl.DataFrame, Rejets]:
    """The names without the civility most of their column begins with; what is told of it, and of names all
    cut at one length.
    """
    rejets: Rejets = []
    if source.nature not in NATURES:
        return rows, rejets
    limits = rules()["colonnes"]
    for name in (one for one in (*NOMS, *PRENOMS) if one in rows.columns):
        held, shown = rows[name].drop_nulls(), title(source, name)
        marked = int(held.str.contains(_civility()).sum())
        if held.len() >= limits["minimum"] and marked >= limits["part_civilite"] * held.len():
            rows = rows.with_columns(pl.col(name).str.replace(_civility(), "$1"))
            told = (
                f"La civilité (M., Mme, Dr) est écrite dans « {shown} » sur {marked} ligne(s) : elle en a été"
                " retirée. Demandez une colonne pour la civilité."
            )
            rejets.append(
                rejection(source.code, file_name, None, "CIVILITE_DANS_LE_NOM", told, "information")
            )
        if cut := _cut(rows[name].drop_nulls().str.len_chars(), limits):
            told = (
                f"{cut[1]} valeurs de « {shown} » ont {cut[0]} lettres et aucune n'en a plus : le logiciel"
                " les coupe sans doute. Demandez les noms entiers."
            )
            rejets.append(rejection(source.code, file_name, None, "NOMS_COUPES", told, "information"))
    return rows, rejets


def _cut(lengths: pl.Series, limits: Mapping[str, float]) -> tuple[int, int] | None:
    """The length everything stops at, and how many names have it; None when they tail off as names do."""
    longest = lengths.max()
    if lengths.len() < limits["minimum"] or not isinstance(longest, int):
        return None
    at, below = (int((lengths == size).sum()) for size in (longest, longest - 1))
    enough = nombreux(at, lengths.len(), limits["minimum_coupe"], limits["part_coupe"])
    many = enough and at >= limits["rapport_coupe"] * below
    return (longest, at) if many else None
