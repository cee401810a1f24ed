"""One's own question: the marts and what a row of each is, SQL over what the gate gives, a file that leaves
by the gate.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from workbench.access import Acces
from workbench.atelier.poste import LECTURE, Poste
from workbench.documents.produits import Produit, deposer, exiger
from workbench.marts import marts
from workbench.marts.cartes import toutes
from workbench.office.tableau import tableau
from workbench.warehouse import published_date

CSV = "text/csv"


def shelves() -> pl.DataFrame:
    """Every mart that may be read: mart, question, grain, acces (`comptage` or `nominatif`)."""
    kinds = {True: "nominatif", False: "comptage"}
    rows = [(mart.nom, mart.description, mart.grain, kinds[mart.nominatif]) for mart in marts()]
    columns = dict.fromkeys("mart question grain acces".split(), pl.String)
    return pl.DataFrame(rows, schema=columns, orient="row").sort("acces", "mart")


def cards(home: Path) -> pl.DataFrame:
    """The card of every figure: code, nom, definition, numerateur, denominateur."""
    rows = [(one.id, one.titre, one.definition, one.numerateur, one.denominateur) for one in toutes(home)]
    columns = dict.fromkeys("code nom definition numerateur denominateur".split(), pl.String)
    return pl.DataFrame(rows, schema=columns, orient="row")


def sql(acces: Acces, query: str, *noms: str) -> pl.DataFrame:
    """A query over counting marts, each read through the gate and known by its own name.

    Raises:
        AccesRefuse: one of them is unknown, or names people: read it with `acces.nominatif`, then polars.
    """
    frames = {nom: acces.agregat(f"mart.{nom}") for nom in noms}
    return pl.SQLContext(frames, eager=True).execute(query)


def export(poste: Poste, frame: pl.DataFrame, nom: str) -> str:
    """Write a file for a French spreadsheet, noted in the history of exports; what was done, in a sentence.

    Args:
        nom: the file's name, under `exports/` of the home.

    Raises:
        AccesRefuse: the role takes no file out; nothing is written.
    """
    if not poste.action:
        return LECTURE
    exiger(poste.acces, nominatif=True)
    date = published_date(poste.home)
    assert date is not None
    made = Produit("carnet", Path(nom).name, tableau(frame), CSV, date, poste.acces.version)
    [path] = deposer(poste.acces, [made], poste.home / "exports")
    return f"{path.name} écrit dans exports/ ({frame.height} ligne(s)), noté au journal des exports."
