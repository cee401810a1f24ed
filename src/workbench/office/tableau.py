"""A table as text that a French spreadsheet opens as it is."""

from __future__ import annotations

import polars as pl

from workbench.office.feuille import sur


def tableau(cadre: pl.DataFrame) -> bytes:
    """Titles and rows: semicolons, decimal commas, UTF-8 with its mark; no cell is a formula."""
    texts = [nom for nom, genre in cadre.schema.items() if genre == pl.String]
    safe = cadre.with_columns(pl.col(nom).map_elements(sur, return_dtype=pl.String) for nom in texts)
    return safe.write_csv(separator=";", decimal_comma=True, include_bom=True).encode()
