"""One browser for the session; a server of its own, on its own copy of the demonstration, for each
journey.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.outils.commandes import LANCER
from tests.outils.demo import copier
from tests.outils.navigateur import ARGUMENTS, CHROMIUM, serveur


@pytest.fixture(scope="session")
def navigateur():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True)
def onglets_fermes(navigateur):
    """A page left open goes on asking for its server, gone or not, for as long as the suite lasts."""
    before = navigateur.contexts
    yield
    for context in navigateur.contexts:
        if context not in before:
            context.close()


@pytest.fixture(scope="module")
def telephone(navigateur):
    """One phone for the pages of a server: what the application loads once, it keeps."""
    context = navigateur.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR")
    page = context.new_page()
    page.set_default_timeout(45_000)
    yield page
    context.close()


@pytest.fixture(scope="module")
def home(petite_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copier(petite_demo, tmp_path_factory.mktemp("parcours") / "home")


@pytest.fixture(scope="module")
def adresse(home: Path) -> Iterator[str]:
    yield from serveur(home, "-c", LANCER, "serve", "--home", "{home}", "--port", "{port}")
