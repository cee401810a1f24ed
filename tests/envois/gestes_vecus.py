"""More of what befalls a delivered file, as people tell it: spools, printed reports, look-ups."""

from __future__ import annotations

import bisect
import datetime as dt
import io
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import groupby

import openpyxl
from openpyxl.styles import Font
from tests.ecritures.tableau import Tableau
from tests.ecritures.transformations import _jour
from tests.envois.gestes import Geste, Lignes, Rendu, lignes

VIVANT = 2200  # a year beyond is an open end, left as it is


def decale_jours(jours: int) -> Callable[[str, int], str]:
    """A date so many days later, written as it was."""

    def ecrire(texte: str, rang: int) -> str:
        day = _jour(texte)
        if day is None or day.year > VIVANT:
            return texte
        later = day + dt.timedelta(days=jours)
        if re.match(r"\d{4}-", texte):
            return later.isoformat() + texte[10:]
        return f"{later:%d/%m/%Y}"

    return ecrire


def seule(titre: str) -> Geste:
    """One column sorted, the others left where they were."""

    def faire(tableau: Tableau) -> Tableau:
        a = tableau.colonne(titre)
        rangee = sorted((ligne[a] for ligne in tableau.lignes), key=lambda one: (not one, _cle(one)))
        return replace(
            tableau,
            lignes=[
                [*ligne[:a], one, *ligne[a + 1 :]] for ligne, one in zip(tableau.lignes, rangee, strict=True)
            ],
        )

    return faire


def _cle(texte: str) -> tuple[dt.date, str]:
    return _jour(texte) or dt.date.max, texte


def recopie(*titres: str) -> Geste:
    """The first filled cell of these columns on every row."""

    def faire(tableau: Tableau) -> Tableau:
        rangs = [tableau.colonne(titre) for titre in titres]
        first = next(ligne for ligne in tableau.lignes if all(ligne[a] for a in rangs))
        rows = [
            [first[k] if k in rangs else cell for k, cell in enumerate(ligne)] for ligne in tableau.lignes
        ]
        return replace(tableau, lignes=rows)

    return faire


def recherchev(titre: str, selon: str) -> Geste:
    """Blanks of a column filled by an approximate look-up: the value of the nearest key below."""

    def faire(tableau: Tableau) -> Tableau:
        a, b = tableau.colonne(titre), tableau.colonne(selon)
        known = sorted((ligne[b], ligne[a]) for ligne in tableau.lignes if ligne[a])
        keys = [key for key, _ in known]

        def near(ligne: list[str]) -> str:
            return ligne[a] or known[max(bisect.bisect_right(keys, ligne[b]) - 1, 0)][1]

        return replace(tableau, lignes=[[*x[:a], near(x), *x[a + 1 :]] for x in tableau.lignes])

    return faire


def groupes(par: int, *colonnes: int) -> Geste:
    """A report by group: sorted on a column, these ones written on the first row of each group only."""

    def faire(rows: Lignes, titres: list[str]) -> Lignes:
        out: Lignes = []
        for _, those in groupby(sorted(rows, key=lambda row: row[par]), key=lambda row: row[par]):
            for rang, row in enumerate(those):
                out.append(["" if rang and k in colonnes else cell for k, cell in enumerate(row)])
        return out

    return lignes(faire)


def brut(geste: Callable[[list[list[str]], str], str], encodage: str = "") -> Callable[[Tableau], bytes]:
    """The whole file written by hand, from its rows (titles first, quoted where needed) and its separator."""

    def faire(tableau: Tableau) -> bytes:
        sep = tableau.separateur
        rows = [
            [f'"{cell}"' if sep in cell else cell for cell in row]
            for row in (tableau.titres, *tableau.lignes)
        ]
        return geste(rows, tableau.separateur).encode(encodage or tableau.encodage, "replace")

    return faire


def pages(rows: list[list[str]], sep: str) -> str:
    """A printed report: every forty rows, the head of the page and the titles again."""
    out, body = [], rows[1:]
    for page, start in enumerate(range(0, len(body), 40), 1):
        blank = sep * (len(rows[0]) - 1)
        out += [f"CENTRE HOSPITALIER DE RIVEMONT{blank}", f"Liste du personnel, page {page}{blank}", blank]
        out += [sep.join(rows[0]), *(sep.join(row) for row in body[start : start + 40]), blank]
    return "\r\n".join(out) + "\r\n"


def spool(rows: list[list[str]], sep: str) -> str:
    """SQL*Plus: dashes under the titles, the titles again every fourteen rows, the count at the end."""
    dashes = sep.join("-" * max(len(title), 3) for title in rows[0])
    out = ["", sep.join(rows[0]), dashes]
    for rang, row in enumerate(rows[1:]):
        if rang and rang % 14 == 0:
            out += ["", sep.join(rows[0]), dashes]
        out.append(sep.join(row))
    return "\n".join([*out, "", f"{len(rows) - 1} lignes selectionnees.", ""])


def barres(pas: int) -> Geste:
    """A workbook where the people who left are struck through, one row in so many."""

    def faire(tableau: Tableau) -> Rendu:
        livre = openpyxl.Workbook()
        feuille = livre.active
        feuille.append(tableau.titres)
        for rang, ligne in enumerate(tableau.lignes):
            feuille.append(list(ligne))
            if rang % pas == 0:
                for cell in feuille[rang + 2]:
                    cell.font = Font(strike=True)
        sortie = io.BytesIO()
        livre.save(sortie)
        return tableau.nom, sortie.getvalue()

    return faire


def ajoute(*nouvelles: list[str]) -> Geste:
    """Rows added below."""
    return lignes(lambda rows, titres: [*rows, *(list(one) for one in nouvelles)])


def remplace(avant: str, apres: str) -> Geste:
    """« Remplacer tout », on the whole sheet, cells not asked to be whole."""
    return lignes(lambda rows, titres: [[cell.replace(avant, apres) for cell in row] for row in rows])


def sans_accents_ecrits(texte: str, par: str = "") -> str:
    """Letters outside ASCII lost, or become this sign."""
    return "".join(one if one.isascii() else par for one in texte)
