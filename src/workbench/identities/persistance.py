"""Identifiers that last: never reused, never moved to another person; a merge leaves a redirection, a split
keeps the elder.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict

import polars as pl

from workbench.identities.chantier import Precedent
from workbench.identities.groupes import Groupes
from workbench.identities.preuves import Fiche, near_dates
from workbench.socle.noms_compares import PROCHE, compare_given
from workbench.socle.tables import schema

SCHEMA = schema("curated.redirection")
POIDS = {
    "sirh": 100,
    "annuaire": 1,
    "application": 1,
}  # an HR file says who it is better than an account does


def assign_ids(
    groupes: Groupes, fiches: dict[str, Fiche], precedent: Precedent | None, date: dt.date
) -> tuple[dict[str, str], pl.DataFrame]:
    """Group key → `id_unique`, and the redirections (former ones kept; `id_nouveau` null: the id is retired
    for good).
    """
    if precedent is None:
        return {root: f"ID{rank:08d}" for rank, root in enumerate(sorted(groupes.groupes), 1)}, pl.DataFrame(
            schema=SCHEMA
        )
    votes = _votes(groupes, fiches, precedent)
    owners = {
        ident: min(count.items(), key=lambda item: (-item[1], item[0]))[0] for ident, count in votes.items()
    }
    owned: dict[str, list[str]] = defaultdict(list)
    for ident, root in sorted(owners.items()):
        owned[root].append(ident)
    number = _last_number(precedent)
    ids: dict[str, str] = {}
    moved: list[tuple[str, str | None, dt.date]] = []
    for root in sorted(groupes.groupes):
        if root in owned:
            ids[root], *others = owned[root]
            moved += [(ident, ids[root], date) for ident in others]
        else:
            number += 1
            ids[root] = f"ID{number:08d}"
    gone = set(precedent.identite["id_unique"]) - set(owners)
    moved += [(ident, None, date) for ident in sorted(gone)]
    former = precedent.redirection.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
    return ids, pl.concat([former, pl.DataFrame(moved, schema=SCHEMA, orient="row")]).unique(
        "id_ancien", keep="last"
    ).sort("id_ancien")


def _votes(groupes: Groupes, fiches: dict[str, Fiche], precedent: Precedent) -> dict[str, Counter[str]]:
    """For each former id, how much of it each group of today holds; a record now about somebody else does not
    vote.
    """
    traits = {
        row["id_unique"]: row
        for row in precedent.identite.select(
            "id_unique", "prenoms", "prenom_usuel", "date_naissance"
        ).iter_rows(named=True)
    }
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for source, cle_source, ident in precedent.identite_fiche.select(
        "source", "cle_source", "id_unique"
    ).iter_rows():
        fiche = fiches.get(f"{source}:{cle_source}")
        if fiche and ident in traits and _still(fiche, traits[ident]):
            votes[ident][groupes.find(fiche.cle)] += POIDS.get(fiche.nature, 1)
    return votes


def _still(fiche: Fiche, known: dict[str, object]) -> bool:
    """The record still speaks of the person the id was given to."""
    from workbench.socle.noms import given_keys

    birth = known["date_naissance"]
    if fiche.naissance and isinstance(birth, dt.date):
        return fiche.naissance == birth or near_dates(fiche.naissance, birth)
    given = [*given_keys(str(known["prenoms"] or "")), *given_keys(str(known["prenom_usuel"] or ""))]
    return (
        not given
        or not fiche.prenoms
        or any(compare_given([one], given) >= PROCHE for one in fiche.prenoms)
        or bool({*fiche.noms} & {*given})
    )


def _last_number(precedent: Precedent) -> int:
    every = [
        *precedent.identite["id_unique"],
        *precedent.redirection["id_ancien"],
        *precedent.redirection["id_nouveau"],
    ]
    return max((int(ident[2:]) for ident in every if ident), default=0)
