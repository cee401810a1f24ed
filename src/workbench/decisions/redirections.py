"""Identities that were merged since an entry was written: it follows its person."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl


def moved_ids(redirection: pl.DataFrame | None) -> dict[str, str]:
    """Former id → the one it was merged into (`curated.redirection`; retired ids left out)."""
    if redirection is None or redirection.is_empty():
        return {}
    return {old: new for old, new in redirection.select("id_ancien", "id_nouveau").iter_rows() if new}


def follow(ident: str, moved: Mapping[str, str]) -> str:
    """The id that stands for this one today."""
    seen = {ident}
    while ident in moved and moved[ident] not in seen:
        ident = moved[ident]
        seen.add(ident)
    return ident
