"""One's own question: the marts and what a row of each is, SQL over what the gate gives, a file that leaves
by the gate.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from workbench.access import Acces
from workbench.atelier.poste import LECTURE, Poste
from workbench.documents.produits import Produit, deposer, exiger
from workbench.looks.carnets import worded
from workbench.looks.etats import AUTORITES, CONTRATS, NATURES, SITUATIONS, STATUTS, Etat
from workbench.looks.formats import accord
from workbench.looks.titres import catalogue
from workbench.marts import marts
from workbench.marts.cartes import toutes
from workbench.marts.populations import populations
from workbench.office.feuille import MIME
from workbench.office.tableau import classeur, spoilt, tableau
from workbench.warehouse import published_date

CSV, XLSX = ".csv", ".xlsx"
MIMES = {CSV: "text/csv", XLSX: MIME}
SANS_TITRE = ("nombre",)
"""Columns whose usual title says what a page counts: of one's own question, nobody knows."""


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


def in_words(frame: pl.DataFrame) -> pl.DataFrame:
    """The same rows under titles that people read, codes of ours as their words; a title that two columns
    would bear stays the columns' own.
    """
    words: Mapping[str, Mapping[str, str | Etat]] = {
        "statut": STATUTS,
        "autorite": AUTORITES,
        "type_contrat": CONTRATS,
        "situation": SITUATIONS,
        "nature": NATURES,
        "population": {code: one.mot for code, one in populations().items()},
    }
    usual = {
        nom: catalogue()[nom].titre for nom in frame.columns if nom in catalogue() and nom not in SANS_TITRE
    }
    plain = {nom: nom.replace("_", " ").capitalize() for nom in frame.columns}
    titles = plain | usual
    alone = [nom for nom, title in titles.items() if list(titles.values()).count(title) == 1]
    texts = {nom: words[nom] for nom in frame.columns if nom in words and frame.schema[nom] == pl.String}
    return worded(frame, texts).rename({nom: titles[nom] for nom in alone})


def contents(frame: pl.DataFrame, nom: str, le: dt.date, *, codes: bool = False) -> dict[str, bytes]:
    """The files of a question: the one named, and the workbook beside a text that a spreadsheet would spoil
    (« 0000412 » read as 412).
    """
    shown = frame if codes else in_words(frame)
    path = Path(Path(nom).name)
    if path.suffix == XLSX:
        return {path.name: classeur(shown, path.stem, le)}
    made = {path.name: tableau(shown)}
    return made | ({f"{path.stem}{XLSX}": classeur(shown, path.stem, le)} if spoilt(shown) else {})


def export(poste: Poste, frame: pl.DataFrame, nom: str, *, codes: bool = False) -> str:
    """Write a file for a French spreadsheet, in people's words, noted in the history of exports; what was
    done, in a sentence.

    Args:
        nom: the file's name, under `exports/` of the home; « .xlsx » for a workbook.
        codes: our codes and the columns' own names instead, for a machine that reads the file.

    Raises:
        AccesRefuse: the role takes no file out; nothing is written.
    """
    if not poste.action:
        return LECTURE
    exiger(poste.acces, nominatif=True)
    date = published_date(poste.home)
    assert date is not None
    made = [
        Produit("carnet", name, content, MIMES.get(Path(name).suffix, MIMES[CSV]), date, poste.acces.version)
        for name, content in contents(frame, nom, date, codes=codes).items()
    ]
    first, *twin = [path.name for path in deposer(poste.acces, made, poste.home / "exports")]
    beside = f" Dans un tableur, ouvrez {twin[0]}, écrit à côté : il garde les zéros de tête." if twin else ""
    return (
        f"{first} écrit dans exports/ ({accord(frame.height, 'ligne')}), noté au journal des exports.{beside}"
    )
