"""From Accueil to what is looked for: clicks and fields it takes, counted on the page itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from tests.outils.accessibilite import LARGE, Visiteur
from tests.outils.navigateur import au_repos, cliquer

from workbench.ui.session import ACCUEIL, pages
from workbench.warehouse import read_table

SERVICES = 3


@dataclass
class Gestes:
    """Clicks, or fields filled in."""

    services: int = 0
    comite: int = 0
    infirmiers: int = 0
    personne: int = 0


def compter(visiteur: Visiteur, home: Path) -> Gestes:
    """Look for each, once. The last ones load the application again: nothing else is tried in this tab."""
    tab, faits = visiteur.tab, Gestes()
    tab.set_viewport_size(LARGE)
    visiteur.aller(pages()[ACCUEIL])
    assert tab.locator(".wb-ou a").count() >= SERVICES, "services of an objective at risk, without a click"
    tab.get_by_role("heading", name=re.compile("^Depuis")).wait_for()
    assert tab.locator(".wb-evolutions li").first.is_visible(), "what moved, without a click"
    faits.personne = _personne(tab, home)
    visiteur.aller(pages()[ACCUEIL])
    for lien in (
        tab.get_by_role("link", name=re.compile("Voir .*infirmiers sans numéro")),
        tab.locator(".wb-ou a"),
    ):
        lien.first.wait_for()
        cliquer(lien.first)
        faits.infirmiers += 1
    tab.locator(".wb-total", has_text="infirmiers sans numéro").wait_for()
    tab.wait_for_url(re.compile("service="))
    return faits


def _personne(tab: Any, home: Path) -> int:
    """By the field of the bar, opened by Ctrl+K, left by Échap."""
    gens = read_table(home, "mart.personne").filter(pl.col("nom").str.contains(r"^[A-Z]{4,}$"))
    seuls = gens.filter(pl.struct("nom", "prenom").is_unique()).sort("id_unique")
    une = seuls.row(0, named=True)
    tab.keyboard.press("Control+k")
    assert "Chercher" in (tab.evaluate("() => document.activeElement.getAttribute('aria-label') || ''"))
    tab.keyboard.press("Escape")
    assert tab.get_by_role("option").count() == 0, "Échap ferme la liste"
    tab.keyboard.press("Control+k")
    tab.keyboard.type(f"{une['prenom']} {une['nom']}")
    tab.keyboard.press("Enter")
    tab.get_by_role("heading", name="Que faire maintenant").wait_for()
    au_repos(tab)
    return 1
