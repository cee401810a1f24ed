"""What a reading gives back: good rows, refused rows, the files they came from."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Literal

import polars as pl

from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.nir import NIR_MOTIF, holds_nir, mask_nir
from workbench.socle.settings import Source
from workbench.socle.tables import frame

Gravite = Literal["fichier", "ligne", "information"]
Rejets = list[dict[str, object]]  # rows of `meta.rejet`

__all__ = ["NIR_MOTIF", "mask_nir"]


class SourceInutilisable(ErreurWorkbench):
    """A file that cannot be used at all: unreadable, empty, a required column missing, a NIR column mapped…

    Its sentences never repeat a social security number or an invisible character, wherever they came from.
    """

    def __init__(self, titre: str, message: str = "", conseil: str = "") -> None:
        super().__init__(tell(titre), tell(message), tell(conseil))


def tell(text: str) -> str:
    """What came from outside (a file name, a title), fit to be shown: no NIR, no control character but line
    ends.
    """
    seen = "".join(c for c in text if c.isprintable() or c in "\n\u00a0\u202f")
    return mask_nir(seen) if holds_nir(seen) else seen


@dataclass(frozen=True)
class Constat:
    """What a reader saw and a person must know: a stable code, a French sentence, the line when there is
    one.
    """

    code: str
    motif: str
    ligne: int | None = None


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


@dataclass(frozen=True)
class Lecture:
    """One source at one date: `lignes` follows the nature's contract, `rejets` is `meta.rejet`."""

    source: Source
    fichiers: list[FichierLu]
    lignes: pl.DataFrame
    rejets: pl.DataFrame


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
        "motif": tell(motif),
        "gravite": gravite,
        "brut": brut,
    }


def rejections_frame(rows: list[dict[str, object]]) -> pl.DataFrame:
    """Rows of `rejection` as a frame."""
    return frame("meta.rejet", rows)
