"""A delivered file as a grid of text, to be written again in another hand."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field, replace
from pathlib import Path

import openpyxl


@dataclass(frozen=True)
class Tableau:
    """Titles, rows, and how they are put into bytes."""

    nom: str
    titres: list[str]
    lignes: list[list[str]]
    separateur: str = ";"
    encodage: str = "utf-8"
    fin: str = "\r\n"
    guillemets: int = csv.QUOTE_MINIMAL
    avant: list[str] = field(default_factory=list)
    apres: list[str] = field(default_factory=list)

    def colonne(self, titre: str) -> int:
        """Rank of a title."""
        return self.titres.index(titre)

    def change(self, titres: list[str], geste) -> Tableau:
        """The same, with `geste(text)` done on every filled cell of those columns."""
        rangs = {self.titres.index(titre) for titre in titres if titre in self.titres}
        lignes = [
            [geste(cell) if rang in rangs and cell else cell for rang, cell in enumerate(ligne)]
            for ligne in self.lignes
        ]
        return replace(self, lignes=lignes)

    def octets(self) -> bytes:
        """The file."""
        sortie = io.StringIO(newline="")
        plume = csv.writer(
            sortie,
            delimiter=self.separateur,
            quoting=self.guillemets,
            lineterminator=self.fin,
            escapechar="\\" if self.guillemets == csv.QUOTE_NONE else None,
            quotechar=None if self.guillemets == csv.QUOTE_NONE else '"',
        )
        for ligne in self.avant:
            sortie.write(ligne + self.fin)
        plume.writerow(self.titres)
        plume.writerows(self.lignes)
        for ligne in self.apres:
            sortie.write(ligne + self.fin)
        texte = sortie.getvalue()
        try:
            return texte.encode(self.encodage)
        except UnicodeEncodeError:  # a system that holds such a letter writes it in UTF-8
            return texte.encode("utf-8")


def lire(chemin: Path) -> Tableau:
    """A file of the demonstration, whose hand we know."""
    if chemin.suffix == ".xlsx":
        feuille = openpyxl.load_workbook(chemin).worksheets[0]
        rows = [
            ["" if cell is None else str(cell) for cell in row] for row in feuille.iter_rows(values_only=True)
        ]
        return Tableau(chemin.name, rows[0], rows[1:])
    octets = chemin.read_bytes()
    encodage = (
        "utf-16"
        if octets.startswith(b"\xff\xfe")
        else "utf-8-sig"
        if octets.startswith(b"\xef\xbb\xbf")
        else "utf-8"
    )
    try:
        texte = octets.decode(encodage)
    except UnicodeDecodeError:
        encodage, texte = "cp1252", octets.decode("cp1252")
    tete = texte.split("\n", 1)[0]
    separateur = max(";|\t,", key=tete.count)
    if separateur == "|":  # never quoted
        rows = [ligne.split("|") for ligne in texte.splitlines()]
    else:
        rows = list(csv.reader(io.StringIO(texte, newline=""), delimiter=separateur))
    tout = csv.QUOTE_ALL if tete.startswith('"') else csv.QUOTE_MINIMAL
    return Tableau(
        chemin.name,
        rows[0],
        rows[1:],
        separateur,
        encodage,
        "\r\n" if "\r\n" in texte else "\n",
        csv.QUOTE_NONE if separateur == "|" else tout,
    )
