"""The register of flows between systems, and the target architecture: what people declared (cards of kind
`flux`), what the tool knows by itself and nobody declared yet, what each link of the target still lacks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.projet.ecriture import regle
from workbench.projet.projet import Projet
from workbench.socle import regles
from workbench.socle.champs import cle
from workbench.socle.settings import Source

GENRE = "flux"
AUTOMATIQUE, FICHIER, PREVU = "automatique", "fichier", "prevu"
COLONNES = ("de", "vers", "donnees", "maillon", "mode", "depuis", "essaye_le", "proprietaire", "remarque")
Jours = tuple[dt.date | None, dt.date | None]
"""The first and the last time something passed."""


@dataclass(frozen=True)
class Connu:
    """A flow that exists, told by the sources and by what already left."""

    de: str
    vers: str
    donnees: str
    maillon: str
    mode: str
    depuis: dt.date | None
    essaye_le: dt.date | None
    proprietaire: str | None

    @property
    def fiche(self) -> dict[str, Any]:
        """The card that declares it."""
        card = {
            "de": self.de,
            "vers": self.vers,
            "donnees": self.donnees,
            "maillon": self.maillon,
            "mode": self.mode,
            "depuis": self.depuis,
            "essaye_le": self.essaye_le,
            "proprietaire": self.proprietaire,
        }
        return {name: value for name, value in card.items() if value is not None}


@dataclass(frozen=True)
class Maillon:
    """One link of the target: what it expects, and the flows declared for it. `etat`: `atteint`, `partiel`
    (something passes, not the way that is expected), `absent`.
    """

    code: str
    de: str
    vers: str
    donnees: str
    attendu: Sequence[str]
    objectif: str
    flux: Sequence[Mapping[str, Any]]

    @property
    def etat(self) -> str:
        """Where the link stands."""
        live = [flow for flow in self.flux if flow["mode"] != PREVU]
        if not live:
            return "absent"
        return "atteint" if all(flow["mode"] in self.attendu for flow in live) else "partiel"


@regle(GENRE)
def coherence(fiche: Mapping[str, Any], _: Projet) -> list[str]:
    """A flow goes somewhere else; what runs by itself was tried; what is only planned is not in service."""
    faults = []
    if cle(str(fiche["de"])) == cle(str(fiche["vers"])):
        faults.append("De, Vers : un flux va d’un système à un autre")
    if fiche["mode"] == AUTOMATIQUE and fiche["essaye_le"] is None:
        faults.append("Essayé le : un flux automatique a été essayé au moins une fois ; dites quand")
    if fiche["mode"] == PREVU and fiche["depuis"] is not None:
        faults.append("En service depuis : un flux prévu n’est pas encore en service")
    return faults


def rules(home: Path | None = None) -> dict[str, Any]:
    """`flux.toml`, or the establishment's own."""
    return regles.lire("workbench.projet", "flux.toml", home)


def declared(projet: Projet) -> list[dict[str, Any]]:
    """The cards, by number; nothing where the establishment's own cards have no such kind."""
    return projet.fiches(GENRE) if GENRE in projet.genres else []


def architecture(projet: Projet) -> list[Maillon]:
    """Every link of the target, with the flows declared for it."""
    cards = declared(projet)
    return [
        Maillon(**entry, flux=[card for card in cards if card["maillon"] == entry["code"]])
        for entry in rules(projet.home)["maillons"]
    ]


def known(
    sources: Sequence[Source],
    livraisons: Mapping[str, Jours],
    retours: Mapping[str, Jours],
    home: Path | None = None,
) -> list[Connu]:
    """The flows that exist, declared or not.

    Args:
        livraisons: source → first and last delivery. retours: kind of document → first file, last answer;
        what never left is no flow.
    """
    data = rules(home)
    found = []
    for source in sources:
        first, last = livraisons.get(source.code, (None, None))
        if last is None:
            continue
        told = data["natures"][source.nature]
        owner = source.proprietaire or None
        ours = (told["donnees"], told["maillon"], FICHIER, first, last, owner)
        found.append(Connu(source.nom, data["outil"], *ours))
    for entry in data["retours"]:
        first, last = retours.get(entry["document"], (None, None))
        if first is not None:
            told = (entry["vers"], entry["donnees"], entry["maillon"], FICHIER, first, last, None)
            found.append(Connu(data["outil"], *told))
    return found


def missing(projet: Projet, connus: Sequence[Connu]) -> list[Connu]:
    """What is known and nobody declared: same ends, whatever the case and the accents."""
    said = {(cle(str(card["de"])), cle(str(card["vers"]))) for card in declared(projet)}
    return [flow for flow in connus if (cle(flow.de), cle(flow.vers)) not in said]
