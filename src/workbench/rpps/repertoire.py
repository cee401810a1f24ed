"""The national directory cut down to what concerns the group's people: reduce first, then compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from workbench.socle.noms_colonnes import with_keys
from workbench.socle.tables import frame, shape
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
    """`curated.rpps_personne`: one row a number, sorted by the keys of its names (`cle_nom`, `cle_prenom`:
    first given name).
    """
    traits = (
        "nom_exercice prenom_exercice profession_code categorie_code role_code autorite_enregistrement"
        " code_departement".split()
    )
    if public is None:
        return frame("curated.rpps_personne")
    first = public.group_by("rpps").agg(pl.col(traits).first(), pl.len().cast(pl.Int32).alias("nb_activites"))
    keyed = with_keys(first, "nom_exercice", "prenom_exercice").rename(
        {"_nom": "cle_nom", "_prenom": "cle_prenom"}
    )
    return keyed.sort("cle_nom", "cle_prenom", "rpps", nulls_last=True)  # searched by name


def activities_of(public: pl.DataFrame | None) -> pl.DataFrame:
    """`curated.rpps_activite`: one row an activity."""
    return frame("curated.rpps_activite") if public is None else shape("curated.rpps_activite", public)


def reduce_directory(
    public: pl.DataFrame | None, restreint: pl.DataFrame | None, numeros: set[str], civils: pl.DataFrame
) -> Repertoire:
    """Keep declared numbers, people of the same names, and restricted people born the same day as one of
    ours.

    Args:
        civils: `nom`, `prenom` (keys), `naissance` (Date): every name and given name each of our people
        answers to.
    """
    kept_public = _keep_public(public, numeros, civils)
    kept_restreint = _keep_restricted(restreint, numeros, civils)
    by_name: dict[tuple[str, str], list[str]] = {}
    for row in kept_public.values():
        by_name.setdefault((str(row["_nom"]), str(row["_prenom"])), []).append(str(row["rpps"]))
    by_birth: dict[object, list[str]] = {}
    restricted_names: dict[tuple[str, str], list[str]] = {}
    for row in kept_restreint.values():
        by_birth.setdefault(row["date_naissance"], []).append(str(row["rpps"]))
        restricted_names.setdefault((str(row["_nom"]), str(row["_prenom"])), []).append(str(row["rpps"]))
    return Repertoire(
        kept_public,
        kept_restreint,
        by_name,
        by_birth,
        restricted_names,
        public is not None,
        restreint is not None,
    )


def _ours(keyed: pl.DataFrame, numeros: set[str], civils: pl.DataFrame) -> pl.DataFrame:
    """Rows of a declared number, or bearing one of our (surname, given name) pairs."""
    pairs = civils.select(pl.col("nom").alias("_nom"), pl.col("prenom").alias("_prenom")).unique()
    declared = pl.DataFrame({"rpps": sorted(numeros)}, schema={"rpps": pl.String})
    named = keyed.join(pairs, on=["_nom", "_prenom"], how="semi")
    return pl.concat([named, keyed.join(declared, on="rpps", how="semi")])


def _keep_public(
    public: pl.DataFrame | None, numeros: set[str], civils: pl.DataFrame
) -> dict[str, dict[str, object]]:
    if public is None:
        return {}
    columns = "rpps nom_exercice prenom_exercice profession_code role_code finess_site finess_ej".split()
    keyed = with_keys(public.select(columns), "nom_exercice", "prenom_exercice")
    kept = (
        _ours(keyed, numeros, civils).unique().sort("rpps", "finess_site", "profession_code", nulls_last=True)
    )
    out: dict[str, dict[str, Any]] = {}
    for row in kept.iter_rows(named=True):
        known = out.setdefault(row["rpps"], {**row, "finess": set(), "professions": set()})
        known["finess"].update(value for value in (row["finess_site"], row["finess_ej"]) if value)
        known["professions"].add((row["profession_code"], row["role_code"]))
    return _settled(out)


def _keep_restricted(
    restreint: pl.DataFrame | None, numeros: set[str], civils: pl.DataFrame
) -> dict[str, dict[str, object]]:
    if restreint is None:
        return {}
    keyed = with_keys(restreint, "nom_naissance", "prenoms", separes=True)
    parts = [_ours(keyed, numeros, civils)]
    for column in ("nom", "prenom"):
        born = civils.select(
            pl.col("naissance").alias("date_naissance"), pl.col(column).alias(f"_{column}")
        ).unique()
        parts.append(keyed.join(born.drop_nulls(), on=["date_naissance", f"_{column}"], how="semi"))
    kept = pl.concat(parts).unique(["fichier", "ligne"]).sort("rpps", "fichier", "ligne")
    out: dict[str, dict[str, Any]] = {}
    for row in kept.iter_rows(named=True):
        known = out.setdefault(row["rpps"], {**row, "professions": set()})
        known["professions"].add((row["profession_code"], row["role_code"]))
    return _settled(out)


def _settled(rows: dict[str, dict[str, Any]]) -> dict[str, dict[str, object]]:
    """Professions that are asked about again and again, in a form that is remembered."""
    for row in rows.values():
        row["professions"] = frozenset(row["professions"])
    return rows
