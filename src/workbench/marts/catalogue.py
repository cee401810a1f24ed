"""Definitions, marts and measures, all held as data beside this module."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from workbench.marts import chiffres
from workbench.marts.populations import queries
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.regles import lire
from workbench.warehouse import Requetes

ROOM = "workbench.marts"
_ROOM = files(ROOM)
_ENTETE = re.compile(
    r"-- (?P<but>.+)\n-- grain: (?P<grain>[^|]+?)(?: \| acces: (?P<acces>\w+))? \| forme: (?P<forme>\w+)\n"
)
_REFERENCE = re.compile(r"\b(mart|staging)\.(\w+)")
_COMMENTAIRE = re.compile(r"--[^\n]*")
_FORMES, _ACCES = ("table", "vue"), ("comptage", "nominatif")


class MartInvalide(ErreurWorkbench):
    """A query of this room cannot be placed among the others."""


@dataclass(frozen=True)
class Mart:
    """One question, answered: what it is for, its grain, whether it names people, its query.

    `espace` is `mart` (what may be read) or `staging` (what the marts are made of); `entrees` are the tables
    it reads in these two; `domaine` is the folder it is kept in.
    """

    nom: str
    espace: str
    nominatif: bool
    materialise: bool
    description: str
    grain: str
    sql: str
    entrees: frozenset[str]
    domaine: str = ""

    @property
    def table(self) -> str:
        """Its full name: `mart.couverture`."""
        return f"{self.espace}.{self.nom}"


def marts() -> list[Mart]:
    """What may be read: every query of `marts/<domain>/`, in order of creation."""
    return [mart for mart in creation() if mart.espace == "mart"]


@cache
def creation() -> tuple[Mart, ...]:
    """Every query of `staging/` and `marts/`, each after those it mentions, by name otherwise.

    Raises:
        MartInvalide: a header is missing, a name is taken twice or unknown, or queries mention each other in
        a circle.
    """
    spaces = {"staging": "staging", "mart": "marts"}
    found = [_mart(space, *placed) for space, folder in spaces.items() for placed in _sql(folder)]
    return tuple(ordonner(found))


def ordonner(queries: Iterable[Mart]) -> list[Mart]:
    """Each query after those it mentions.

    Raises:
        MartInvalide: a name is taken twice or unknown, or queries mention each other in a circle.
    """
    known: dict[str, Mart] = {}
    for mart in queries:
        if known.setdefault(mart.table, mart) is not mart:
            raise MartInvalide(
                "Deux marts du même nom", f"{mart.table} est écrit deux fois.", "Renommez l'un des deux."
            )
    for mart in known.values():
        if unknown := sorted(mart.entrees - set(known)):
            raise MartInvalide(
                "Mart inconnu",
                f"{mart.nom}.sql lit {', '.join(unknown)}, qu'aucun fichier ne définit.",
                "Corrigez le nom, ou écrivez la requête qui manque.",
            )
    waiting = {name: sorted(mart.entrees) for name, mart in sorted(known.items())}  # same order everywhere
    try:
        order = list(TopologicalSorter(waiting).static_order())
    except CycleError as error:
        circle = " → ".join(f"{known[name].nom}.sql" for name in error.args[1])
        raise MartInvalide(
            "Marts qui se lisent en rond", circle, "Sortez dans staging/ ce que ces requêtes ont en commun."
        ) from error
    return [known[name] for name in order]


def mesures() -> list[str]:
    """Queries of the indicators kept from run to run."""
    return list(mesures_nommees().values())


def mesures_nommees() -> dict[str, str]:
    """File name → query, for the indicators kept from run to run."""
    return {path.name: path.read_text("utf-8") for _, path in _sql("mesures")}


def ancetres(textes: Iterable[str]) -> list[Mart]:
    """Every query these texts read, directly or not, in order of creation."""
    known = {mart.table: mart for mart in creation()}
    waiting, found = [_mentioned(text) for text in textes], set[str]()
    while waiting:
        for name in waiting.pop() & known.keys() - found:
            found.add(name)
            waiting.append(known[name].entrees)
    return [mart for mart in creation() if mart.table in found]


def requetes() -> Requetes:
    """Everything a version computes: marts in order of creation, then measures."""
    return Requetes([(mart.table, mart.sql, mart.materialise) for mart in creation()], mesures())


@cache
def empreinte() -> str:
    """What every query says, in twelve signs: two versions that differ were not counted the same way."""
    said = "\n".join(sorted([*(mart.sql for mart in creation()), *mesures()]))
    return hashlib.blake2b(said.encode(), digest_size=6).hexdigest()


def catalogue(home: Path | None = None) -> dict[str, Any]:
    """`catalogue.toml`: the note and the definitions of the milestones."""
    return lire(ROOM, "catalogue.toml", home)


def csv_table(name: str) -> pl.DataFrame:
    """A table of this room, every column text."""
    return pl.read_csv(BytesIO(_ROOM.joinpath(name).read_bytes()), infer_schema=False)


def _sql(folder: str) -> list[tuple[str, Traversable]]:
    """(folder it is in, query) of a folder and of its sub-folders, by file name."""
    waiting, found = [_ROOM.joinpath(folder)], []
    while waiting:
        place = waiting.pop()
        for entry in place.iterdir():
            if entry.is_dir():
                waiting.append(entry)
            elif entry.name.endswith(".sql"):
                found.append((place.name, entry))
    return sorted(found, key=lambda pair: pair[1].name)


def _mart(espace: str, domaine: str, path: Traversable) -> Mart:
    read = lire_mart(espace, path.name.removesuffix(".sql"), path.read_text("utf-8"))
    return replace(read, domaine=domaine)


def lire_mart(espace: str, nom: str, text: str) -> Mart:
    """A query and its header: purpose, then grain, what it names and its form.

    Raises:
        MartInvalide: the header is missing or says something unknown; a mart says whether it names people.
    """
    header = _ENTETE.match(text)
    reading = header["acces"] if header else None
    expected = _ACCES if espace == "mart" else (None,)
    if header is None or header["forme"] not in _FORMES or reading not in expected:
        raise MartInvalide(
            "Mart sans en-tête",
            f"{nom}.sql ne commence pas par son but, puis son grain, son accès et sa forme.",
            "Première ligne « -- à quoi il sert », deuxième « -- grain: … | acces: comptage | forme:"
            " table ».",
        )
    traits = ",\n        ".join(f"count(nullif({trait}::VARCHAR, '')) AS {trait}" for trait in _traits())
    query = text.replace("{{comptes}}", traits)
    query = query.replace("{{populations_personnes}}", queries("personne"))
    query = query.replace("{{populations_comptes}}", queries("compte"))
    query = query.replace("{{chiffres}}", chiffres.queries())
    read = _mentioned(query)
    return Mart(
        nom,
        espace,
        reading == "nominatif",
        header["forme"] == "table",
        header["but"],
        header["grain"],
        query,
        read,
    )


def _mentioned(query: str) -> frozenset[str]:
    """What it reads of `mart` and `staging`."""
    return frozenset(f"{space}.{name}" for space, name in _REFERENCE.findall(_COMMENTAIRE.sub("", query)))


def _traits() -> list[str]:
    return sorted(set(csv_table("traits.csv")["trait"]))
