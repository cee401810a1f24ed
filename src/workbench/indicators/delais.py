"""The delays followed after an arrival and a departure: held in `comptes.toml`, given to the marts as a table."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import polars as pl


def followed_delays() -> dict[str, pl.DataFrame]:
    """`meta.delai_compte`: `jours`, one row a delay followed."""
    data = tomllib.loads(files("workbench.indicators").joinpath("comptes.toml").read_text("utf-8"))
    return {"meta.delai_compte": pl.DataFrame({"jours": data["delais"]}, schema={"jours": pl.Int32})}
