"""The register of populations: whom a figure counts, each defined once, in `populations.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

_SELECTS = {
    "personne": (
        "SELECT '{code}' AS population, p.id_unique FROM staging.personne AS p"
        " CROSS JOIN staging.execution AS t WHERE {filtre}"
    ),
    "compte": (
        "SELECT '{code}' AS population, c.source, c.login, c.id_unique FROM staging.compte AS c"
        " CROSS JOIN staging.execution AS t CROSS JOIN delai AS d"
        " LEFT JOIN staging.personne AS p ON p.id_unique = c.id_unique WHERE {filtre}"
    ),
}


@dataclass(frozen=True)
class Population:
    """Whom or what is counted: its name and definition as shown, its condition in SQL."""

    code: str
    mot: str
    de: Literal["personne", "compte"]
    definition: str
    filtre: str


@cache
def populations() -> dict[str, Population]:
    """Every population by code, in the order of the register."""
    read = tomllib.loads(files("workbench.marts").joinpath("populations.toml").read_text("utf-8"))
    return {entry["code"]: Population(**entry) for entry in read["populations"]}


def queries(de: str) -> str:
    """The members of every population of people (`personne`) or accounts (`compte`), as one query."""
    return "\n    UNION ALL\n    ".join(
        _SELECTS[de].format(code=one.code, filtre=one.filtre)
        for one in populations().values()
        if one.de == de
    )
