"""Screenshots of `docs/guide`, with what each shows: `python -m tests.navigateur.photos_guide [DOSSIER]`.

Without a folder, on a demonstration made for the occasion, always the same. `vues.json` beside the images
keeps the headings each shows: `tests/test_guides.py` fails once one is no longer written by its page.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright
from tests.outils.commandes import commande
from tests.outils.guides import ecrits
from tests.outils.navigateur import ARGUMENTS, CHROMIUM, LANCER, RACINE, au_repos, ouvrir, serveur

from workbench.ui.session import ACCUEIL, pages

IMAGES = RACINE / "docs" / "guide" / "images"
LARGEUR, HAUTEUR = 1180, 680
JOUR = "2026-11-05"  # the day the pages believe it is
# image → the role that looks, the page
PHOTOS = {
    "accueil_sponsor": ("sponsor", "vue_codir"),
    "plan_equipe": ("equipe", "plan"),
    "revue_analyste": ("analyste", "revue"),
    "personnes_rh": ("rh", "personnes"),
    "comptes_dsi": ("dsi", "comptes"),
    "jalons_lecteur": ("lecteur", "jalons"),
}
DESSINEE = """() => !document.querySelector('[data-testid="stSkeleton"]')"""
VISIBLES = """hauteur => [...document.querySelectorAll("h1, h2, h3")]
    .filter((un) => un.getBoundingClientRect().bottom < hauteur).map((un) => un.innerText.trim())"""


def photographier(home: Path) -> None:
    """Each page as its role sees it, and its headings."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    vues: dict[str, Any] = {}
    os.environ["WORKBENCH_AUJOURD_HUI"] = JOUR
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for nom, (role, code) in PHOTOS.items():
            os.environ["WORKBENCH_ROLE"] = role
            vue = pages()[code]
            for adresse in serveur(home, *LANCER):
                page = ouvrir(
                    chromium, f"{adresse}/{'' if code == ACCUEIL else vue.adresse}", LARGEUR, HAUTEUR
                )
                page.get_by_role("heading", level=1, name=vue.question).wait_for()
                page.wait_for_function(DESSINEE)  # widgets of a kind not yet loaded stand as grey blocks
                au_repos(page)
                page.screenshot(path=IMAGES / f"{nom}.png")
                titres = [dit for dit in page.evaluate(VISIBLES, HAUTEUR) if dit in ecrits(vue.fichier)]
                vues[nom] = {"page": code, "role": role, "question": vue.question, "titres": titres}
        chromium.close()
    dits = json.dumps(vues, ensure_ascii=False, indent=1)
    (IMAGES / "vues.json").write_text(f"{dits}\n", "utf-8")


def main() -> None:
    """The given home, else a small demonstration with its own seed."""
    with tempfile.TemporaryDirectory() as dossier:
        home = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else Path(dossier)
        if len(sys.argv) < 2:
            for etape in (("demo", "--agents", "300", "--rpps", "3000", "--graine", "7"), ("run", "--tout")):
                resultat = commande(*etape, home=home)
                if resultat.returncode:
                    sys.exit(resultat.stderr)
        photographier(home)


if __name__ == "__main__":
    main()
