"""What every writer of a delivery shares: the people, the day, the folder, and the truth being written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from workbench.demo.personnes import Personne
from workbench.demo.tables import Monde


@dataclass
class Verite:
    """Rows of the truth, filled while the files are written."""

    fiches: list[dict[str, object]] = field(default_factory=list)
    habilitations: list[dict[str, object]] = field(default_factory=list)

    def add(
        self,
        day: dt.date,
        source: str,
        cle: str,
        personne: int | None,
        nature: str = "nominatif",
        defauts: str = "",
    ) -> None:
        """One record and who it really is."""
        self.fiches.append(
            {
                "livraison": day,
                "source": source,
                "cle_source": cle,
                "personne": personne,
                "nature": nature,
                "defauts": defauts,
            }
        )


@dataclass
class Contexte:
    """What every writer needs: seed, people, date, folder, truth."""

    graine: int
    people: list[Personne]
    day: dt.date
    dossier: Path
    verite: Verite
    monde: Monde

    def stamp(self) -> str:
        """The date as systems put it in file names."""
        return self.day.strftime("%Y%m%d")

    def other_number(self, person: Personne) -> str:
        """The national number of somebody else, always the same one; empty when nobody near has one."""
        for step in range(1, 50):
            other = self.people[(person.numero + 37 * step) % len(self.people)]
            if other.rpps and other.numero != person.numero:
                return other.rpps
        return ""
