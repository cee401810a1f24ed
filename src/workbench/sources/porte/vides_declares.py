"""What the hospital says its systems write for « nothing »: read as an empty cell, and said."""

from __future__ import annotations

import polars as pl

from workbench.socle.champs import cle
from workbench.socle.settings import Source
from workbench.sources.modeles import Rejets, rejection
from workbench.sources.porte.contrat import title


def empty_declared(source: Source, file_name: str, received: pl.DataFrame) -> tuple[pl.DataFrame, Rejets]:
    """Empty the cells that hold a declared word (`Source.vides`), whatever its case, accents and punctuation.

    Args:
        received: the contract's columns as text, with `ligne`.

    Returns:
        The frame, and one reject of gravity « information » a column and value, `VALEUR_VIDE`.
    """
    rejets: Rejets = []
    for name, words in source.vides.items():
        if name not in received.columns:
            continue
        shown = title(source, name)
        wanted = {cle(word) for word in words}
        values = received[name].unique().drop_nulls().sort()
        empty = [value for value in values if cle(value) in wanted]
        for value in empty:
            rows = received.filter(pl.col(name) == value)
            motif = (
                f"« {value} » dans « {shown} » ({rows.height} ligne(s)) est lu comme une valeur vide,"
                " comme vous l’avez décidé."
            )
            first = int(str(rows["ligne"].min()))
            rejets.append(rejection(source.code, file_name, first, "VALEUR_VIDE", motif, "information"))
        if empty:
            received = received.with_columns(pl.col(name).replace(empty, [None] * len(empty)))
    return received, rejets
