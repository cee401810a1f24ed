"""Source keys that last: a record keeps the spelling it was first published under, however its file comes
back.

A spreadsheet eats leading zeros, adds `.0`, an export changes case: the key compared (`numeros.cle_expr`) is
the same, so the
record takes the spelling already known, and everything that hangs on it follows (identifier, decisions,
history, assignments).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache

import polars as pl

from workbench.decisions import Decision
from workbench.decisions.genres import paire
from workbench.identities.fiches.construction import Fiches
from workbench.socle import numeros
from workbench.socle.noms import name_key

Cle = tuple[str, str]  # source, key


@lru_cache(maxsize=500_000)  # the same keys are asked for by every comparison of a run
def canonical_key(nature: str, cle: str) -> str:
    """What a source key is compared by; a rank after `#` (a number used for two people) stays."""
    base, mark, rank = cle.partition("#")
    genre: numeros.Genre = "matricule" if nature == "sirh" else "login"
    return (numeros.cle(genre, base) or base) + mark + rank


def anchored(fiches: Fiches, known: pl.DataFrame, followed: Mapping[Cle, str] | None = None) -> Fiches:
    """The same records under the spelling of their key already known.

    Args:
        known: `source, cle_source` of every record ever published, the most recent first; `publiee` when
            the version in force holds it (absent: nobody knows).
        followed: (source, key of today) → key a person said it was before (a confirmed renumbering).

    A key that stands for two records, here or in the published version (two domains, one short login), is
    compared as it is written.
    """
    renamed = _renamed(fiches.fiche, known, followed or {})
    if not renamed:
        return fiches
    table = pl.DataFrame(
        [(source, cle, new) for (source, cle), new in renamed.items()],
        schema={"source": pl.String, "cle_source": pl.String, "_connue": pl.String},
        orient="row",
    )

    def under_known(frame: pl.DataFrame) -> pl.DataFrame:
        joined = frame.join(table, on=["source", "cle_source"], how="left", maintain_order="left")
        new = [pl.coalesce("_connue", "cle_source").alias("cle_source")]
        if "login" in frame.columns and "nature" in frame.columns:
            new.append(
                pl.when(pl.col("nature") != "sirh")
                .then(pl.coalesce("_connue", "login"))
                .otherwise("login")
                .alias("login")
            )
        return joined.with_columns(new).drop("_connue")

    moved = {f"{source}:{cle}": f"{source}:{new}" for (source, cle), new in renamed.items()}
    collisions = [
        {**row, "fiches": [moved.get(str(cle), cle) for cle in row["fiches"]]}  # type: ignore[attr-defined]
        for row in fiches.collision
    ]
    return replace(
        fiches,
        fiche=under_known(fiches.fiche).sort("source", "cle_source"),
        contrat=under_known(fiches.contrat).sort("source", "cle_source", "date_debut"),
        collision=collisions,
    )


def _renamed(fiche: pl.DataFrame, known: pl.DataFrame, followed: Mapping[Cle, str]) -> dict[Cle, str]:
    # A key already known as it is written asks nothing, unless somebody said whose it was: only the sources
    # that hold another one are looked at.
    fiche, known = _moving(fiche, known, {source for source, _ in followed})
    written = [frame["cle_source"].str.replace("#.*$", "") for frame in (fiche, known)]
    numeros.retenir("matricule", *written)
    numeros.retenir("login", *written)
    natures = dict(fiche.select("source", "nature").unique().iter_rows())
    today = list(fiche.select("source", "cle_source").iter_rows())
    before = list(known.select("source", "cle_source").iter_rows())
    compare = {
        (source, cle): (source, canonical_key(natures.get(source, "sirh"), cle))
        for source, cle in {*today, *before}
    }
    spellings, here = _by_canonical(before, compare), _by_canonical(today, compare)
    published: list[Cle] = []  # nobody knows which are, without their column
    if "publiee" in known.columns:
        published = [key for key, held in zip(before, known["publiee"], strict=True) if held]
    shared = {key for key, written in _by_canonical(published, compare).items() if len(written) > 1}
    # A key already published as it stands, and delivered as it stands, is nobody else's to take.
    taken = {*today} & {*before}
    renamed: dict[Cle, str] = {}
    for source, cle in today:
        compared = compare[source, cle]
        told = followed.get(compared)
        former = spellings.get(compared, [])
        if told and told != cle and (source, told) not in taken:
            renamed[source, cle] = told
        elif compared in shared:
            continue
        elif former and cle not in former and len(here[compared]) == 1 and (source, former[0]) not in taken:
            renamed[source, cle] = former[0]
    return renamed


def _moving(fiche: pl.DataFrame, known: pl.DataFrame, told: set[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The records and the known keys of the sources where some key may be another one's."""
    keys = ["source", "cle_source"]
    new = fiche.select(keys).join(known.select(keys), on=keys, how="anti")
    sources = sorted({*new["source"].unique(), *told})
    return fiche.filter(pl.col("source").is_in(sources)), known.filter(pl.col("source").is_in(sources))


