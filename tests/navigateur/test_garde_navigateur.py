"""The application as `make run` opens it, attacked from a real browser, every outgoing connection watched."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.outils.demo import copier
from tests.outils.navigateur import CHROMIUM, RACINE, au_repos, ouvrir, port_libre

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium n’est pas installé"),
]
SURVEILLER = """
import sys
from pathlib import Path
def watch(event, args):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        with open({journal!r}, "a") as suite:
            suite.write(f"{{event}} {{args[1:]}}" + chr(10))
sys.addaudithook(watch)
from workbench.cli import main
main()
"""
SOCKET = """adresse => new Promise(dit => { const s = new WebSocket(adresse);
    s.onopen = () => dit("ouvert"); s.onerror = () => dit("refusé") })"""


@pytest.fixture(scope="module")
def locale(petite_demo: Path, tmp_path_factory: pytest.TempPathFactory):
    """(address with its token, port, file of outgoing connections) of `workbench serve --local`."""
    dossier = tmp_path_factory.mktemp("locale")
    home, port = copier(petite_demo, dossier / "home"), port_libre()
    journal, dit = dossier / "sorties.txt", dossier / "dit.txt"
    journal.touch()
    with dit.open("w") as sortie:
        processus = subprocess.Popen(
            [
                *(sys.executable, "-c", SURVEILLER.format(journal=str(journal))),
                *("serve", "--local", "--home", str(home), "--port", str(port)),
            ],
            cwd=RACINE,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdout=sortie,
            stderr=subprocess.STDOUT,
        )
    try:
        for _ in range(120):
            if "jeton=" in (lu := dit.read_text("utf-8")):
                break
            time.sleep(0.25)
        yield next(mot for mot in lu.split() if mot.startswith("http")), port, journal
    finally:
        processus.terminate()
        processus.wait(20)


def _aller(page, adresse: str) -> int:
    for _ in range(60):
        try:
            return page.goto(adresse).status
        except Exception:
            page.wait_for_timeout(500)
    raise AssertionError(f"{adresse} ne répond pas")


def test_l_application_a_jeton_ne_sort_pas_et_ne_montre_rien_ailleurs(locale, navigateur):
    adresse, port, journal = locale
    ici = f"http://127.0.0.1:{port}"
    page = navigateur.new_context(locale="fr-FR").new_page()
    assert _aller(page, ici) == 403
    fautes: list[str] = []
    page.on("console", lambda dit: fautes.append(dit.text) if "Content Security" in dit.text else None)
    demandes: list[str] = []
    page.on("request", lambda demande: demandes.append(demande.url))
    page.goto(adresse)
    page.wait_for_selector(".wb-score")
    au_repos(page)
    assert "jeton" not in page.url
    page.goto(f"{ici}/couverture")
    page.get_by_text("Qui a un numéro RPPS prouvé").first.wait_for()
    assert page.evaluate(SOCKET, f"ws://127.0.0.1:{port}/_stcore/stream") == "ouvert"
    assert fautes == []
    assert {url.split("/")[2] for url in demandes if url.startswith("http")} == {f"127.0.0.1:{port}"}

    with_cookie = page.context.new_page()  # the same browser, our cookie in it
    assert with_cookie.goto(f"http://evil.example:{port}/").status == 403
    assert with_cookie.evaluate(SOCKET, f"ws://evil.example:{port}/_stcore/stream") == "refusé"
    assert with_cookie.evaluate(SOCKET, f"ws://127.0.0.1:{port}/_stcore/stream") == "refusé"
    stranger = ouvrir(navigateur, f"{ici}/_stcore/health")  # another browser, without the token
    assert stranger.evaluate(SOCKET, f"ws://127.0.0.1:{port}/_stcore/stream") == "refusé"
    assert journal.read_text("utf-8") == ""
