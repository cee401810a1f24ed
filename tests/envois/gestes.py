"""What befalls a delivered file between the software and the drop folder, as gestures on a `Tableau`."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence
from dataclasses import replace

import openpyxl
from anyascii import anyascii
from tests.ecritures.tableau import Tableau
from tests.ecritures.transformations import EPOQUE, _jour

Lignes = list[list[str]]
Rendu = Tableau | bytes | tuple[str, bytes]
Geste = Callable[[Tableau], Rendu]
Quand = Callable[[int, int], bool]


def toutes(rang: int, total: int) -> bool:
    """Every row."""
    return True


def une_sur(pas: int) -> Quand:
    """One row in so many."""
    return lambda rang, total: rang % pas == 0


def seconde_moitie(rang: int, total: int) -> bool:
    """The second half."""
    return rang >= total // 2


def valeurs(titres: Sequence[str] | str, geste: Callable[[str, int], str], ou: Quand = toutes) -> Geste:
    """New text of these columns, filled or not, on the chosen rows."""
    wanted = [titres] if isinstance(titres, str) else titres

    def faire(tableau: Tableau) -> Tableau:
        rangs = [tableau.colonne(titre) for titre in wanted if titre in tableau.titres]
        assert rangs, wanted
        lignes = [list(ligne) for ligne in tableau.lignes]
        for rang, ligne in enumerate(lignes):
            for a in rangs:
                if ou(rang, len(lignes)):
                    ligne[a] = geste(ligne[a], rang)
        return replace(tableau, lignes=lignes)

    return faire


def pleines(titres: Sequence[str] | str, geste: Callable[[str, int], str], ou: Quand = toutes) -> Geste:
    """The same, on filled cells only."""
    return valeurs(titres, lambda texte, rang: geste(texte, rang) if texte else texte, ou)


def echange(un: str, autre: str, ou: Quand = toutes) -> Geste:
    """Two columns exchanged on the chosen rows."""

    def faire(tableau: Tableau) -> Tableau:
        a, b = tableau.colonne(un), tableau.colonne(autre)
        lignes = [list(ligne) for ligne in tableau.lignes]
        for rang, ligne in enumerate(lignes):
            if ou(rang, len(lignes)):
                ligne[a], ligne[b] = ligne[b], ligne[a]
        return replace(tableau, lignes=lignes)

    return faire


def garde(test: Callable[[dict[str, str], int, int], bool]) -> Geste:
    """Only some rows."""

    def faire(tableau: Tableau) -> Tableau:
        total = len(tableau.lignes)
        kept = [
            ligne
            for rang, ligne in enumerate(tableau.lignes)
            if test(dict(zip(tableau.titres, ligne, strict=False)), rang, total)
        ]
        return replace(tableau, lignes=kept)

    return faire


def lignes(geste: Callable[[Lignes, list[str]], Lignes]) -> Geste:
    """The rows otherwise."""
    return lambda tableau: replace(
        tableau, lignes=geste([list(ligne) for ligne in tableau.lignes], tableau.titres)
    )


def texte(geste: Callable[[str], str], encodage: str = "") -> Geste:
    """The file's text otherwise."""

    def faire(tableau: Tableau) -> bytes:
        code = encodage or tableau.encodage
        text = geste(tableau.octets().decode(tableau.encodage))
        return "".join(one if _held(one, code) else anyascii(one) for one in text).encode(code)

    return faire


def _held(letter: str, code: str) -> bool:
    try:
        return bool(letter.encode(code))
    except UnicodeEncodeError:
        return False


def colonne(titre: str, geste: Callable[[list[str]], list[str]]) -> Geste:
    """A whole column otherwise."""

    def faire(tableau: Tableau) -> Tableau:
        a = tableau.colonne(titre)
        lignes = [list(ligne) for ligne in tableau.lignes]
        for ligne, valeur in zip(lignes, geste([ligne[a] for ligne in lignes]), strict=True):
            ligne[a] = valeur
        return replace(tableau, lignes=lignes)

    return faire