def _by_canonical(keys: Iterable[Cle], compare: Mapping[Cle, Cle]) -> dict[Cle, list[str]]:
    """Keys by what they are compared by, without repeats."""
    found: dict[Cle, list[str]] = defaultdict(list)
    for key in dict.fromkeys(keys):
        found[compare[key]].append(key[1])
    return found


def decisions_anchored(decisions: Sequence[Decision], fiche: pl.DataFrame) -> list[Decision]:
    """The decisions in force, their record keys written as today's records write them."""
    if not decisions:
        return []
    natures = dict(fiche.select("source", "nature").unique().iter_rows())
    keys = list(fiche.select("source", "cle_source").iter_rows())
    there = {f"{source}:{cle}" for source, cle in keys}

    @cache
    def spellings() -> dict[Cle, list[str]]:  # asked for when some key is not there as it is written
        compare = {(source, cle): (source, canonical_key(natures[source], cle)) for source, cle in keys}
        return _by_canonical(keys, compare)

    def written(cle: str) -> str:
        source, _, key = cle.partition(":")
        if not cle or cle in there or source not in natures:
            return cle
        found = spellings().get((source, canonical_key(natures[source], key)), [])
        return f"{source}:{found[0]}" if len(found) == 1 else cle

    out = []
    for entry in decisions:
        if entry.genre == "revue_acces":  # its subject is « campaign|source:login »
            campaign, mark, key = entry.objet.partition("|")
            if (now := written(key)) != key:
                entry = replace(entry, objet=f"{campaign}{mark}{now}")
        a, b = written(entry.cle_a), written(entry.cle_b)
        if entry.famille == "paire":
            a, b = paire(a, b)
        out.append(entry if (a, b) == (entry.cle_a, entry.cle_b) else replace(entry, cle_a=a, cle_b=b))
    return out


def renumbered(
    fiche: pl.DataFrame, before: pl.DataFrame, source: str, certain: bool = False
) -> dict[str, str]:
    """Keys of today → keys of the published version, for the people of one source found under another key.

    Args:
        fiche: today's records. before: `curated.fiche` of the published version.
        certain: those whose name, given name and birth date are all known.

    A person is recognised by surnames, first given name and birth date (or by names alone when nobody has the
    date), once
    on each side.
    """
    here, there = fiche.filter(pl.col("source") == source), before.filter(pl.col("source") == source)
    nature = here["nature"][0] if here.height else "sirh"
    new = _unkeyed(here, there, nature)
    gone = _unkeyed(there, here, nature)
    people = {
        traits: keys[0] for traits, keys in new.items() if len(keys) == 1 and (all(traits) or not certain)
    }
    return {
        canonical_key(nature, people[traits]): keys[0]
        for traits, keys in gone.items()
        if len(keys) == 1 and traits in people
    }


def _unkeyed(rows: pl.DataFrame, other: pl.DataFrame, nature: str) -> dict[tuple[object, ...], list[str]]:
    """Traits → keys, of the records whose key is not in `other`."""
    known = {canonical_key(nature, cle) for cle in other["cle_source"]}
    found: dict[tuple[object, ...], list[str]] = defaultdict(list)
    columns = (
        "cle_source",
        "nom_naissance",
        "nom_usage",
        "nom",
        "nom_affiche",
        "prenoms_std",
        "date_naissance",
    )
    for cle, birth_name, usage, name, label, given, born in rows.select(columns).iter_rows():
        if canonical_key(nature, cle) not in known:
            who = (name_key(birth_name or usage or name or label or ""), (given or [""])[0], born)
            found[who].append(cle)
    return found
