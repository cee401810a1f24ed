"""Pilot services: which would represent the house, and what changed in one since it began (cards of kind
`pilote`, `mart.service_suivi`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from workbench.projet.ecriture import regle
from workbench.projet.projet import Projet

GENRE = "pilote"
PLACE = ("etablissement", "service")
MIX = ("autorite", "type_contrat")
MINIMUM = 10
"""Below as many people, a mix of professions says nothing of a service."""


@dataclass(frozen=True)
class Mesure:
    """One share in the service and in the rest of the house, before and after: (reached, of how many)."""

    code: str
    avant: tuple[int, int]
    apres: tuple[int, int]
    ailleurs_avant: tuple[int, int]
    ailleurs_apres: tuple[int, int]


@regle(GENRE)
def coherence(fiche: Mapping[str, Any], _: Projet) -> list[str]:
    """It ends after it began; what follows is decided on a report."""
    faults = []
    if fiche["debut"] and fiche["fin"] and fiche["fin"] <= fiche["debut"]:
        faults.append("Fin : après le début")
    if fiche["suite"] and not str(fiche["bilan"] or "").strip():
        faults.append("Retour d’expérience : écrivez-le avant de dire la suite")
    return faults


def criteria(couverture: pl.DataFrame, suivi: pl.DataFrame) -> pl.DataFrame:
    """What the figures say of each service as a pilot, the most like the house first.

    Args:
        couverture: `mart.couverture`. suivi: `mart.service_suivi`.

    Returns:
        etablissement, service, nombre (people present), ressemblance (0 to 1: one less half the sum of the
        differences between its shares of authority × contract and the house's), sans_numero, a_equiper.
    """
    people = couverture.filter(pl.col("population") == "presents")
    house = _mix(people, [])
    own = _mix(people, list(PLACE))
    sizes = people.group_by(PLACE).agg(pl.col("nombre").sum())
    shared = own.join(house, on=MIX, how="left", nulls_equal=True, suffix="_maison")
    # two distributions overlap by the sum of the lesser shares: one less half of their absolute differences
    likeness = shared.group_by(PLACE).agg(
        ressemblance=pl.min_horizontal("part", "part_maison").sum().clip(0, 1)
    )
    last = suivi.filter(pl.col("le") == pl.col("le").max()).select(
        *PLACE,
        sans_numero=pl.col("requis") - pl.col("prouves"),
        a_equiper=pl.col("utilisateurs") - pl.col("equipes"),
    )
    table = sizes.join(likeness, on=PLACE).join(last, on=PLACE, how="left", nulls_equal=True)
    kept = table.filter(pl.col("nombre") >= MINIMUM)
    return kept.sort(["ressemblance", "nombre", *PLACE], descending=[True, True, False, False])


def _mix(people: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    counts = people.group_by([*by, *MIX]).agg(pl.col("nombre").sum())
    total = pl.col("nombre").sum().over(by) if by else pl.col("nombre").sum()
    return counts.select(*by, *MIX, part=pl.col("nombre") / total)


def before_after(
    suivi: pl.DataFrame, etablissement: str, service: str, debut: dt.date, fin: dt.date
) -> tuple[dt.date, dt.date, list[Mesure]] | None:
    """The figures of the last data before it began and of the last before it ended; None where either is
    missing, or both are the same day: nothing can be compared.

    Args:
        suivi: `mart.service_suivi`.
    """
    here = (pl.col("etablissement") == etablissement) & (pl.col("service") == service)
    days = suivi["le"].unique().sort()
    before, after = days.filter(days <= debut).max(), days.filter(days <= fin).max()
    if not isinstance(before, dt.date) or not isinstance(after, dt.date) or before == after:
        return None
    if suivi.filter(here).is_empty():
        return None

    def counted(where: pl.Expr, day: dt.date, reached: str, among: str) -> tuple[int, int]:
        rows = suivi.filter(where, pl.col("le") == day)
        return int(rows[reached].sum()), int(rows[among].sum())

    found = [
        Mesure(
            code,
            counted(here, before, code, among),
            counted(here, after, code, among),
            counted(~here, before, code, among),
            counted(~here, after, code, among),
        )
        for code, among in (("prouves", "requis"), ("equipes", "utilisateurs"))
    ]
    return before, after, found
