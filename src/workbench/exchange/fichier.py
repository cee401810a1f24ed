"""A table somebody hands in, Excel or text, opened as one sheet."""

from __future__ import annotations

import tempfile
from pathlib import Path

from workbench.exchange import grille
from workbench.exchange.contrat import Contrat
from workbench.exchange.grille import Grille
from workbench.exchange.plan import ClasseurIllisible, Faute
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import Format
from workbench.sources.lecture.lecteurs import read_file

SUFFIXES = (".xlsx", ".xls", ".csv", ".txt")
CONSEIL = "Rien n’a été enregistré. Redemandez le fichier au format .xlsx ou .csv, sans mot de passe."


def open_table(contenu: bytes, nom: str, contrat: Contrat) -> tuple[Grille, list[Faute]]:
    """The file as one sheet, and the lines of a text file that do not have as many cells as titles.

    Raises:
        ClasseurIllisible: not a table that is read, or one that does not open.
    """
    suffix = Path(nom).suffix.lower()
    if suffix not in SUFFIXES:
        raise ClasseurIllisible(
            "Format non lu", f"« {nom} » : seuls {', '.join(SUFFIXES)} sont lus.", CONSEIL
        )
    if suffix == ".xlsx" and contenu:
        return grille.ouvrir(contenu, contrat)[0], []
    with tempfile.TemporaryDirectory() as folder:  # read and gone: the answer itself is never kept
        path = Path(folder) / f"reponse{suffix}"
        path.write_bytes(contenu)
        try:
            frame, boiteuses = read_file(path, Format())
        except ErreurWorkbench as error:
            technical = folder in error.message  # the reader's own words, with the path of our copy
            said = f"« {nom} » ne s’ouvre pas." if technical else error.message.replace(path.name, nom)
            raise ClasseurIllisible(error.titre, said, CONSEIL) from error
        except Exception as error:  # a broken archive fails in many ways, all mean the same to the reader
            raise ClasseurIllisible(
                "Fichier illisible", f"« {nom} » ne s’ouvre pas ({type(error).__name__}).", CONSEIL
            ) from error
    names = dict(enumerate((name for name in frame.columns if name != "ligne"), 1))
    lines = {
        row["ligne"]: {column: row[name] for column, name in names.items() if row[name]}
        for row in frame.iter_rows(named=True)
    }
    ragged = "Le nombre de colonnes n’est pas celui des titres."
    return grille.de_textes(nom, names, lines), [Faute(nom, number, "", ragged) for number, _ in boiteuses]
