"""README screenshot of Vue CODIR, from a home already run: `python -m tests.navigateur.photo_readme
DOSSIER`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright
from tests.outils.navigateur import ARGUMENTS, CHROMIUM, LANCER, RACINE, ouvrir, serveur

IMAGE = RACINE / "docs" / "images" / "vue_codir.png"


def photographier(home: Path) -> Path:
    """Serve that home, open the page at 1440 × 900, save the image."""
    IMAGE.parent.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for adresse in serveur(home, *LANCER):
            page = ouvrir(chromium, adresse)
            page.wait_for_selector(".wb-score")
            page.wait_for_timeout(2500)
            page.screenshot(path=IMAGE)
        chromium.close()
    return IMAGE


if __name__ == "__main__":
    print(photographier(Path(sys.argv[1]).resolve()))
