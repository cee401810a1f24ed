"""Who a message is for: « autorite=ordre;profession_code=60 » read, counted, told in French, turned into
filters.

The language and its columns are data (`publics.toml`); nothing here reads people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from workbench.socle import regles
from workbench.socle.erreurs import ErreurWorkbench


class PublicInvalide(ErreurWorkbench):
    """A population that cannot be understood."""


@dataclass(frozen=True)
class Public:
    """One population: who they are in the directory (`presents`, `dpi`, `comptes`), then column → accepted
    values.
    """

    population: str
    filtres: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def lire(texte: str | None, home: Path | None = None) -> Public:
    """Read a population written as text; an empty one is every present person.

    Raises:
        PublicInvalide: an unknown column or population, a column twice, a missing value: the fault and an
        example.
    """
    rules = regles.lire("workbench.projet", "publics.toml", home)
    found: dict[str, tuple[str, ...]] = {}
    for part in (texte or "").split(";"):
        if not part.strip():
            continue
        name, equal, values = part.partition("=")
        name, items = (
            name.strip().casefold(),
            tuple(item.strip() for item in values.split(",") if item.strip()),
        )
        if not equal or not items:
            raise _faute(f"« {part.strip()} » ne se lit pas comme colonne=valeur", rules)
        if name not in rules["colonnes"]:
            raise _faute(f"colonne inconnue « {name} » (colonnes : {', '.join(rules['colonnes'])})", rules)
        if name in found:
            raise _faute(f"la colonne « {name} » est écrite deux fois", rules)
        found[name] = items
    population = found.pop("population", (str(rules["defaut"]),))
    if len(population) > 1 or population[0] not in rules["populations"]:
        raise _faute(f"population inconnue (une seule parmi : {', '.join(rules['populations'])})", rules)
    return Public(population[0], found)


def _faute(message: str, rules: Mapping[str, Any]) -> PublicInvalide:
    return PublicInvalide("Population illisible", message, f"Exemple : {rules['exemple']}")


def au_repertoire(public: Public, home: Path | None = None) -> bool:
    """Are these people in the directory (and not a body, a meeting, partners)?"""
    return public.population in regles.lire("workbench.projet", "publics.toml", home)["appartenance"]


def compter(couverture: pl.DataFrame, public: Public) -> int:
    """How many people that is today, in mart.couverture."""
    return int(_garder(couverture, public)["nombre"].sum())


def repartir(couverture: pl.DataFrame, public: Public, colonne: str) -> pl.DataFrame:
    """The same people by one column of mart.couverture: `colonne, nombre`, most numerous first."""
    rows = _garder(couverture, public).group_by(colonne).agg(pl.col("nombre").sum())
    return rows.sort(["nombre", colonne], descending=[True, False], nulls_last=True)


def _garder(couverture: pl.DataFrame, public: Public) -> pl.DataFrame:
    conditions = [pl.col(name).is_in(list(values)) for name, values in public.filtres.items()]
    return couverture.filter(pl.col("population") == public.population, *conditions)


def inconnues(couverture: pl.DataFrame, public: Public) -> list[str]:
    """Values the directory does not know today (« service=Cardio »): a typing fault, or nobody left."""
    lost = []
    for name, values in public.filtres.items():
        known = set(couverture[name].drop_nulls().cast(pl.String))
        lost += [f"{name}={value}" for value in values if value not in known]
    return lost


def conditions(public: Public, home: Path | None = None) -> dict[str, Any]:
    """The filters of mart.couverture_personne for that population.

    Raises:
        PublicInvalide: it is not in the directory.
    """
    rules = regles.lire("workbench.projet", "publics.toml", home)
    belongs = rules["appartenance"]
    if not au_repertoire(public, home):
        raise _faute(f"« {rules['populations'][public.population]} » : personne à lire au répertoire", rules)
    return {
        str(belongs[public.population]): True,
        **{name: list(values) for name, values in public.filtres.items()},
    }


def dire(public: Public, libelles: Mapping[str, Mapping[str, str]], home: Path | None = None) -> str:
    """The population in French. `libelles`: column → value → word (authorities, professions, states…)."""
    rules = regles.lire("workbench.projet", "publics.toml", home)
    parts = [str(rules["populations"][public.population])]
    for name, values in public.filtres.items():
        words = [libelles.get(name, {}).get(value, value) for value in values]
        parts.append(f"{rules['colonnes'][name]} : {' ou '.join(words)}")
    return " · ".join(parts)
