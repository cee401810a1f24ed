"""How a line of anomaly is told to the owner of its source: the rule, the record by its key and its name,
what was received under the titles of the source; never the notation of a program.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from workbench.access import Acces
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import load_settings
from workbench.socle.typographie import accorder, apostrophes
from workbench.sources.porte.numeros_recus import CLES

CODE = re.compile(r"\b\w+\b")
ENTIERE = "ligne"  # a row kept whole: nobody could tell its columns
SEPARATEUR = re.compile(r" *([;|\t]) *")


@dataclass(frozen=True)
class Mots:
    """How codes are told: rule → its title, source → its label, « source:key » → who that is, our name of a
    column → its title in the source; `designe`, the column a record of the source is known by; `source`,
    whose workbook it is.
    """

    regles: Mapping[str, str]
    sources: Mapping[str, str]
    gens: Mapping[str, str]
    colonnes: Mapping[str, str]
    designe: str = ""
    source: str = ""

    def constat(self, motif: str | None) -> str:
        """What was found, its sources by their names."""
        dit = CODE.sub(lambda found: self.sources.get(found[0], found[0]), motif or "")
        return apostrophes(accorder(dit))

    def cle(self, row: Mapping[str, Any]) -> str:
        """How the source knows the record: its key, else the one kept with what was received."""
        return str(row["cle_source"] or (kept(row["recu"]) or {}).get(self.designe) or "")

    def autre(self, cle: str) -> str:
        """The other record, with its source when it is not this one."""
        code, _, _ = cle.partition(":")
        ailleurs = "" if code == self.source else f" ({self.sources.get(code, code)})"
        return f"{self.gens[cle]}{ailleurs}" if cle in self.gens else cle

    def recu(self, row: Mapping[str, Any]) -> str:
        """Whom the record names, then what was received: the row as it was refused, or the doubted value."""
        qui = self.gens.get(f"{row['source']}:{self.cle(row)}", "")  # its own source: said by the workbook
        lues = kept(row["recu"]) or {}
        valeurs = {name: value for name, value in lues.items() if not qui or name != self.designe}
        entiere = not lues or list(lues) == [ENTIERE]
        dites = told(row["recu"], self.colonnes) if entiere else said(valeurs, self.colonnes)
        return "\n".join(filter(None, (qui, dites)))


def told(received: str | None, columns: Mapping[str, str]) -> str:
    """A row as its owner knows it: « DT NAISSANCE : 31/02/1985 », never the notation of a program.

    Args:
        columns: our name of a column → its title in the source.
    """
    read = kept(received)
    if read is None:
        return received or ""
    if list(read) == [ENTIERE]:
        return " ".join(SEPARATEUR.sub(r" \1 ", str(read[ENTIERE])).split())
    return said(read, columns)


def said(values: Mapping[str, Any], columns: Mapping[str, str]) -> str:
    """A value a line, under the title of the source."""
    return "\n".join(
        f"{columns.get(name, name)} : {'vide' if value in (None, '') else value}"
        for name, value in values.items()
    )


def kept(received: str | None) -> dict[str, Any] | None:
    """What was kept of a row, column by column; None of anything else."""
    try:
        read = json.loads(received or "")
    except ValueError:
        return None
    return read if isinstance(read, dict) else None


def words(acces: Acces, source: str, rules: pl.DataFrame, lines: pl.DataFrame) -> Mots:
    """What the workbook of a source needs to tell its lines (read through the gate)."""
    fresh = acces.agregat("mart.source_fraicheur").select("source", "libelle", "nature").to_dicts()
    labels = {one["source"]: one["libelle"] for one in fresh}
    key = next((CLES.get(one["nature"], "") for one in fresh if one["source"] == source), "")
    return Mots(
        dict(rules.select("code", "titre").iter_rows()),
        labels,
        _people(acces, lines, key),
        _columns(acces, source),
        key,
        source,
    )


def _columns(acces: Acces, source: str) -> dict[str, str]:
    """The titles of a source as it writes them (settings); ours are said when those cannot be read."""
    try:
        sources = load_settings(acces.home).sources
    except ErreurWorkbench:
        return {}
    ours = next((one for one in sources if one.code == source), None)
    found = ours.colonnes.items() if ours else ()
    return {name: title if isinstance(title, str) else " + ".join(title) for name, title in found}


def _people(acces: Acces, lines: pl.DataFrame, key: str) -> dict[str, str]:
    """Who the records are that lines speak of, and those they are told with: « source:key » →
    « 0000213, MARTIN Léa ».
    """
    wanted = {other for others in lines["autres"].drop_nulls() for other in others.split(", ")}
    for row in lines.select("source", "cle_source", "recu").iter_rows(named=True):
        found = row["cle_source"] or (kept(row["recu"]) or {}).get(key)
        wanted |= {f"{row['source']}:{found}"} if found else set()
    if not wanted:
        return {}
    read = acces.nominatif(
        "mart.revue_fiche",
        motif="dossiers d’une anomalie",
        colonnes=["source", "cle_source", "nom", "nom_naissance", "prenoms"],
        cle_source=sorted({one.partition(":")[2] for one in wanted}),
    )
    out = {}
    for row in read.to_dicts():
        who = " ".join(part for part in (row["nom_naissance"] or row["nom"], row["prenoms"]) if part)
        out[f"{row['source']}:{row['cle_source']}"] = f"{row['cle_source']}, {who}"
    return out
