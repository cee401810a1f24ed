"""Whom the figures of a committee's documents count: the population of each one's card, by name and number.

The only place where slides and note say it; names are those of the pages (`populations.toml`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from string import ascii_lowercase
from typing import Any

from workbench.access import Acces
from workbench.looks.etats import GRIS
from workbench.looks.formats import accord, nombre
from workbench.marts.cartes import population
from workbench.marts.populations import populations
from workbench.office import diapo
from workbench.office.mesure import lignes
from workbench.office.modele_copil import Cadre
from workbench.pilotage.objectifs.jalons import Objectif

CORPS = 11
TITRE = "Sur"  # heading of the column that holds the marks
ECART = 0.02  # of the frame, between what is drawn and whom it counts


def counts(acces: Acces, absents: Iterable[str] = ()) -> dict[str, int]:
    """Population of the register → how many people or accounts it holds, zero included.

    Args:
        absents: indicators nothing measures: an empty population of theirs is not counted zero, it is left
            out.
    """
    lus = dict(acces.agregat("mart.population_effectif").select("population", "nombre").iter_rows())
    muettes = {gens.code for code in absents if (gens := population(code)) is not None}
    return {code: int(lus.get(code, 0)) for code in populations() if code in lus or code not in muettes}


def named(indicateur: str, effectifs: Mapping[str, int]) -> str:
    """« Utilisateurs présents du dossier patient (182) »; the card's own words when the register counts no
    such population, "" when nobody described the figure.
    """
    gens = population(indicateur)
    if gens is None:
        return ""
    return f"{gens.mot} ({nombre(effectifs[gens.code])})" if gens.code in effectifs else gens.mot


def of_objective(objectif: Objectif, effectifs: Mapping[str, int]) -> str:
    """What its score is of: the population of its measure, else its weighted criteria."""
    dite = named(objectif.code, effectifs)
    poids = sum(1 for critere in objectif.criteres if critere.poids)
    return dite or accord(poids, "critère pondéré", "critères pondérés")


def sentence(effectifs: Mapping[str, int], *indicateurs: str) -> str:
    """« On compte : A (12) ; B (30). », each once."""
    dites = dict.fromkeys(filter(None, (named(code, effectifs) for code in indicateurs)))
    return f"On compte : {' ; '.join(dites)}." if dites else ""


class Marks:
    """A letter for each population of a table, and the legend that tells them."""

    def __init__(self, effectifs: Mapping[str, int]) -> None:
        self.effectifs = effectifs
        self._lettres: dict[str, str] = {}

    def of(self, indicateur: str) -> str:
        """The letter of the population of that figure."""
        return self.letter(named(indicateur, self.effectifs))

    def letter(self, dite: str) -> str:
        """The letter of a population already named."""
        return self._lettres.setdefault(dite, ascii_lowercase[len(self._lettres)]) if dite else ""

    def legend(self) -> str:
        """« On compte : a, A (12) ; b, B (30). »"""
        dites = " ; ".join(f"{lettre}, {dite}" for dite, lettre in self._lettres.items())
        return f"On compte : {dites}." if dites else ""


def below(page: Any, zone: Cadre, dite: str) -> Cadre:
    """Write whom a slide counts at the bottom of its frame; returns what is left above."""
    if not dite:
        return zone
    rangs = len(lignes(dite, diapo.points(zone.l), CORPS))
    haut = int((rangs * CORPS * diapo.INTERLIGNE + 6) * diapo.POUCE_PT)
    diapo.texte(page, Cadre(zone.x, zone.y + zone.h - haut, zone.l, haut), dite, CORPS, GRIS)
    return Cadre(zone.x, zone.y, zone.l, zone.h - haut - int(zone.h * ECART))
