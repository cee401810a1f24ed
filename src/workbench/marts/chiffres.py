"""The figures whose people can be opened: which, and who makes them up (`chiffres.toml`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

_PEOPLE = (
    "SELECT '{code}' AS chiffre, p.id_unique FROM staging.personne AS p"
    " LEFT JOIN mart.mie_personne AS m USING (id_unique)"
    " LEFT JOIN mart.employeur_personne AS e USING (id_unique)"
    " {population} WHERE {filtre}"
)
_POPULATION = (
    "INNER JOIN staging.population AS q ON q.id_unique = p.id_unique AND q.population = '{population}'"
)
_ACCOUNTS = "SELECT '{code}' AS chiffre, id_unique FROM ({comptes})"


@dataclass(frozen=True)
class Chiffre:
    """One figure that opens on its people.

    `part`: what the list shows of the indicator, its numerator or what remains (denominator less numerator);
    `mot`: what these people are; `comptes`: a query of one row an account, when accounts are counted;
    `aussi`: other indicators of the very same value.
    """

    code: str
    indicateur: str
    part: Literal["numerateur", "reste"]
    mot: str
    de: str = ""
    filtre: str = "true"
    comptes: str = ""
    aussi: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """Its people, one row each; one row an account when it counts accounts."""
        if self.comptes:
            return _ACCOUNTS.format(code=self.code, comptes=self.comptes)
        joined = _POPULATION.format(population=self.de) if self.de else ""
        return _PEOPLE.format(code=self.code, population=joined, filtre=self.filtre)


@cache
def chiffres() -> dict[str, Chiffre]:
    """Every such figure by code, in the order of the file."""
    read = tomllib.loads(files("workbench.marts").joinpath("chiffres.toml").read_text("utf-8"))
    return {
        entry["code"]: Chiffre(**{**entry, "aussi": tuple(entry.get("aussi", ()))})
        for entry in read["chiffres"]
    }


def queries() -> str:
    """The people of every figure, as one query."""
    return "\n    UNION ALL\n    ".join(one.query for one in chiffres().values())
