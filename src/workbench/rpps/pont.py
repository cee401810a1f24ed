"""What the national directory adds to a declared number before people are matched: the other name, the birth.

The restricted extraction only, one civil identity for the number, its surname and first given name those of
the record, no other given name that contradicts. One more thing the record says; rules of evidence decide.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from workbench.rpps.repertoire import rows_of
from workbench.socle import numeros
from workbench.socle.noms import alternatives, given_keys
from workbench.socle.noms_compares import VARIANTE, compare_names, given_apart, same_first
from workbench.socle.tables import schema
from workbench.sources.modeles import Lecture

CIVIL = ["rpps", "nom_naissance", "nom_exercice", "prenoms", "date_naissance"]
COLONNES = ("naissance_nationale", "noms_nationaux")
_CLE = ["source", "cle_source"]


def with_bridges(fiche: pl.DataFrame, lectures: Sequence[Lecture]) -> pl.DataFrame:
    """Fill `naissance_nationale` and `noms_nationaux` of the accounts whose declared number is theirs."""
    restreint = rows_of(lectures, "rpps_restreint")
    declared = fiche.filter(pl.col("nature") != "sirh", pl.col("rpps").is_not_null())
    if restreint is None or declared.is_empty():
        return fiche
    numbers = {text: numeros.lire("rpps", text) for text in declared["rpps"].unique()}
    valid = {text: lu.valeur for text, lu in numbers.items() if lu.verdict == "ok"}
    national = _identities(restreint, {value for value in valid.values() if value})
    rows = []
    for *cle, rpps, noms, prenoms in declared.select(*_CLE, "rpps", "noms", "prenoms_std").iter_rows():
        found = national.get(valid.get(rpps) or "")
        if found and _same(noms or [], prenoms or [], *found[:2]):
            rows.append((*cle, found[2], found[0]))
    return _with(fiche, rows)


def carried(fiche: pl.DataFrame, published: pl.DataFrame | None) -> pl.DataFrame:
    """The same, as the published version knew it: for whoever reads no national file again."""
    if published is None or not {*COLONNES} <= {*published.columns}:
        return fiche
    known = published.filter(pl.col(COLONNES[0]).is_not_null()).select(*_CLE, *COLONNES)
    return _with(fiche, known.rows())


def _identities(restreint: pl.DataFrame, numbers: set[str]) -> dict[str, tuple[list[str], list[str], object]]:
    """Number → surnames, given names, birth; not the numbers that stand for several civil identities."""
    kept = restreint.filter(pl.col("rpps").is_in(sorted(numbers))).select(CIVIL).unique()
    out: dict[str, tuple[list[str], list[str], object]] = {}
    several: set[str] = set()
    for rpps, naissance, exercice, prenoms, birth in kept.sort(CIVIL, nulls_last=True).iter_rows():
        said = (alternatives(naissance, exercice), list(given_keys(prenoms, separes=True)), birth)
        if birth is None or out.setdefault(rpps, said) != said:
            several.add(rpps)
    return {rpps: said for rpps, said in out.items() if rpps not in several}


def _same(noms: list[str], prenoms: list[str], theirs: list[str], given: list[str]) -> bool:
    """A surname in common, the same first given name, no other given name that contradicts."""
    return (
        compare_names(noms, theirs) >= VARIANTE
        and same_first(prenoms, given)
        and not given_apart(prenoms, given)
    )


def _with(fiche: pl.DataFrame, rows: Sequence[tuple[object, ...]]) -> pl.DataFrame:
    described = schema("curated.fiche")
    types = {name: described[name] for name in (*_CLE, *COLONNES)}
    found = pl.DataFrame(rows, schema=types, orient="row").unique(_CLE, keep="first", maintain_order=True)
    return fiche.drop(COLONNES, strict=False).join(found, on=_CLE, how="left", maintain_order="left")
