"""Rules of the cards about communication: a population must be readable, a text may only hold known
placeholders.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.projet import publics, textes
from workbench.projet.ecriture import regle
from workbench.projet.projet import Projet
from workbench.socle.erreurs import ErreurWorkbench


@regle("message")
@regle("formation")
@regle("modele_texte")
def population(fiche: Mapping[str, Any], projet: Projet) -> list[str]:
    """The population reads."""
    try:
        publics.lire(fiche.get("population"), projet.home)
    except ErreurWorkbench as error:
        return [f"Population : {error.message} {error.conseil}"]
    return []


@regle("modele_texte")
def champs(fiche: Mapping[str, Any], _: Projet) -> list[str]:
    """The placeholders are known."""
    return [
        f"Texte : {fault}"
        for field in ("objet", "corps", "signature")
        for fault in textes.fautes(fiche.get(field))
    ]


@regle("formation")
def presences(fiche: Mapping[str, Any], _: Projet) -> list[str]:
    """Nobody attends a session that has no date."""
    if fiche.get("presents") and fiche.get("le") is None:
        return ["Présents : indiquez d’abord la date de la session"]
    return []
