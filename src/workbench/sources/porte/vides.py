"""Names that look like « nothing » (NULL, TEST, O): judged by their column and their row, never by the word
alone.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from workbench.socle.noms import letters, looks_empty, name_key, rules
from workbench.socle.settings import Source
from workbench.sources.modeles import Rejets, raw_json, rejection
from workbench.sources.porte.contrat import title

NATURES = {"sirh", "annuaire", "application"}  # national files write an empty field as an empty field
NOMS = ("nom_naissance", "nom_usage", "nom")
PRENOMS = ("prenoms", "prenom", "prenom_usuel")
AUTRES_TRAITS = ("date_naissance", "matricule", "email", "rpps")


def empty_names(
    source: Source, file_name: str, rows: pl.DataFrame, contract: dict[str, Any]
) -> tuple[pl.DataFrame, Rejets]:
    """Empty the names that mean nothing; say the doubtful ones that stay, and people without a given name.

    Returns:
        The rows, and rejects of gravity « information »: `NOM_DOUTEUX`, `NOM_REPETE`, `NOM_ABSENT`,
        `PRENOM_ABSENT`.
    """
    if source.nature not in NATURES:
        return rows, []
    names = [name for name in (*NOMS, *PRENOMS) if name in rows.columns]
    rows = rows.with_columns(_without_blanks(rows[name]) for name in names)
    rows, rejets = _single_names(source, file_name, rows)
    doubtful = {name: _doubtful(rows[name]) for name in names}
    for name in names:
        if doubtful[name]:
            rows, said = _judge(source, file_name, rows, name, doubtful, contract["cle"][0])
            rejets += said
    return rows, rejets + _nameless(source, file_name, rows)


def _single_names(source: Source, file_name: str, rows: pl.DataFrame) -> tuple[pl.DataFrame, Rejets]:
    """HR people whose only name is written as a given name: it is their name, as on a passport, when they are
    few and the surname was left empty. A file without surnames, a word that stands for none, are not read so.

    Source: ICAO Doc 9303, part 3 (a single name is the primary identifier).
    """
    if source.nature != "sirh":
        return rows, []
    given = pl.coalesce("prenoms", "prenom_usuel")
    lacking = pl.all_horizontal(pl.col(name).is_null() for name in NOMS) & given.is_not_null()
    alone = rows.filter(lacking)
    if alone.is_empty() or alone.height > rules()["colonnes"]["part_nom_unique"] * rows.height:
        return rows, []
    emptied = [
        pl.when(lacking).then(None).otherwise(name).alias(name) for name in ("prenoms", "prenom_usuel")
    ]
    rows = rows.with_columns(
        pl.when(lacking).then(given).otherwise("nom_naissance").alias("nom_naissance"), *emptied
    )
    motif = (
        f"Lignes qui n'ont qu'un prénom : {alone.height}. Gardées, ce prénom est lu comme leur nom."
        " Complétez le nom dans le SIRH s'il existe : sans lui, la personne est mal reconnue."
    )
    first = alone["ligne"].min()
    return rows, [rejection(source.code, file_name, first, "NOM_ABSENT", motif, "information")]  # type: ignore[arg-type]


def _without_blanks(values: pl.Series) -> pl.Series:
    """Texts without a letter, and those that say « not filled in », are empty."""
    blank = [value for value in values.unique().drop_nulls() if not name_key(value)]
    return values.replace(blank, [None] * len(blank)) if blank else values


def _doubtful(values: pl.Series) -> list[str]:
    return [value for value in values.unique().drop_nulls() if looks_empty(value)]


def _judge(
    source: Source,
    file_name: str,
    rows: pl.DataFrame,
    name: str,
    doubtful: dict[str, list[str]],
    cle: str,
) -> tuple[pl.DataFrame, Rejets]:
    shown = title(source, name)
    repeated = _repeated(rows, name, doubtful[name], cle)
    looks = pl.col(name).is_in(doubtful[name])
    others = PRENOMS if name in NOMS else NOMS
    named = [
        pl.col(other).is_not_null() & ~pl.col(other).is_in(doubtful[other])
        for other in others
        if other in rows.columns
    ]
    # The key of a HR file says that there is a row, not that there is somebody.
    traits = [
        pl.col(trait).is_not_null() for trait in AUTRES_TRAITS if trait in rows.columns and trait != cle
    ]
    nobody_named = pl.all_horizontal(pl.col(o).is_in(doubtful[o]) for o in others if o in rows.columns)
    alone = ~pl.any_horizontal(*named, *traits) | nobody_named.fill_null(False)
    emptied = looks & (pl.col(name).is_in(repeated) | alone)
    kept = rows.filter(looks & ~emptied.fill_null(False))
    said = [
        rejection(
            source.code,
            file_name,
            line,
            "NOM_DOUTEUX",
            f"« {value} » dans « {shown} » est gardé comme un nom de personne : vérifiez que ce n'est pas une"
            " valeur vide.",
            "information",
            raw_json({name: value}),
        )
        for line, value in kept.select("ligne", name).iter_rows()
    ]
    for value in repeated:
        count = rows.filter(pl.col(name) == value)
        motif = (
            f"« {value} » est répété dans « {shown} » ({count.height} ligne(s)) : lu comme une valeur vide. "
            "Laissez ce champ vide dans l'export."
        )
        first = count["ligne"].min()
        said.append(rejection(source.code, file_name, first, "NOM_REPETE", motif, "information"))  # type: ignore[arg-type]
    return rows.with_columns(pl.when(emptied.fill_null(False)).then(None).otherwise(name).alias(name)), said


def _repeated(rows: pl.DataFrame, name: str, values: list[str], cle: str) -> list[str]:
    """Doubtful words the column gives to too many people to be their name (a family, two sisters)."""
    limits = rules()["vides"]
    everybody = rows[cle].n_unique()
    held = rows.filter(pl.col(name).is_in(values)).select(
        pl.col(name).alias("valeur"),
        pl.col(name).map_elements(letters, return_dtype=pl.String).alias("mot"),
        cle,
    )
    counts = dict(held.group_by("mot").agg(pl.col(cle).n_unique()).iter_rows())
    often = {
        word for word, n in counts.items() if n >= limits["repetitions"] and n >= limits["part"] * everybody
    }
    return sorted(value for value in values if letters(value) in often)


def _nameless(source: Source, file_name: str, rows: pl.DataFrame) -> Rejets:
    """HR people without a given name: they stay, and it is said once; accounts, when the column is empty."""
    given = [name for name in PRENOMS if name in rows.columns]
    without = rows.filter(pl.all_horizontal(pl.col(name).is_null() for name in given))
    empty = without.height == rows.height and any(name in source.colonnes for name in given)
    if without.is_empty() or (source.nature != "sirh" and not empty):
        return []
    motif = (
        "Aucun prénom dans ce fichier : le nom entier est lu dans un seul champ. "
        "Demandez une colonne pour le prénom, la lecture sera plus sûre."
        if without.height == rows.height
        else (
            f"{without.height} ligne(s) sans prénom : gardée(s) (une personne peut n'avoir qu'un nom). "
            "Complétez le prénom dans le SIRH s'il existe."
        )
    )
    first = without["ligne"].min()
    return [rejection(source.code, file_name, first, "PRENOM_ABSENT", motif, "information")]  # type: ignore[arg-type]
