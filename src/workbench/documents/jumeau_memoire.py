"""What was read of twins, kept beside them: the next reading parses only those it has not read yet.

A twin is known by the SHA-256 of its bytes, asked each time: a file changed, cut or renamed is never taken
for another. The memory holds what the twins accepted hold, and nothing once they are gone; one written by
other code, or damaged, is made again.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import polars as pl
from polars.exceptions import PolarsError

from workbench.documents.jumeau import Entete
from workbench.documents.jumeau_pret import LUES, MOTS, TYPES
from workbench.socle.zips import ILLISIBLE
from workbench.warehouse.memoire import code_print

FICHIER = ".envois_lus"
CLE = "cle"
LIGNES: dict[str, Any] = {"rang": pl.UInt32, "cle": pl.UInt32, **{nom: TYPES[nom] for nom in LUES[1:]}}
TABLES: dict[str, dict[str, Any]] = {
    "declares": {"empreinte": pl.String, "entete": pl.String},
    "mots": dict.fromkeys(MOTS, pl.String),
    "lignes": LIGNES,
}


@dataclass(frozen=True)
class Retenus:
    """Twins accepted.

    Attributes:
        empreintes, entetes: of their archive, by rank; what their header says.
        mots: what a row tells of (`MOTS`), by rank.
        lignes: `rang` (of its twin), `cle` (rank in `mots`), the counts, `masque`.
    """

    empreintes: list[str]
    entetes: list[Entete]
    mots: pl.DataFrame
    lignes: pl.DataFrame

    def ranks(self) -> dict[str, int]:
        """Print of an archive → its rank."""
        return {empreinte: rang for rang, empreinte in enumerate(self.empreintes)}


class MemoireAbimee(Exception):
    """The memory is there, and does not read."""


def recall(dossier: Path) -> Retenus | None:
    """What is known of the twins of that folder, whole; None when it was never kept, or by other code.

    Raises:
        MemoireAbimee: it was cut or changed.
    """
    try:
        with ZipFile(dossier / FICHIER) as lu:
            if lu.read(CLE).decode() != _code():
                return None
            tables = [pl.read_parquet(BytesIO(lu.read(nom))) for nom in TABLES]
        declares, mots, lignes = (
            table.select(*forme) for table, forme in zip(tables, TABLES.values(), strict=True)
        )
        entetes = [Entete.model_validate_json(entete) for entete in declares["entete"]]
    except FileNotFoundError:
        return None
    except (*ILLISIBLE, KeyError, ValueError, PolarsError) as erreur:
        raise MemoireAbimee from erreur
    return Retenus(declares["empreinte"].to_list(), entetes, mots, lignes)


def keep(dossier: Path, retenus: Retenus) -> None:
    """Keep them, in place of what was there; a folder that refuses costs the next reading its time."""
    dits = [entete.model_dump_json() for entete in retenus.entetes]
    declares = pl.DataFrame({"empreinte": retenus.empreintes, "entete": dits}, schema=TABLES["declares"])
    tables = zip(TABLES, (declares, retenus.mots, retenus.lignes), strict=True)
    with suppress(OSError):
        for reste in dossier.glob(f"{FICHIER}.*"):  # of a run that was killed
            reste.unlink()
        with tempfile.NamedTemporaryFile(dir=dossier, prefix=f"{FICHIER}.", delete=False) as flux:
            ecrit = Path(flux.name)
            try:
                with ZipFile(flux, "w") as paquet:  # each entry is checked when it is read
                    paquet.writestr(CLE, _code())
                    for nom, table in tables:
                        octets = BytesIO()
                        table.write_parquet(octets, compression="lz4", statistics=False)
                        paquet.writestr(nom, octets.getvalue())
                flux.close()
                ecrit.replace(dossier / FICHIER)
            finally:
                ecrit.unlink(missing_ok=True)


def _code() -> str:
    return code_print("documents", "socle")
