"""Twins read: who declares what, in columns, and what may be kept of them for another reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import ValidationError

from workbench.documents.jumeau import PUBLICS, Entete, JumeauRefuse, Ligne
from workbench.documents.jumeau_memoire import LIGNES, Retenus
from workbench.documents.jumeau_pret import LUES, MOTS, NUMEROTES, SUJET


@dataclass(frozen=True)
class Declare:
    """A twin accepted: its file, what its header says, and the print of its archive, when there is one."""

    fichier: str
    entete: Entete
    empreinte: str = ""


@dataclass
class Lecture:
    """Twins read.

    Attributes:
        declares: the twins accepted.
        refus: file → why it was refused.
        cles: what a row tells of (`MOTS`), by its rank.
    """

    declares: list[Declare] = field(default_factory=list)
    refus: dict[str, JumeauRefuse] = field(default_factory=dict)
    cles: dict[tuple[Any, ...], int] = field(default_factory=dict)
    _mal: list[bool] = field(default_factory=list)
    _morceaux: list[pl.DataFrame] = field(default_factory=list)

    def lignes(self) -> pl.DataFrame:
        """Every row: `rang` (of its twin in `declares`), `cle` (rank in `cles`), the counts, `masque`."""
        return pl.concat([pl.DataFrame(schema=LIGNES), *self._morceaux])

    def add(self, declares: Sequence[Declare], lues: pl.DataFrame) -> None:
        """Twins more; `rang` of the rows (coded) is theirs in `declares`."""
        debut = len(self.declares)
        self.declares.extend(declares)
        self._morceaux.append(lues.select(pl.col("rang") + debut, *LUES))

    def learn(self, retenus: Retenus) -> None:
        """The words of twins read before, which the schema accepted."""
        self.cles |= {mot: rang for rang, mot in enumerate(retenus.mots.iter_rows())}
        self._mal += [False] * len(self.cles)

    def recall(self, retenus: Retenus, vus: Sequence[tuple[Path, str]]) -> None:
        """Twins read before, whose words are known (`learn`): their file, the print of its archive."""
        rangs = retenus.ranks()
        anciens = [rangs[empreinte] for _, empreinte in vus]
        declares = [
            Declare(str(chemin), retenus.entetes[rang], empreinte)
            for rang, (chemin, empreinte) in zip(anciens, vus, strict=True)
        ]
        lignes = retenus.lignes
        if anciens != list(range(len(rangs))):
            neufs = pl.DataFrame({"rang": anciens}, schema={"rang": pl.UInt32}).with_row_index("neuf")
            lignes = lignes.join(neufs, on="rang", maintain_order="left").with_columns(rang="neuf")
        self.add(declares, lignes)

    def retained(self) -> Retenus:
        """What may be recalled: the twins that came as an archive, each once."""
        premiers = {one.empreinte: rang for rang, one in reversed([*enumerate(self.declares)])}
        premiers.pop("", None)
        gardes = sorted(premiers.values())
        lignes = self.lignes()
        lignes = _renumbered(lignes, "rang", gardes, len(self.declares))
        mots = lignes["cle"].unique().sort().to_list()
        lignes = _renumbered(lignes, "cle", mots, len(self.cles))
        dits = list(self.cles)
        return Retenus(
            [self.declares[rang].empreinte for rang in gardes],
            [self.declares[rang].entete for rang in gardes],
            pl.DataFrame([dits[rang] for rang in mots], schema=dict.fromkeys(MOTS, pl.String), orient="row"),
            lignes,
        )

    def code(self, lues: pl.DataFrame) -> pl.DataFrame:
        """The rows with `cle`, and what it tells of a row: `sujet` (same number, same thing), `mal` (refused
        by the schema, counts apart), `public`.
        """
        lues = lues.with_columns(pl.col(MOTS).cast(NUMEROTES))
        mots = lues.select(MOTS).unique(maintain_order=True)
        sujets: dict[tuple[Any, ...], int] = {}
        dits = []
        for mot in mots.cast(pl.String).iter_rows():
            cle = self.cles.setdefault(mot, len(self.cles))
            if cle == len(self._mal):
                self._mal.append(not _well_formed(mot))
            sujet = sujets.setdefault(mot[: len(SUJET)], len(sujets))
            dits.append((cle, sujet, self._mal[cle], (mot[0] or "").startswith(PUBLICS)))
        formes = {"cle": pl.UInt32, "sujet": pl.UInt64, "mal": pl.Boolean, "public": pl.Boolean}
        mots = mots.hstack(pl.DataFrame(dits, schema=formes, orient="row"))
        return lues.join(mots, on=MOTS, nulls_equal=True, maintain_order="left")


def _renumbered(lignes: pl.DataFrame, nom: str, gardes: Sequence[int], combien: int) -> pl.DataFrame:
    """The rows whose number is kept, numbered again in that order."""
    neufs: list[int | None] = [None] * combien
    for neuf, ancien in enumerate(gardes):
        neufs[ancien] = neuf
    rangs = pl.lit(pl.Series(neufs, dtype=pl.UInt32)).gather(pl.col(nom))
    return lignes.with_columns(rangs.alias(nom)).drop_nulls(nom) if combien else lignes


def _well_formed(mot: tuple[Any, ...]) -> bool:
    """What a row tells of, in the eyes of the schema: the counts are judged by columns."""
    sans = dict.fromkeys(("finess_ej", "numerateur", "denominateur", "taux"))
    fixes = {"nom": "", "departement": "", "date_donnees": "2000-01-01", "masque": False}
    try:
        Ligne.model_validate({**sans, **fixes, **dict(zip(MOTS, mot, strict=True))})
    except ValidationError:
        return False
    return True
