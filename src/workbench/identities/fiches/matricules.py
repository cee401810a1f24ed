"""A personnel number written two ways, or used for two people."""

from __future__ import annotations

import polars as pl

from workbench.socle import numeros
from workbench.socle.noms import name_key


def one_spelling(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[dict[str, object]]]:
    """`000123` and `123` in one source: one number when name and birth date are the same, else two people,
    and it is said.
    """
    keyed = rows.with_columns(_cle=numeros.cle_expr("matricule", "matricule"))
    many = keyed.group_by("_cle").agg(pl.col("matricule").n_unique().alias("n")).filter(pl.col("n") > 1)
    if many.is_empty():
        return rows, []
    people: dict[str, dict[str, set[object]]] = {}
    doubtful = keyed.join(many.select("_cle"), on="_cle").sort("_cle", "matricule")
    for row in doubtful.iter_rows(named=True):
        who = (row["date_naissance"], name_key(row["nom_naissance"] or row["nom_usage"] or row["nom"]))
        people.setdefault(row["_cle"], {}).setdefault(row["matricule"], set()).add(who)
    source = rows["source"][0]
    collisions: list[dict[str, object]] = []
    same: dict[str, str] = {}
    for spellings in people.values():
        texts = sorted(spellings)
        if len(set[object]().union(*spellings.values())) == 1:
            same |= dict.fromkeys(texts[1:], texts[0])
            continue
        collisions.append(
            {
                "type": "matricule_reutilise",
                "gravite": "forte",
                "motif": (
                    f"Les matricules {', '.join(texts)} de {source} ne diffèrent que par leurs zéros ou leurs"
                    " séparateurs : personnes distinctes."
                ),
                "fiches": [f"{source}:{text}" for text in texts],
            }
        )
    return rows.with_columns(pl.col("matricule").replace(same)), collisions


def split_reused(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[dict[str, object]]]:
    """One number, two people (names and births both different): the later rows become `matricule#2`."""
    rows = rows.with_columns(cle_source=pl.col("matricule"))
    suspects = (
        rows.group_by("matricule")
        .agg(pl.col("date_naissance").drop_nulls().n_unique().alias("n"), pl.len())
        .filter(pl.col("n") > 1)
    )
    if suspects.is_empty():
        return rows, []
    collisions: list[dict[str, object]] = []
    keys: dict[tuple[str, int], str] = {}
    subset = rows.join(suspects.select("matricule"), on="matricule").sort("matricule", "fichier", "ligne")
    people: dict[str, list[tuple[object, str]]] = {}
    for row in subset.iter_rows(named=True):
        who = (row["date_naissance"], name_key(row["nom_naissance"] or row["nom_usage"] or row["nom"]))
        known = people.setdefault(row["matricule"], [])
        rank = next(
            (i for i, k in enumerate(known) if k[0] == who[0] or k[1] == who[1] or who[0] is None), None
        )
        if rank is None:
            known.append(who)
            rank = len(known) - 1
        if rank:
            keys[row["fichier"], row["ligne"]] = f"{row['matricule']}#{rank + 1}"
    source = rows["source"][0]
    for matricule, known in people.items():
        if len(known) > 1:
            motif = f"Le matricule {matricule} désigne {len(known)} personnes dans {source}."
            collisions.append(
                {
                    "type": "matricule_reutilise",
                    "gravite": "forte",
                    "motif": motif,
                    "fiches": [f"{source}:{matricule}"],
                }
            )
    if not keys:
        return rows, []
    fixes = pl.DataFrame(
        [(f, line, key) for (f, line), key in keys.items()], schema=["fichier", "ligne", "_cle"], orient="row"
    )
    rows = rows.join(fixes.cast({"ligne": pl.Int32}), on=["fichier", "ligne"], how="left")
    return rows.with_columns(cle_source=pl.coalesce("_cle", "cle_source")).drop("_cle"), collisions
