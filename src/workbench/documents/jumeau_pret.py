"""A twin's table made ready to be read with many others, when its columns alone can tell that it is right."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO
from operator import methodcaller
from pathlib import Path
from typing import Any

import polars as pl

from workbench.documents.jumeau import COLONNES, COMMUNS, FACULTATIVES, Entete
from workbench.documents.jumeau_lu import read_header

SEPARATEUR = "\x1f"  # no text of a twin may hold it
SUJET = ("indicateur", "axe", "valeur_axe")  # what may be told once only by a twin
MOTS = (*SUJET, "version_definition", "role")
TYPES: dict[str, Any] = {
    **dict.fromkeys(MOTS, pl.String),
    **dict.fromkeys(("numerateur", "denominateur", "etablissements", "masques"), pl.Int64),
    "taux": pl.Float64,
    "masque": pl.Boolean,
}
NUMEROTES = pl.Categorical(pl.Categories.random())
"""Each word once, rows hold its number: they are joined faster."""
LUES = ("cle", "numerateur", "denominateur", "taux", "masque")
FORMES = {  # heading of the table → its own columns, in order
    ",".join(noms).encode(): tuple(nom for nom in noms if nom not in COMMUNS)
    for noms in (COLONNES, tuple(nom for nom in COLONNES if nom not in FACULTATIVES))
}


@dataclass(frozen=True)
class Pret:
    """A twin whose table may be read with others: rows without what the header says, without quotes."""

    chemin: Path
    empreinte: str
    entete: Entete
    forme: tuple[str, ...]
    separateur: str
    corps: bytes


def prepare(chemin: Path, empreinte: str, parties: tuple[bytes, bytes]) -> Pret | None:
    """The table ready to be read with others; None when only the strict reader can tell.

    Args:
        parties: its header and its table, as bytes.

    Raises:
        JumeauRefuse: its header is refused.
    """
    entete = read_header(parties[0])
    table = parties[1].removeprefix(b"\xef\xbb\xbf")
    bout = table.find(b"\n")
    forme = FORMES.get(table[:bout])
    commun = _said(entete)
    if forme is None or entete.type != "etablissement" or not table.endswith(b"\n"):
        return None
    rangs = table[bout + 1 :].split(b"\n")  # a row that starts otherwise is seen by the size
    corps = b"\n".join(map(methodcaller("removeprefix", commun), rangs))
    if len(table) - bout - 1 - len(corps) != entete.lignes * len(commun):
        return None
    if b"\r" in corps or SEPARATEUR.encode() in corps:
        return None
    if b'"' not in corps:
        return Pret(chemin, empreinte, entete, forme, ",", corps)
    unquoted = _unquote(corps)
    return None if unquoted is None else Pret(chemin, empreinte, entete, forme, SEPARATEUR, unquoted)


def _said(entete: Entete) -> bytes:
    """How each row of a twin starts: what its header says already."""
    flux = StringIO(newline="")
    csv.writer(flux, lineterminator=",").writerow([str(getattr(entete, nom) or "") for nom in COMMUNS])
    return flux.getvalue().encode()


def _unquote(corps: bytes) -> bytes | None:
    try:
        lus = list(csv.reader(StringIO(corps.decode(), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None
    if any("\n" in case or "\r" in case for rang in lus for case in rang):
        return None
    return "".join(SEPARATEUR.join(rang) + "\n" for rang in lus).encode()
