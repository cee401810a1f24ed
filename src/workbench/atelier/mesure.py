"""What it did: figures before and after what was decided, the agreement of two readers, what is in force."""

from __future__ import annotations

import polars as pl

from workbench.access import Acces, ouvrir_version
from workbench.atelier import aveugle
from workbench.atelier.poste import Poste
from workbench.looks.formats import ecart_part, evolution, nombre, pourcent
from workbench.warehouse.publication import all_versions, version_of

GRANDS = {
    "identites": "Personnes connues",
    "presentes": "Personnes présentes",
    "liens_confirmes": "Numéros RPPS confirmés",
    "a_revoir": "Paires à revoir",
    "collisions": "Contradictions ouvertes",
    "rejets": "Lignes mises de côté",
}
"""Columns of `mart.synthese` compared, and their words."""


def versions(poste: Poste) -> pl.DataFrame:
    """The versions that are kept, newest first: rang (from 1), version, date."""
    kept = reversed(all_versions(poste.home))
    rows = [(rank, version_of(path), day) for rank, (day, path) in enumerate(kept, 1)]
    schema = {"rang": pl.Int64, "version": pl.String, "date": pl.Date}
    return pl.DataFrame(rows, schema=schema, orient="row")


def before_after(poste: Poste, avant: str | int | None = None) -> pl.DataFrame:
    """The great figures and the indicators of a kept version and of the published one.

    Args:
        avant: a version, or its `rang`; the one before the published one when absent.

    Returns:
        chiffre, avant, apres, ecart, part (a share, not a count); one row a figure, those that moved first.
        Empty when nothing is kept.
    """
    kept = {version_of(path): path for _, path in all_versions(poste.home)}
    older = [version for version in kept if version != poste.acces.version]
    ranked = dict(versions(poste).select("rang", "version").iter_rows())
    told = str(avant or "")
    chosen = (ranked.get(int(told)) if told.isdigit() else told) or (older[-1] if older else None)
    schema: dict[str, type[pl.DataType]] = {"chiffre": pl.String}
    schema |= {"avant": pl.Float64, "apres": pl.Float64, "ecart": pl.Float64, "part": pl.Boolean}
    if chosen not in kept:
        return pl.DataFrame(schema=schema)
    former = ouvrir_version(poste.home, poste.acces.utilisateur, poste.acces.motif, kept[chosen])
    left, right = (figures(access) for access in (former, poste.acces))
    names = list(dict.fromkeys([*left, *right]))
    rows = [(name, left.get(name), right.get(name)) for name in names]
    frame = pl.DataFrame(rows, schema=list(schema)[:3], orient="row").cast(
        {"avant": pl.Float64, "apres": pl.Float64}
    )
    parts = shares(former) | shares(poste.acces)
    moved = frame.with_columns(
        ecart=pl.col("apres") - pl.col("avant"), part=pl.col("chiffre").is_in(sorted(parts))
    )
    return moved.sort(pl.col("ecart").fill_null(0) == 0, maintain_order=True)


def said(compared: pl.DataFrame) -> pl.DataFrame:
    """`before_after` as it is read: « 1 234 », « 67,4 % », « +3,0 points », never a count with decimals."""
    rows = [
        (name, dire(before), dire(after), moved(gap))
        for name, before, after, gap, share in compared.iter_rows()
        for dire, moved in [(pourcent, ecart_part) if share else (nombre, evolution)]
    ]
    schema = dict.fromkeys(("chiffre", "avant", "apres", "ecart"), pl.String)
    return pl.DataFrame(rows, schema=schema, orient="row")


def shares(access: Acces) -> set[str]:
    """The indicators of that version that are shares: they have a denominator."""
    told = access.agregat("mart.historique").filter(pl.col("denominateur").is_not_null())
    return set(told["libelle"])


def figures(access: Acces) -> dict[str, float | None]:
    """Word → value, the great figures then every indicator at the date of that version."""
    great = access.agregat("mart.synthese").row(0, named=True)
    known: dict[str, float | None] = {word: great[name] for name, word in GRANDS.items()}
    said = access.agregat("mart.historique", date_execution=great["date_execution"])
    return known | dict(said.select("libelle", "valeur").iter_rows())


def agreement(poste: Poste) -> tuple[int, int]:
    """Pairs that a second reader judged too, and those on which both agree (undecidable answers left out)."""
    first: dict[tuple[str, str, str], str] = {}
    second: dict[tuple[str, str, str], str] = {}
    for entry in poste.registre.en_vigueur():
        if entry.genre == "echantillon_jugement" and entry.verdict in {"meme", "differente"}:
            again = entry.objet.endswith(aveugle.SECONDE)
            key = (entry.objet.removesuffix(aveugle.SECONDE), entry.cle_a, entry.cle_b)
            (second if again else first)[key] = entry.verdict
    both = first.keys() & second.keys()
    return len(both), sum(first[key] == second[key] for key in both)
