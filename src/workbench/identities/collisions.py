"""Contradictions read on the finished groups, and those people closed. Types and advice:
`collisions.toml`.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

import polars as pl

from workbench.decisions import CLOTURES, Decision
from workbench.decisions.rejeu import Effet
from workbench.identities.chantier import Chantier
from workbench.identities.groupes import Groupes
from workbench.identities.revue import Proposition
from workbench.socle.tables import frame, schema

SCHEMA = schema("curated.collision", *"id_collision type gravite motif fiches id_uniques".split())


@cache
def collision_types() -> dict[str, dict[str, str]]:
    """Type → `titre`, `gravite`, `que_faire`."""
    return tomllib.loads(files("workbench.identities").joinpath("collisions.toml").read_text("utf-8"))


def type_table() -> pl.DataFrame:
    """`meta.collision_type`."""
    return frame(
        "meta.collision_type", ({"type": code, **entry} for code, entry in collision_types().items())
    )


def read_groups(chantier: Chantier, fiche: pl.DataFrame, proposed: Iterable[Proposition]) -> None:
    """Add to `chantier.collisions` what only the finished groups show, of `proposed` too."""
    _shared_numbers(chantier)
    _duplicate_files(chantier)
    _shared_logins(chantier, fiche)
    _named_generics(chantier, fiche)
    _leavers(chantier, fiche, proposed)


def _shared_numbers(chantier: Chantier) -> None:
    """One declared number in two groups, or two numbers in one: said, never settled here."""
    by_number: dict[str, set[str]] = defaultdict(set)
    by_group: dict[str, set[str]] = defaultdict(set)
    for cle, fiche in chantier.fiches.items():
        if fiche.rpps:
            by_number[fiche.rpps].add(cle)
            by_group[chantier.groupes.find(cle)].add(fiche.rpps)
    for number, cles in sorted(by_number.items()):
        if len({chantier.groupes.find(cle) for cle in cles}) > 1:
            chantier.collide(
                "rpps_sur_deux_personnes",
                sorted(cles),
                f"Le numéro {number} est déclaré pour plusieurs personnes.",
            )
    for root, numbers in sorted(by_group.items()):
        if len(numbers) > 1:
            declared = [cle for cle in chantier.groupes.groupes[root].membres if chantier.fiches[cle].rpps]
            chantier.collide(
                "deux_rpps_une_personne",
                declared,
                f"Plusieurs numéros déclarés pour une personne : {', '.join(sorted(numbers))}.",
            )


def _duplicate_files(chantier: Chantier) -> None:
    for _, group in sorted(chantier.groupes.groupes.items()):
        by_source: dict[str, list[str]] = defaultdict(list)
        for cle in group.membres:
            if chantier.fiches[cle].rh:
                by_source[chantier.fiches[cle].source].append(cle)
        for source, cles in sorted(by_source.items()):
            if len(cles) > 1:
                chantier.collide(
                    "doublon_meme_source",
                    cles,
                    f"{len(cles)} dossiers de la même personne dans {source}.",
                    "moyenne",
                )


def _shared_logins(chantier: Chantier, fiche: pl.DataFrame) -> None:
    """One login, open in a directory and an application of one establishment, for two people of HR."""
    owners: dict[tuple[str, str], list[str]] = defaultdict(list)
    accounts = fiche.filter(pl.col("login").is_not_null() & pl.col("actif") & (pl.col("nature") != "sirh"))
    for cle, login, place in accounts.select(
        "cle", pl.col("login").str.to_lowercase(), "etablissement"
    ).iter_rows():
        if cle in chantier.fiches and chantier.groupes.groupes[chantier.groupes.find(cle)].rh:
            owners[login, place or ""].append(cle)
    for (login, _), cles in sorted(owners.items()):
        if len({chantier.groupes.find(cle) for cle in cles}) > 1:
            chantier.collide(
                "login_deux_personnes", cles, f"Le login « {login} » est ouvert pour plusieurs personnes."
            )


def _named_generics(chantier: Chantier, fiche: pl.DataFrame) -> None:
    """A shared account that bears somebody's personnel number."""
    shared = fiche.filter(
        (pl.col("nature_compte") == "generique") & pl.col("matricule").is_not_null() & pl.col("actif")
    )
    for cle, source in shared.select("cle", "source").iter_rows():
        chantier.collide(
            "compte_generique_nomme",
            [cle],
            f"Ce compte partagé de {source} porte le matricule d'un agent.",
            "moyenne",
        )


def _leavers(chantier: Chantier, fiche: pl.DataFrame, proposed: Iterable[Proposition]) -> None:
    """A proposed pair of two HR people, one of them gone."""
    active = set(fiche.filter((pl.col("nature") == "sirh") & pl.col("actif"))["cle"])

    def present(cle: str) -> bool:
        return any(
            member in active for member in chantier.groupes.groupes[chantier.groupes.find(cle)].membres
        )

    for one in proposed:
        apart = (
            chantier.fiches[one.a].rh
            and chantier.fiches[one.b].rh
            and not chantier.groupes.same(one.a, one.b)
        )
        if apart and present(one.a) != present(one.b):
            chantier.collide(
                "partant_plusieurs_identites",
                [one.a, one.b],
                f"{one.motif} ; l'une des deux est partie.",
                "moyenne",
            )


def collision_frame(
    collisions: list[dict[str, object]], ids: dict[str, str], groupes: Groupes
) -> pl.DataFrame:
    """`curated.collision`; one row a type and set of records, so that it keeps its id from run to run."""
    rows: dict[str, dict[str, object]] = {}
    for collision in collisions:
        cles = [str(cle) for cle in collision["fiches"]]  # type: ignore[attr-defined]
        key = f"{collision['type']}|{'|'.join(cles)}"
        rows[key] = {
            **collision,
            "id_collision": key,
            "id_uniques": sorted({ids[groupes.find(c)] for c in cles if c in groupes}),
        }
    return pl.DataFrame(sorted(rows.values(), key=lambda row: str(row["id_collision"])), schema=SCHEMA)


def close(
    collision: pl.DataFrame, decisions: Sequence[Decision], date: dt.date
) -> tuple[pl.DataFrame, dict[str, Effet]]:
    """Add `etat` (`ouverte`, `close`, `rouverte`), `cloture` and `cloture_motif`.

    Closed as corrected in the source but still there in a later delivery: it opens again.
    """
    said = {entry.objet: entry for entry in decisions if entry.genre == "collision_close"}
    effets: dict[str, Effet] = {}
    rows: list[tuple[str, str | None, str | None]] = []
    for ident in collision["id_collision"]:
        entry = said.pop(ident, None)
        if entry is None:
            rows.append(("ouverte", None, None))
            continue
        back = entry.verdict == "corrige_source" and entry.le is not None and date > entry.le.date()
        effets[entry.id] = (
            Effet("a_revoir", "Dite corrigée dans la source, elle y est encore.")
            if back
            else Effet("appliquee")
        )
        rows.append(("rouverte" if back else "close", CLOTURES[entry.verdict], entry.motif))
    for entry in said.values():
        effets[entry.id] = Effet("sans_objet", "La contradiction a disparu des données.")
    added = pl.DataFrame(
        rows, schema={"etat": pl.String, "cloture": pl.String, "cloture_motif": pl.String}, orient="row"
    )
    return collision.hstack(added), effets
