"""What befalls a part of a delivered file only: a pasted block, a filter, one unit, one hospital."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

from tests.ecritures.tableau import Tableau
from tests.envois.gestes import Geste, Lignes, Quand, lignes

Fiche = dict[str, str]


def bloc(debut: float, fin: float) -> Quand:
    """Rows between two shares of the file."""
    return lambda rang, total: debut * total <= rang < fin * total


def _cases(titres: list[str], ou: Quand, donner: Callable[[Lignes], Lignes]) -> Geste:
    """On these rows, what `donner` makes of the cells of these columns, row by row."""

    def faire(tableau: Tableau) -> Tableau:
        rangs = [tableau.colonne(titre) for titre in titres]
        total = len(tableau.lignes)
        touched = [rang for rang in range(total) if ou(rang, total)]
        rows = [list(ligne) for ligne in tableau.lignes]
        given = donner([[rows[rang][a] for a in rangs] for rang in touched])
        for rang, values in zip(touched, given, strict=True):
            for a, value in zip(rangs, values, strict=True):
                rows[rang][a] = value
        return replace(tableau, lignes=rows)

    return faire


def descendues(titres: list[str], ou: Quand, pas: int = 1) -> Geste:
    """On these rows, cells of these columns so many rows lower, the last ones back at the top."""
    return _cases(titres, ou, lambda cells: [cells[place - pas] for place in range(len(cells))])


def triees(titres: list[str], ou: Quand) -> Geste:
    """A selection of columns sorted on the first one, on a selection of rows."""
    return _cases(titres, ou, sorted)


def copiees(titres: list[str], ou: Quand) -> Geste:
    """The cells of the block's first row that has them, on all of it."""
    return _cases(titres, ou, lambda cells: [next(one for one in cells if all(one))] * len(cells))


def remontees(colonne: list[str]) -> list[str]:
    """Blank cells deleted, those below moved up."""
    filled = [cell for cell in colonne if cell]
    return filled + [""] * (len(colonne) - len(filled))


def fiches(geste: Callable[[Fiche, int, int], Fiche]) -> Geste:
    """Each row rewritten as title → cell."""

    def faire(tableau: Tableau) -> Tableau:
        total = len(tableau.lignes)
        rows = []
        for rang, ligne in enumerate(tableau.lignes):
            new = geste(dict(zip(tableau.titres, ligne, strict=False)), rang, total)
            rows.append([new[titre] for titre in tableau.titres])
        return replace(tableau, lignes=rows)

    return faire


def aussi(geste: Callable[[Fiche, int], list[Fiche]], avant: bool = False) -> Geste:
    """More rows beside each one (its other periods, its other units…)."""

    def faire(tableau: Tableau) -> Tableau:
        rows: Lignes = []
        for rang, ligne in enumerate(tableau.lignes):
            more = [
                [one[titre] for titre in tableau.titres]
                for one in geste(dict(zip(tableau.titres, ligne, strict=False)), rang)
            ]
            rows += [*more, list(ligne)] if avant else [list(ligne), *more]
        return replace(tableau, lignes=rows)

    return faire


def codes(titre: str, forme: Callable[[int], str]) -> Geste:
    """Each different label of a column replaced by its code."""

    def faire(rows: Lignes, titres: list[str]) -> Lignes:
        a = titres.index(titre)
        known = {label: forme(rang) for rang, label in enumerate(sorted({row[a] for row in rows if row[a]}))}
        return [[*row[:a], known.get(row[a], ""), *row[a + 1 :]] for row in rows]

    return lignes(faire)


def empreinte(texte: str, rang: int) -> str:
    """A key hashed « for the GDPR »."""
    return hashlib.sha256(texte.encode()).hexdigest()[:16]


def mal_relu(texte: str, rang: int) -> str:
    """UTF-8 read as Windows and saved again."""
    return texte.encode().decode("cp1252", "replace")


def perdus(texte: str, rang: int) -> str:
    """Letters a code page does not hold: a question mark."""
    return "".join(one if one.isascii() else "?" for one in texte)
