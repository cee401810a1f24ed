"""Every page on hospitals that have little: three files and no national directory, or one file only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.outils.pages import PAGES, ouvrir, textes
from tests.outils.petit_hopital import fichiers, publie_petit_hopital

from workbench.warehouse import close_published

TOUS = tuple(fichiers())
LIVRES = {"trois fichiers": TOUS, "rh seule": TOUS[:1]}
BRUTS = re.compile(r"\b(None|nan|NaN|null|inf)\b")


@pytest.fixture(scope="module", params=LIVRES.values(), ids=LIVRES.keys())
def pauvre(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("pauvre")
    publie_petit_hopital(home, seulement=request.param)
    yield home
    close_published(home)


def test_aucune_page_ne_tombe(pauvre: Path, monkeypatch: pytest.MonkeyPatch):
    app = ouvrir(pauvre, monkeypatch, next(iter(PAGES)))
    tombees = {}
    for code, fichier in PAGES.items():
        app.switch_page(fichier).run()
        lu = re.sub(r"<style.*?</style>|<[^>]+>", " ", textes(app), flags=re.S)
        if app.exception or app.error or BRUTS.search(lu) or not app.title:
            tombees[code] = [*app.exception, *app.error, *BRUTS.findall(lu)]
    assert tombees == {}
