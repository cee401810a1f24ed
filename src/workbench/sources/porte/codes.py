"""Coded columns judged as a whole, and rows that are no person: titles of a second line, edition notices."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from workbench.socle.settings import Source
from workbench.sources.declarer.titres import libelle
from workbench.sources.modeles import SourceInutilisable, mask_nir

NOMS = ("nom", "nom_naissance", "nom_usage", "nom_affiche")
PERSONNES = {"sirh", "annuaire", "application"}
COMPTES = {"annuaire", "application"}
EXEMPLES = 3


@cache
def regles() -> dict[str, Any]:
    """`codes.toml`."""
    return tomllib.loads(files("workbench.sources.porte").joinpath("codes.toml").read_text("utf-8"))


def check_codes(source: Source, file_name: str, received: pl.DataFrame, converted: pl.DataFrame) -> None:
    """A coded column most of which nobody understands, or that says one thing or nothing, is no column.

    Raises:
        SourceInutilisable: the message says which values, and how to explain them.
    """
    for name, limit in regles()["part_inconnue"].items():
        if name not in received.columns:
            continue
        lost = received.filter(converted[name].is_null() & received[name].is_not_null())[name]
        count = received.height - received[name].null_count()
        if count >= regles()["minimum"] and lost.len() > limit * count:
            seen = lost.unique(maintain_order=True).head(EXEMPLES).to_list()
            raise SourceInutilisable(
                "Valeurs inconnues",
                f"{file_name} (source {source.code}),"
                f" colonne associée à « {libelle(name)} » : {lost.len()} valeurs"
                f" sur {count} ne veulent rien dire de connu ({_quoted(seen)}).",
                "Redemandez l'export sans passer par un tableur, ou dites ce qu'elles veulent dire sur la"
                f" page « Données du mois ». L'équipe projet peut aussi l'inscrire : [sources.valeurs.{name}]"
                f' "{mask_nir(seen[0])}" = "…".',
            )
    for name, limit in regles()["part_vide"].items():
        if name in received.columns and converted[name].null_count() < received.height:
            _check_blank(source, file_name, received[name], converted[name], limit)


def _check_blank(source: Source, file_name: str, received: pl.Series, read: pl.Series, limit: float) -> None:
    empty = int((received.is_null() & read.is_null()).sum())
    if received.len() < regles()["minimum"] or empty <= limit * received.len() or read.n_unique() > 2:
        return
    seen = received.drop_nulls().unique(maintain_order=True).head(EXEMPLES).to_list()
    raise SourceInutilisable(
        "Cellules vides à expliquer",
        f"{file_name} (source {source.code}),"
        f" colonne associée à « {libelle(received.name)} » : elle ne contient que"
        f" {_quoted(seen)} ou rien ({empty} cellules vides sur {received.len()}) ; un compte sans réponse"
        " serait compté comme ouvert.",
        "Demandez une colonne remplie à chaque ligne (oui ou non), ou dites, sur la page « Données du mois »,"
        " ce qu'une cellule vide veut dire. L'équipe projet peut aussi l'inscrire :"
        f' [sources.valeurs.{received.name}] "" = "non" (ou "oui").',
    )


def _quoted(values: list[str]) -> str:
    return ", ".join(f"« {mask_nir(value)[:30]} »" for value in values)


def not_people(
    source: Source, received: pl.DataFrame, converted: pl.DataFrame, dates: list[str]
) -> pl.DataFrame:
    """(ligne, code, motif) of the rows that are titles of a second line, or an edition notice."""
    typed = [name for name in (*dates, *regles()["part_inconnue"]) if name in received.columns]
    least = regles()["titres"]["cellules"]
    # a predicate made of literals alone is not laid over every part of a long frame: none is asked then
    found = [received.select(pl.col("ligne"), code=pl.lit(""), motif=pl.lit("")).clear()]
    if len(typed) >= least:
        titles = _unread(converted, typed) & (_filled(received, typed) >= least)
        told = "Ni date ni code lisible : ce sont sans doute d'autres titres."
        found.append(_aside(received, titles, "LIGNE_TITRES", told))
    names = [name for name in NOMS if name in received.columns and source.nature in PERSONNES]
    if names:
        pattern = regles()["avis"]["motif"]
        notice = pl.any_horizontal(pl.col(name).str.contains(pattern).fill_null(False) for name in names)
        told = "Mention d'édition, total ou poste vacant, pas une personne."
        found.append(_aside(received, notice, "NOM_IMPOSSIBLE", told))
    if source.nature in COMPTES:
        others = [name for name in received.columns if name not in {"ligne", "login"}]
        heading = pl.col("login").str.contains(r"\S\s+\S") & pl.all_horizontal(pl.col(others).is_null())
        told = "Une seule cellule remplie, avec plusieurs mots : un titre de page, pas un compte."
        found.append(_aside(received, heading.fill_null(False), "LIGNE_TITRES", told))
    return pl.concat(found)


def _aside(received: pl.DataFrame, mask: pl.Expr | pl.Series, code: str, motif: str) -> pl.DataFrame:
    return received.filter(mask).select(pl.col("ligne"), code=pl.lit(code), motif=pl.lit(motif))


def _filled(received: pl.DataFrame, typed: list[str]) -> pl.Series:
    """How many of these cells are filled, by row."""
    return received.select(pl.sum_horizontal(pl.col(name).is_not_null() for name in typed)).to_series()


def _unread(converted: pl.DataFrame, typed: list[str]) -> pl.Series:
    """None of these cells could be read; a year alone is read."""
    known = [pl.col(name).is_not_null() for name in typed]
    if "annee_naissance" in converted.columns:
        known.append(pl.col("annee_naissance").is_not_null())
    return ~converted.select(pl.any_horizontal(known)).to_series()
