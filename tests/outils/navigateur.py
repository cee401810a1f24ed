"""A real server and a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP evil.example 127.0.0.1",  # what DNS rebinding does
]


def port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


def serveur(home: Path, *commande: str) -> Iterator[str]:
    """A server of its own on a free port, stopped at the end."""
    port = port_libre()
    env = os.environ | {"WORKBENCH_HOME": str(home), "WORKBENCH_UTILISATEUR": "parcours"}
    processus = subprocess.Popen(
        [sys.executable, *(morceau.format(port=port, home=home) for morceau in commande)],
        cwd=RACINE,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    adresse = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{adresse}/_stcore/health", timeout=1)
                break
            except OSError:
                time.sleep(0.5)
        yield adresse
    finally:
        processus.terminate()
        processus.wait(20)


LANCER = (
    "-c",
    "from pathlib import Path; from workbench.ui.serveur.demarrage import demarrer;"
    " demarrer(Path(r'{home}'), {port})",
)


def ouvrir(navigateur, adresse: str, largeur: int = 1440, hauteur: int = 900):
    page = navigateur.new_context(viewport={"width": largeur, "height": hauteur}, locale="fr-FR").new_page()
    page.set_default_timeout(45_000)
    page.goto(adresse)
    return page


def depassement(page, adresse: str) -> int:
    """By how many pixels a page, once drawn, is wider than the screen."""
    page.goto(adresse)
    page.wait_for_selector(".wb-source")
    au_repos(page)
    large: int = page.evaluate("""() => { const zone = document.querySelector('[data-testid="stMain"]');
        return Math.max(zone.scrollWidth - zone.clientWidth,
                        document.documentElement.scrollWidth - document.documentElement.clientWidth); }""")
    return large


def au_repos(page) -> None:
    """Until the script has finished and stays so, and nothing of the page before is left on screen: a key
    pressed while the page is being redrawn goes nowhere, and a button may stand there twice.
    """
    repos = page.locator(
        '[data-testid="stApp"][data-test-script-state="notRunning"]:not(:has([data-stale="true"]))'
    )
    for _ in range(3):
        repos.wait_for(state="attached")
        page.wait_for_timeout(250)


def cliquer(cible) -> None:
    """Press what stands there once the page has come to rest."""
    cible.first.wait_for()
    au_repos(cible.page)
    cible.click()
