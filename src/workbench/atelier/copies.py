"""A matching played on a what-if copy, and how the next notebook, which is another process, finds it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from workbench.revue.simulation import Etat
from workbench.socle.settings import Settings
from workbench.warehouse import Memoire

GENRE = "essai"


@dataclass(frozen=True)
class Copie:
    """A matching played on the copy, as these settings say: the records as read, as compared, and who is with
    whom.
    """

    reglages: Settings
    lue: pl.DataFrame
    fiche: pl.DataFrame
    etat: Etat
    mis_de_cote: int


def left(home: Path, told: str, settings: Settings) -> Copie | None:
    """The copy that another notebook left under this key, made with these settings."""
    entry = Memoire(home, seule=True).find(GENRE, told)
    if entry is None:
        return None
    etat = Etat(entry.frame("ensemble"), entry.frame("revue"), entry.dit["personnes"])
    return Copie(settings, entry.frame("lue"), entry.frame("fiche"), etat, entry.dit["mis_de_cote"])


def leave(home: Path, told: str, copie: Copie, most: int) -> None:
    """Leave a copy for the next notebook; the last `most` of them stay, until a run."""
    tables = {"lue": copie.lue, "fiche": copie.fiche}
    tables |= {"ensemble": copie.etat.ensemble, "revue": copie.etat.revue}
    said = {"personnes": copie.etat.personnes, "mis_de_cote": copie.mis_de_cote}
    Memoire(home).leave(GENRE, told, tables, said, most)
