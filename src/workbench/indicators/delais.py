"""The delays followed after an arrival and a departure: held in `comptes.toml`, given to the marts as a table."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from workbench.regles import lire


def followed_delays(home: Path | None = None) -> pl.DataFrame:
    """`meta.delai_compte`: `jours`, one row a delay followed."""
    data = lire("workbench.indicators", "comptes.toml", home)
    return pl.DataFrame({"jours": data["delais"]}, schema={"jours": pl.Int32})
