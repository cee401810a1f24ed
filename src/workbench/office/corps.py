"""The body of a sheet: thousands of rows under the same columns, held by column and never made cell by cell
(openpyxl takes a quarter of a millisecond a row for that).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl.styles.styleable import StyleableObject
from openpyxl.worksheet.worksheet import Worksheet

TEXTE_MAX = 32_767  # characters a cell holds


class Pareille(StyleableObject):  # type: ignore[misc]
    """The cells of a column that say the same, read as one, the first of them; there are `combien`."""

    def __init__(self, feuille: Worksheet, rang: int, colonne: int, valeur: Any, style: Any) -> None:
        """The first one; the others are counted as they come."""
        self.parent, self._style = feuille, style
        self.row, self.column, self.combien = rang, colonne, 0
        self.data_type = "n"
        if isinstance(valeur, str):
            valeur, self.data_type = valeur[:TEXTE_MAX], "s"
        elif isinstance(valeur, bool):
            self.data_type = "b"
        elif isinstance(valeur, date):
            self.data_type = "d"
        self.value = valeur


class Corps:
    """Rows that end a sheet. `colonnes`: what each says, row by row; `hauts`: height of each row, in points,
    0 for any.
    """

    def __init__(
        self,
        feuille: Worksheet,
        debut: int,
        lignes: Sequence[Sequence[Any]],
        styles: Sequence[Any],
        haut: float,
    ) -> None:
        """Put under a sheet, from that row on.

        Args:
            lignes: safe values (`feuille.proteger`): texts, numbers, dates and nothing else, no formula.
            styles: one a column.
        """
        self.debut, self.fin = debut, debut + len(lignes) - 1
        self.hauts = [haut] * len(lignes)
        self.colonnes: list[list[Pareille]] = []
        self.uniques: list[Pareille] = []
        for rang, (colonne, style) in enumerate(zip(zip(*lignes, strict=True), styles, strict=True), 1):
            trouvees: dict[Any, Pareille] = {}
            for ligne, valeur in enumerate(colonne, debut):
                dite = trouvees.get((valeur, type(valeur)))
                if dite is None:
                    dite = trouvees[valeur, type(valeur)] = Pareille(feuille, ligne, rang, valeur, style)
                dite.combien += 1
            self.uniques += trouvees.values()
            self.colonnes.append([trouvees[valeur, type(valeur)] for valeur in colonne])
        feuille.dessous = self

    def pareilles(self) -> list[Pareille]:
        """The cells that hold something, once each."""
        return [dite for dite in self.uniques if dite.value not in (None, "")]

    def grow(self, voulues: Mapping[Pareille, float]) -> None:
        """Rows as high as what they hold asks; never lower than they are."""
        for colonne in self.colonnes:
            for ou, dite in enumerate(colonne):
                if (haut := voulues.get(dite, 0.0)) > self.hauts[ou]:
                    self.hauts[ou] = haut


def body(feuille: Worksheet) -> Corps | None:
    """What was put under a sheet, when something was."""
    return getattr(feuille, "dessous", None)
