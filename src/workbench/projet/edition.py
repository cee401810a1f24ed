"""What a person changed in a grid of cards, read from the grid's own state; nothing here draws or writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.projet.genres import Genre

Grille = Mapping[str, Any]
"""Streamlit's data editor: `edited_rows` {position: {column: value}}, `added_rows` [{column: value}],
`deleted_rows` [position].
"""


def changements(genre: Genre, ids: Sequence[str], grille: Grille) -> tuple[list[dict[str, Any]], list[str]]:
    """The rows to change or add, and the ids to take away.

    Args:
        ids: the id of each row shown, in the order shown.
    """
    known = {champ.code for champ in genre.champs}
    removed = [ids[int(place)] for place in grille.get("deleted_rows", []) if int(place) < len(ids)]
    rows = []
    for place, cells in grille.get("edited_rows", {}).items():
        ident = ids[int(place)]
        changed = {code: value for code, value in cells.items() if code in known}
        if changed and ident not in removed:
            rows.append({"id": ident, **changed})
    for cells in grille.get("added_rows", []):
        added = {code: value for code, value in cells.items() if code in known and value not in (None, "")}
        if added:
            rows.append(added)
    return rows, removed
