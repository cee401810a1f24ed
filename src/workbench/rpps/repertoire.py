"""The national directory cut down to what concerns the group's people: reduce first, then compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from workbench.identities.noms import core
from workbench.rpps.cles import first_given_expr, key_expr
from workbench.sources.modeles import Lecture


@dataclass(frozen=True)
class Repertoire:
    """Rows of both extractions worth comparing, by number; whether each extraction was delivered at all."""

    public: dict[str, dict[str, object]]
    restreint: dict[str, dict[str, object]]
    public_par_nom: dict[tuple[str, str], list[str]]
    restreint_par_naissance: dict[object, list[str]]
    restreint_par_nom: dict[tuple[str, str], list[str]]
    a_public: bool
    a_restreint: bool


def rows_of(lectures: Sequence[Lecture], nature: str) -> pl.DataFrame | None:
    """All the rows of a nature, or None when it was not delivered."""
    frames = [lecture.lignes for lecture in lectures if lecture.source.nature == nature]
    return pl.concat(frames, how="diagonal_relaxed") if frames else None


def people_of(public: pl.DataFrame | None) -> pl.DataFrame:
    """`curated.rpps_personne`: one row a number."""
    names = "rpps nom_exercice prenom_exercice profession_code categorie_code role_code autorite_enregistrement code_departement".split()
    if public is None:
        return pl.DataFrame(schema={**dict.fromkeys(names, pl.String), "nb_activites": pl.Int32})
    counts = public.group_by("rpps").agg(
        *(pl.col(name).first() for name in names[1:]), pl.len().cast(pl.Int32).alias("nb_activites")
    )
    return counts.sort("rpps")


def activities_of(public: pl.DataFrame | None) -> pl.DataFrame:
    """`curated.rpps_activite`: one row an activity."""
    names = "rpps finess_site finess_ej mode_exercice role_code genre_activite raison_sociale".split()
    return pl.DataFrame(schema=dict.fromkeys(names, pl.String)) if public is None else public.select(names)


def reduce_directory(
    public: pl.DataFrame | None,
    restreint: pl.DataFrame | None,
    numeros: set[str],
    noms: set[str],
    prenoms: set[str],
    naissances: set[object],
) -> Repertoire:
    """Keep declared numbers, same-name people, and restricted people born on a day one of ours was."""
    kept_public = _keep_public(public, numeros, noms, prenoms)
    kept_restreint = _keep_restricted(restreint, numeros, noms, prenoms, naissances)
    by_name: dict[tuple[str, str], list[str]] = {}
    for row in kept_public.values():
        by_name.setdefault((str(row["_nom"]), str(row["_prenom"])), []).append(str(row["rpps"]))
    by_birth: dict[object, list[str]] = {}
    restricted_names: dict[tuple[str, str], list[str]] = {}
    for row in kept_restreint.values():
        by_birth.setdefault(row["date_naissance"], []).append(str(row["rpps"]))
        restricted_names.setdefault((core(str(row["_nom"])), str(row["_prenom"])), []).append(str(row["rpps"]))
    return Repertoire(
        kept_public, kept_restreint, by_name, by_birth, restricted_names, public is not None, restreint is not None
    )


def _keep_public(
    public: pl.DataFrame | None, numeros: set[str], noms: set[str], prenoms: set[str]
) -> dict[str, dict[str, object]]:
    if public is None:
        return {}
    keyed = public.lazy().with_columns(_nom=key_expr("nom_exercice"), _prenom=first_given_expr("prenom_exercice"))
    ours = pl.col("rpps").is_in(list(numeros)) | (
        pl.col("_nom").is_in(list(noms)) & pl.col("_prenom").is_in(list(prenoms))
    )
    kept = keyed.filter(ours).collect().sort("rpps", "finess_site", nulls_last=True)
    out: dict[str, dict[str, object]] = {}
    for row in kept.iter_rows(named=True):
        known = out.setdefault(row["rpps"], {**row, "finess": set(), "professions": set()})
        known["finess"].update(value for value in (row["finess_site"], row["finess_ej"]) if value)  # type: ignore[attr-defined]
        known["professions"].add((row["profession_code"], row["role_code"]))  # type: ignore[attr-defined]
    return out


def _keep_restricted(
    restreint: pl.DataFrame | None, numeros: set[str], noms: set[str], prenoms: set[str], naissances: set[object]
) -> dict[str, dict[str, object]]:
    if restreint is None:
        return {}
    keyed = restreint.lazy().with_columns(_nom=key_expr("nom_naissance"), _prenom=first_given_expr("prenoms"))
    same_day = pl.col("date_naissance").is_in(list(naissances)) & (
        pl.col("_nom").is_in(list(noms)) | pl.col("_prenom").is_in(list(prenoms))
    )
    same_name = pl.col("_nom").is_in(list(noms)) & pl.col("_prenom").is_in(list(prenoms))
    kept = keyed.filter(pl.col("rpps").is_in(list(numeros)) | same_day | same_name).collect().sort("rpps")
    out: dict[str, dict[str, object]] = {}
    for row in kept.iter_rows(named=True):
        known = out.setdefault(row["rpps"], {**row, "professions": set()})
        known["professions"].add((row["profession_code"], row["role_code"]))  # type: ignore[attr-defined]
    return out