def deborde(place: int, ajout: str, pas: int) -> Callable[[Tableau], bytes]:
    """Text with a separator added to one cell of a row in so many, without quotes around it."""

    def faire(tableau: Tableau) -> bytes:
        lignes = [list(ligne) for ligne in tableau.lignes]
        for ligne in lignes[::pas]:
            ligne[place] += ajout
        return "\r\n".join(";".join(ligne) for ligne in [tableau.titres, *lignes]).encode(tableau.encodage)

    return faire


def descendu(colonne: list[str]) -> list[str]:
    """Blanks filled with what stands above, as a spreadsheet's « fill down » does."""
    out, last = [], ""
    for cell in colonne:
        last = cell or last
        out.append(last)
    return out


def serie(colonne: list[str]) -> list[str]:
    """The first number dragged down: one more on each row."""
    first = next(cell for cell in colonne if cell)
    return [str(int(first) + rang).zfill(len(first)) for rang in range(len(colonne))]


def serie_jours(colonne: list[str]) -> list[str]:
    """The first date dragged down: one more day on each row."""
    first = next(day for cell in colonne if (day := _jour(cell)))
    return [f"{first + dt.timedelta(days=rang):%d/%m/%Y}" for rang in range(len(colonne))]


def jour(forme: str) -> Callable[[str, int], str]:
    """A date written otherwise; what is no date stays."""

    def ecrire(texte: str, rang: int) -> str:
        day = _jour(texte)
        if day is None or day.year > 2200:
            return texte
        return str((day - EPOQUE).days) if forme == "serie" else day.strftime(forme)

    return ecrire


def inverse(texte: str, rang: int) -> str:
    """Day and month exchanged where both may be a month."""
    day = _jour(texte)
    if day is None or day.day > 12 or day.year > 2200:
        return texte
    return f"{day.month:02}/{day.day:02}/{day.year}"


def decale(depuis: Callable[[int], int], place: int) -> Geste:
    """From a given row on, a cell too many: everything moves one column to the right, the last is lost."""

    def faire(rows: Lignes, titres: list[str]) -> Lignes:
        start = depuis(len(rows))
        return [[*row[:place], "", *row[place:-1]] if rang >= start else row for rang, row in enumerate(rows)]

    return lignes(faire)


def classeur(nom: Callable[[str], str] | None = None, cachees: Quand | None = None) -> Geste:
    """A workbook of the same rows, some of them hidden by a filter."""

    def faire(tableau: Tableau) -> tuple[str, bytes]:
        livre = openpyxl.Workbook()
        feuille = livre.active
        feuille.append(tableau.titres)
        for rang, ligne in enumerate(tableau.lignes):
            feuille.append(list(ligne))
            if cachees and cachees(rang, len(tableau.lignes)):
                feuille.row_dimensions[rang + 2].hidden = True
        sortie = io.BytesIO()
        livre.save(sortie)
        return tableau.nom.rsplit(".", 1)[0] + ".xlsx", sortie.getvalue()

    return faire


def feuilles(parts: Callable[[Lignes], dict[str, Lignes]]) -> Geste:
    """A workbook of several sheets."""

    def faire(tableau: Tableau) -> tuple[str, bytes]:
        livre = openpyxl.Workbook()
        livre.remove(livre.active)
        for titre, rows in parts(tableau.lignes).items():
            feuille = livre.create_sheet(titre)
            for row in [tableau.titres, *rows] if rows and len(rows[0]) == len(tableau.titres) else rows:
                feuille.append(list(row))
        sortie = io.BytesIO()
        livre.save(sortie)
        return tableau.nom.rsplit(".", 1)[0] + ".xlsx", sortie.getvalue()

    return faire


def scientifique(decimales: int) -> Callable[[str, int], str]:
    """A number as a narrow column shows it: « 1,9160E+10 »."""
    return lambda texte, rang: f"{int(texte):.{decimales}E}".replace(".", ",") if texte.isdigit() else texte


def puis(*gestes: Geste) -> Geste:
    """One after the other."""

    def faire(tableau: Tableau) -> Rendu:
        rendu: Rendu = tableau
        for geste in gestes:
            assert isinstance(rendu, Tableau)
            rendu = geste(rendu)
        return rendu

    return faire
