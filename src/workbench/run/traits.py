"""The same record a month later: birth, sex, names, numbers do not change for many people at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from workbench.looks.formats import nombre
from workbench.socle import numeros
from workbench.socle.noms import letters
from workbench.socle.seuils import atteint, nombreux
from workbench.sources import Lecture
from workbench.sources.ecarts import Ecart

KEYS = ["source", "cle_source"]


def changed_traits(
    code: str, fiche: pl.DataFrame, published: pl.DataFrame | None, rule: Mapping[str, Any]
) -> Iterator[Ecart]:
    """Columns whose value changed for too many of the records known already.

    Args:
        code: the source. fiche: today's records, under known keys. published: `curated.fiche`, None on a
            first run. rule: `[traits]` of `livraisons.toml`, by source.
    """
    if published is None:
        return
    of = pl.col("source") == code
    both = fiche.filter(of).join(published.filter(of), on=KEYS, suffix="_avant", maintain_order="left")
    yield from _taken(both, rule)
    for name, part in rule["parts"].items():
        if name not in fiche.columns:
            continue
        of_it = _concerned(both, name, rule)
        was, now = of_it[f"{name}_avant"], of_it[name]
        known = was.is_not_null() & now.is_not_null()
        if name in rule["suivis"]:  # HR has renumbered: accounts that follow say nothing new
            agents = fiche.filter(pl.col("nature") == "sirh")[name].drop_nulls()
            known = known & ~(now.is_in(agents.implode()) & ~was.is_in(agents.implode()))
        if name in rule["remplis"]:  # an end that appears says as much as one that changes
            known = pl.repeat(True, of_it.height, eager=True)
        total = int(known.sum())
        other = int(_changed(was.filter(known), now.filter(known)).sum())
        if nombreux(other, total, rule["nombre"], part):
            told = rule["phrase"].format(nom=rule["noms"].get(name, name), n=other, total=total)
            yield Ecart(f"trait:{name}", told, True)
        elif now.dtype == pl.Date:
            yield from _shifted(name, both[f"{name}_avant"], both[name], rule)


def _shifted(name: str, was: pl.Series, now: pl.Series, rule: Mapping[str, Any]) -> Iterator[Ecart]:
    """Dates of many different days that all moved by as many days: the column says something else."""
    limit = rule["decales"]
    days = pl.DataFrame({"avant": was, "jours": (now - was).dt.total_days()}).drop_nulls()
    gaps = days.filter(pl.col("jours") != 0)
    if gaps.is_empty():
        return
    common = gaps["jours"].mode().min()
    those = gaps.filter(jours=common)
    if atteint(those.height, gaps.height, limit) and those["avant"].n_unique() >= limit["nombre"]:
        facts = {"nom": rule["noms"].get(name, name), "n": those.height, "jours": common}
        yield Ecart(f"decale:{name}", limit["phrase"].format(**facts), False)


def _concerned(both: pl.DataFrame, name: str, rule: Mapping[str, Any]) -> pl.DataFrame:
    """The records whose column is not made to change: contracts without a term, accounts that are opened."""
    if name in rule["permanents"]:
        lasting = [pl.col(one).is_in(rule["sans_terme"]) for one in ("type_contrat", "type_contrat_avant")]
        return both.filter(*lasting)
    return both.filter(pl.col("nature") != "sirh") if name in rule["comptes"] else both


def _taken(both: pl.DataFrame, rule: Mapping[str, Any]) -> Iterator[Ecart]:
    """Agents' numbers that now are of somebody else: nothing of the person is left."""
    agents = both.filter(pl.col("nature") == "sirh")
    for name in rule["personne"]:
        was, now = agents[f"{name}_avant"], agents[name]
        agents = agents.filter(was.is_not_null() & now.is_not_null() & _changed(was, now))
    if agents.height:
        numbers = ", ".join(agents["cle_source"].head(rule["exemples"]))
        yield Ecart("numero_repris", rule["phrase_repris"].format(n=agents.height, numeros=numbers), True)


def _changed(was: pl.Series, now: pl.Series) -> pl.Series:
    """Whether each value is another one; texts are compared by their letters, case and accents apart."""
    if pl.String not in {was.dtype, now.dtype}:
        return was.ne_missing(now)
    return pl.Series(
        [a != b and _said(a) != _said(b) for a, b in zip(was, now, strict=True)], dtype=pl.Boolean
    )


def _said(text: str | None) -> str | None:
    return None if text is None else letters(text)


def renumbered_means(
    lecture: Lecture, published: pl.DataFrame | None, regles: Mapping[str, Any]
) -> Iterator[Ecart]:
    """Means of the published version whose serial numbers are gone, and as many others there instead."""
    rule = regles.get("renumerotes")
    if rule is None or published is None or "numero_serie" not in lecture.lignes.columns:
        return
    serial = numeros.cle_expr("carte", "numero_serie").alias("cle")
    before = published.filter(pl.col("source") == lecture.source.code).select(serial)["cle"].drop_nulls()
    here = lecture.lignes.select(serial)["cle"].drop_nulls()
    known, found = set(before), set(here)
    moved = min(len(known - found), len(found - known))
    if moved >= rule["nombre"] and moved >= rule["part"] * len(known):
        told = (
            f"{nombre(moved)} numéros de série sur {nombre(len(known))} de la livraison précédente ont laissé"
            " la place à d'autres : les numéros sont sans doute écrits autrement, ou ceux d'un autre parc ;"
            " redemandez l'export comme avant"
        )
        yield Ecart("moyens_renumerotes", told, True)


def lost_accounts(
    code: str, fiche: pl.DataFrame, published: pl.DataFrame | None, date: dt.date, regles: Mapping[str, Any]
) -> Iterator[Ecart]:
    """Accounts of the published version that are gone while HR still counts their agents present. Told."""
    rule = regles.get("comptes_perdus")
    if rule is None or published is None:
        return
    staying = pl.col("date_fin").is_null() | (pl.col("date_fin") >= date)
    agents = fiche.filter((pl.col("nature") == "sirh") & staying)["matricule"].drop_nulls()
    here = fiche.filter(pl.col("source") == code)
    gone = published.filter(
        (pl.col("source") == code)
        & pl.col("matricule").is_in(agents.implode())
        & ~pl.col("cle_source").is_in(here["cle_source"].implode())
        & ~pl.col("matricule").is_in(here["matricule"].drop_nulls().implode())
    )
    if gone.height >= rule["nombre"]:
        told = (
            f"{nombre(gone.height)} comptes de la livraison précédente n'y sont plus, alors que les RH disent"
            " leurs agents toujours présents : s'ils n'ont pas été supprimés, redemandez la liste entière"
        )
        yield Ecart("comptes_perdus", told, False)
