"""The test phase of the means of identification: what was tried with which means, and what is still to try
(cards of kind `essai_mie`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.projet.ecriture import regle
from workbench.projet.projet import Projet

GENRE = "essai_mie"
REUSSI, RESERVE, ECHEC, JAMAIS = "reussi", "reserve", "echec", "jamais"


@dataclass(frozen=True)
class Usage:
    """One usage: means → its last trial (None: never tried)."""

    code: str
    libelle: str
    derniers: Mapping[str, Mapping[str, Any] | None]

    def etat(self, moyen: str) -> str:
        """`reussi`, `reserve`, `echec` or `jamais`."""
        last = self.derniers.get(moyen)
        return str(last["resultat"]) if last else JAMAIS


@regle(GENRE)
def dit(fiche: Mapping[str, Any], _: Projet) -> list[str]:
    """A trial that did not simply succeed says what happened."""
    told = str(fiche["constat"] or "").strip()
    return [] if fiche["resultat"] == REUSSI or told else ["Constat : dites ce qui s’est passé"]


def matrix(projet: Projet, moyens: Sequence[str]) -> list[Usage]:
    """Every usage, with the last trial of each of these means: the latest day, then the latest card."""
    cards = sorted(projet.fiches(GENRE), key=lambda card: (card["le"], str(card["id"])))
    last = {(card["usage"], card["moyen"]): card for card in cards}
    usages = projet.genres[GENRE].champ("usage").options
    return [
        Usage(code, word, {means: last.get((code, means)) for means in moyens})
        for code, word in usages.items()
    ]


def means_to_try(projet: Projet, tenus: Sequence[str]) -> list[str]:
    """The means held or chosen here (`tenus`), then those only tried, in the order of the rules."""
    wanted = {*tenus, *(card["moyen"] for card in projet.fiches(GENRE))}
    return [code for code in projet.genres[GENRE].champ("moyen").options if code in wanted]


def tally(usages: Sequence[Usage], moyens: Sequence[str]) -> dict[str, int]:
    """How many pairs usage × means stand in each state."""
    states = [usage.etat(means) for usage in usages for means in moyens]
    return {code: states.count(code) for code in (REUSSI, RESERVE, ECHEC, JAMAIS)}
