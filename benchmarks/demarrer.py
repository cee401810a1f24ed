"""Ten hospitals, files unlike the demonstration's, each from an empty home to the ARS workbook in a real
browser: seconds, answers given, what the page said, columns misread.

Usage: python benchmarks/demarrer.py [--hopital N] [--images DIR]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

RACINE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(RACINE))  # tests.outils


def main() -> None:
    """Play them all, or one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hopital", type=int, help="son rang, de 1 à 10")
    parser.add_argument("--images", type=Path)
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright
    from tests.outils.demarrer import Joueur, fautes
    from tests.outils.inconnus import hopitaux
    from tests.outils.navigateur import ARGUMENTS, CHROMIUM, LANCER, ouvrir, serveur

    if CHROMIUM is None:
        print("  non mesuré : chromium n’est pas installé")
        return
    tombes = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for rang, hopital in enumerate(hopitaux(), 1):
            if options.hopital not in (None, rang):
                continue
            with tempfile.TemporaryDirectory() as dossier:
                home, recus = Path(dossier) / "home", Path(dossier) / "recus"
                home.mkdir()
                recus.mkdir()
                for adresse in serveur(home, *LANCER):
                    page = ouvrir(chromium, adresse)
                    joueur = Joueur(page, home, options.images / f"{rang:02}" if options.images else None)
                    debut = time.perf_counter()
                    try:
                        partie = joueur.jouer(hopital, recus)
                    except Exception as erreur:  # the others are played all the same
                        tombes.append(rang)
                        print(f"  {rang:2} {hopital.nom} : arrêté, {str(erreur).splitlines()[0]}", flush=True)
                        if options.images:
                            page.screenshot(path=options.images / f"{rang:02}_arret.png", full_page=True)
                        continue
                    finally:
                        duree = time.perf_counter() - debut
                    mal = fautes(home, hopital)
                    print(
                        f"  {rang:2} {hopital.nom:<52} {duree:4.0f} s, {len(hopital.fichiers)} fichiers,"
                        f" {partie.reponses} réponses, classeur ARS {partie.classeur / 1000:.0f} ko,"
                        f" colonnes mal lues {len(mal)}",
                        flush=True,
                    )
                    for dit in partie.dits:
                        print(f"       dit : {' '.join(dit.split())[:200]}")
                    page.context.close()
        chromium.close()
    if tombes:
        sys.exit(f"arrêtés en route : {tombes}")


if __name__ == "__main__":
    main()
