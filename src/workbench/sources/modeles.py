"""What a reading gives back: good rows, refused rows, the files they came from."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Literal

import polars as pl

from workbench.socle.erreurs import ErreurWorkbench, tell
from workbench.socle.nir import NIR_MOTIF, mask_nir
from workbench.socle.settings import Source
from workbench.socle.tables import frame
from workbench.socle.typographie import accorder

Gravite = Literal["fichier", "ligne", "information"]
Rejets = list[dict[str, object]]  # rows of `meta.rejet`

__all__ = ["NIR_MOTIF", "mask_nir"]


class SourceInutilisable(ErreurWorkbench):
    """A file that cannot be used at all: unreadable, empty, a column missing, a NIR column mapped…"""


@dataclass(frozen=True)
class Constat:
    """What a reader saw and a person must know: a stable code, a French sentence, the line when there is
    one.
    """

    code: str
    motif: str
    ligne: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "motif", accorder(self.motif))


@dataclass(frozen=True)
class FichierLu:
    """One file of a delivery, as it was read; `colonnes` are the canonical ones whose title it holds.

    `finie`: a text file ends with a line end; None for a workbook.
    """

    source: str
    nom: str
    livraison: dt.date
    taille: int
    sha256: str
    lignes: int
    colonnes: tuple[str, ...] = ()
    finie: bool | None = None


@dataclass(frozen=True, eq=False)
class Lecture:
    """One source at one date: `lignes` follows the nature's contract, `rejets` is `meta.rejet`.

    Equal to itself only: what is worked out of a reading is kept with it (`croisement.gardes`).
    """

    source: Source
    fichiers: list[FichierLu]
    lignes: pl.DataFrame
    rejets: pl.DataFrame

    @property
    def livree(self) -> dt.date:
        """The day of its newest file; the end of time without a file."""
        return max((file.livraison for file in self.fichiers), default=dt.date.max)


def raw_json(row: dict[str, object]) -> str:
    """The row as received, as JSON text, NIR-shaped values hidden."""
    kept = {key: value for key, value in row.items() if value not in (None, "")}
    return mask_nir(json.dumps(kept, ensure_ascii=False, default=str))


def rejection(
    source: str, fichier: str, ligne: int | None, code: str, motif: str, gravite: Gravite, brut: str = ""
) -> dict[str, object]:
    """One row of `meta.rejet`."""
    return {
        "source": source,
        "fichier": fichier,
        "ligne": ligne,
        "code": code,
        "motif": accorder(tell(motif)),
        "gravite": gravite,
        "brut": brut,
    }


def designated(rejets: Rejets, key: str, received: pl.DataFrame) -> Rejets:
    """The same, what was received of a doubted value said with the key of its row: its owner finds the record
    by it, line numbers move.

    Args:
        received: the rows of the file, `ligne` and that key among their columns.
    """
    lines = [row["ligne"] for row in rejets if row["brut"]]
    if not lines:
        return rejets
    known = received.filter(pl.col("ligne").is_in(lines), pl.col(key).is_not_null())
    keys = dict(known.select("ligne", key).iter_rows())
    told = []
    for row in rejets:
        kept = json.loads(str(row["brut"])) if row["brut"] and row["ligne"] in keys else {}
        named = kept and key not in kept
        told.append({**row, "brut": raw_json({key: keys[row["ligne"]], **kept})} if named else row)
    return told


def rejections_frame(rows: list[dict[str, object]]) -> pl.DataFrame:
    """Rows of `rejection` as a frame."""
    return frame("meta.rejet", rows)
