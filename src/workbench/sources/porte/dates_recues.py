"""Dates at the door: every date column is read in one form, and what could not be read is said."""

from __future__ import annotations

import datetime as dt

import polars as pl

from workbench.socle.settings import Source
from workbench.socle.seuils import atteint
from workbench.sources.declarer.titres import libelle
from workbench.sources.modeles import Rejets, SourceInutilisable, raw_json, rejection
from workbench.sources.porte.contrat import title
from workbench.sources.porte.dates import (
    Ordre,
    decide,
    meaning_of,
    normal_form,
    read_distinct,
    regles,
    same_hand,
)

DITS = {  # what is told of a date, by its state: code, sentence
    "illisible": ("DATE_ILLISIBLE", "Date illisible dans « {} » : valeur ignorée."),
    "hors_limites": (
        "DATE_ILLISIBLE",
        "Date hors limites dans « {} » (trop ancienne ou trop lointaine) : valeur ignorée.",
    ),
    "ancienne": (
        "DATE_ANCIENNE",
        "Naissance de plus de cent ans dans « {} » : gardée, à vérifier dans la source.",
    ),
    "annee": ("DATE_INCOMPLETE", "Jour ou mois inconnu dans « {} » : seule l'année est gardée."),
}


def read_dates(
    source: Source, file_name: str, received: pl.DataFrame, columns: list[str], today: dt.date | None = None
) -> tuple[pl.DataFrame, Rejets]:
    """The rows with dates, each distinct text read once, and `annee_naissance` (Int32) beside a birth date.

    Args:
        received: texts under canonical names, and `ligne`. columns: those that hold dates.
        today: the run's date, for the bounds; None leaves them out.

    Returns:
        The same columns, and the values that could not be read, to tell: their row stays.

    Raises:
        SourceInutilisable: a column mixes two forms, none can be chosen, or most of it is no date.
    """
    rejets: Rejets = []
    out = received
    hand = _order_of_file(source, received, columns, today)
    for name in columns:
        distinct = received.select(pl.col(name).alias("_texte")).unique()
        values, form = read_distinct(
            distinct["_texte"], meaning_of(name, source.nature), today, source.format.format_date, hand
        )
        if form.refus:
            raise SourceInutilisable(
                "Dates ambiguës",
                f"{file_name} (source {source.code}), colonne de « {libelle(name)} » : {form.refus}.",
                "Redemandez l'export avec des dates AAAA-MM-JJ (2026-11-30), sans passer par un tableur. Si"
                " c'est impossible, l'équipe projet inscrit la forme de ces dates :"
                ' [sources.format] format_date = "%d/%m/%Y" (jour d\'abord), "%m/%d/%Y" (mois d\'abord) ou'
                ' "%y/%m/%d" (année d\'abord).',
            )
        read = received.select("ligne", pl.col(name).alias("_texte")).join(
            distinct.hstack(values), on="_texte", how="left", nulls_equal=True, maintain_order="left"
        )
        _check_column(source, file_name, name, read)
        rejets += [*_doubts(source, file_name, name, read), *_conventional(source, file_name, name, read)]
        out = out.with_columns(read["jour"].alias(name))
        if name == "date_naissance":
            out = out.with_columns(read["annee"].alias("annee_naissance"))
    return out, rejets


def beyond_bounds(rejets: Rejets) -> bool:
    """Some date was out of bounds on the run's day; it may be within them on another."""
    said = DITS["hors_limites"][1].partition("{")[0]
    return any(str(one["motif"]).startswith(said) for one in rejets)


def _order_of_file(
    source: Source, received: pl.DataFrame, columns: list[str], today: dt.date | None
) -> Ordre | None:
    """The order of day and month that the columns of this file prove."""
    declared = normal_form(source.format.format_date)
    texts = {name: received[name].drop_nulls().unique().to_list() for name in columns}
    return same_hand(
        {name: decide(found, meaning_of(name), today, declared) for name, found in texts.items()}
    )


def _check_column(source: Source, file_name: str, name: str, read: pl.DataFrame) -> None:
    """A few impossible dates are told row by row; a column of them is another column, or a damaged export.

    Raises:
        SourceInutilisable: most values of the column are no date, or lie out of bounds.
    """
    rules = regles()
    filled = read.filter(pl.col("etat") != "vide")
    bad = filled.filter(pl.col("etat").is_in(["illisible", "hors_limites", "ancienne"]))
    nothing = bad.height == filled.height >= rules["minimum_rien"]
    enough = filled.height >= rules["minimum_colonne"] and bad.height > rules["part_refusee"] * filled.height
    if not nothing and not enough:
        return
    seen = ", ".join(f"« {text[:30]} »" for text in bad["_texte"].unique(maintain_order=True).head(3))
    raise SourceInutilisable(
        "Dates impossibles",
        f"{file_name} (source {source.code}),"
        f" colonne associée à « {libelle(name)} » : {bad.height} valeurs sur"
        f" {filled.height} ne sont pas des dates, ou sont trop anciennes ou trop lointaines ({seen}).",
        "Redemandez l'export avec des dates JJ/MM/AAAA, et une case vide quand il n'y en a pas. Si une autre"
        " colonne donne cette date, choisissez-la sur la page « Données du mois » (« Une colonne est mal"
        " comprise ? »).",
    )


def _doubts(source: Source, file_name: str, name: str, read: pl.DataFrame) -> Rejets:
    """Dates that could not be read, lie out of bounds, are very old or give a year only: the row stays
    and it is said.
    """
    return [
        rejection(
            source.code,
            file_name,
            row["ligne"],
            DITS[row["etat"]][0],
            DITS[row["etat"]][1].format(title(source, name)),
            "information",
            raw_json({name: row["_texte"]}),
        )
        for row in read.filter(pl.col("etat").is_in(list(DITS))).iter_rows(named=True)
    ]


def _conventional(source: Source, file_name: str, name: str, read: pl.DataFrame) -> Rejets:
    """Many births, or entries, on a day that stands for « unknown »: read as empty, and told of the file."""
    rule = regles()["convenues"]
    filled = read.drop_nulls("_texte")
    unknown = filled.filter((pl.col("etat") == "vide") & pl.col("_texte").str.contains(r"\d"))
    if name not in rule["colonnes"] or not atteint(unknown.height, filled.height, rule):
        return []
    told = (
        f"« {title(source, name)} » : {unknown.height} lignes sur {filled.height} portent une date qui veut"
        f" dire « inconnue » (« {unknown['_texte'][0]} ») : lue vide. Demandez la vraie date, ou rien."
    )
    return [rejection(source.code, file_name, None, "DATES_CONVENUES", told, "information")]
