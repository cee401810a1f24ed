"""Pairs left to a person: the best few of each record, one a pair of groups, most useful first."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from workbench.identities.groupes import Groupes
from workbench.identities.preuves import Fiche
from workbench.identities.regles import rules
from workbench.socle.tables import schema

SCHEMA = {
    name: kind for name, kind in schema("curated.a_revoir").items() if name not in {"poids", "dossier"}
}  # the model adds the weights, the finished list its cases


@dataclass(frozen=True)
class Proposition:
    """Two records (`source:cle`) that may be one person, and why it is not certain.

    `dire` gives the code of the reason and its words: worked out only for what somebody will see, a tenth of
    the pairs. `malgre_conflit`: asked although the groups contradict each other, that is the question.
    """

    a: str
    b: str
    probabilite: float
    dire: Callable[[], tuple[str, str]]
    malgre_conflit: bool = False

    @cached_property
    def _dit(self) -> tuple[str, str]:
        return self.dire()

    @property
    def code(self) -> str:
        """The reason (`regles.toml`, motifs)."""
        return self._dit[0]

    @property
    def motif(self) -> str:
        """The reason, in words."""
        return self._dit[1]


def worth_asking(propositions: list[Proposition], groupes: Groupes) -> list[Proposition]:
    """Those of groups still apart and not contradictory, one a pair of groups, at most a few a record."""
    limit = int(rules()["preuves"]["candidats_par_fiche"])
    kept: dict[tuple[str, str], Proposition] = {}
    load: Counter[str] = Counter()
    for one in sorted(propositions, key=lambda p: (-p.probabilite, p.a, p.b)):
        a, b = sorted((groupes.find(one.a), groupes.find(one.b)))
        if a == b or (a, b) in kept or (load[a] >= limit and load[b] >= limit):
            continue
        if not one.malgre_conflit and groupes.conflict(a, b):
            continue
        kept[a, b] = one
        load.update((a, b))
    return list(kept.values())


def review_frame(
    doutes: list[Proposition], groupes: Groupes, fiches: dict[str, Fiche], ids: dict[str, str]
) -> pl.DataFrame:
    """`curated.a_revoir`, of what is worth asking."""
    rows = [_row(one, groupes, fiches, ids) for one in doutes]
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row").sort(
        ["priorite", "probabilite", "id_paire"], descending=[True, True, False]
    )
    return frame.with_columns(dossier=_cases(frame))


def _cases(frame: pl.DataFrame) -> pl.Series:
    """Pairs that share somebody are one case, known by its first pair: who settles one sees the others."""
    cases: dict[str, str] = {}  # person → a person of her case

    def find(ident: str) -> str:
        while cases.setdefault(ident, ident) != ident:
            ident = cases[ident]
        return ident

    people = list(frame.select("id_unique_a", "id_unique_b").iter_rows())
    for a, b in people:
        low, high = sorted((find(a), find(b)))
        cases[high] = low
    first: dict[str, str] = {}
    for pair, (a, _) in zip(frame["id_paire"], people, strict=True):
        first.setdefault(find(a), pair)
    return pl.Series("dossier", [first[find(a)] for a, _ in people], dtype=pl.String)


def _row(
    one: Proposition, groupes: Groupes, fiches: dict[str, Fiche], ids: dict[str, str]
) -> tuple[object, ...]:
    a, b = sorted((one.a, one.b))
    key = hashlib.sha256(f"{a}|{b}".encode()).hexdigest()[:12]
    accounts = sum(fiches[cle].nature == "application" for cle in (a, b))
    priority = 2 * accounts + int(fiches[a].rh != fiches[b].rh)
    source_a, cle_a = a.split(":", 1)
    source_b, cle_b = b.split(":", 1)
    return (
        key,
        source_a,
        cle_a,
        source_b,
        cle_b,
        ids[groupes.find(a)],
        ids[groupes.find(b)],
        one.probabilite,
        one.motif,
        one.code,
        priority,
    )
