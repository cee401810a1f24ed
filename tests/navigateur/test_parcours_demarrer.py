"""From an empty home to a published version, in a real browser, with files unlike the demonstration's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.outils.commandes import LANCER
from tests.outils.navigateur import CHROMIUM, cliquer, ouvrir, serveur
from tests.outils.petit_hopital import fichiers

from workbench.access import ouvrir as ouvrir_acces

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium n’est pas installé"),
]


@pytest.fixture
def vide(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def adresse(vide: Path) -> Iterator[str]:
    yield from serveur(vide, "-c", LANCER, "serve", "--home", "{home}", "--port", "{port}")


def test_de_trois_fichiers_a_une_version_publiee(adresse, navigateur, vide):
    page = ouvrir(navigateur, adresse)
    page.get_by_role("heading", name="1. Déposez vos fichiers").wait_for()
    page.locator('input[type="file"]').set_input_files(
        [
            {"name": nom, "mimeType": "application/octet-stream", "buffer": contenu}
            for nom, contenu in fichiers().items()
        ]
    )
    page.get_by_label("Nom de l’établissement").fill("CH des Deux Rives")
    cliquer(page.get_by_role("button", name="Enregistrer l’établissement"))
    cliquer(page.get_by_label("Quelle colonne donne : service"))
    cliquer(page.get_by_role("option", name="UF"))
    cliquer(page.get_by_role("button", name="C’est juste : garder ces fichiers"))
    cliquer(page.get_by_role("button", name="Lancer le calcul"))
    page.get_by_text("Calcul en cours").first.wait_for()
    page.reload()  # the run goes on, and is still seen
    page.get_by_text("40 personnes présentes").wait_for()
    cliquer(page.get_by_role("button", name="Publier cette version"))
    page.get_by_text("Version publiée").wait_for()
    synthese = ouvrir_acces(vide, "essai", "parcours").agregat("synthese").row(0, named=True)
    assert (synthese["presentes"], synthese["comptes"], synthese["comptes_dpi"]) == (40, 70, 30)
    cliquer(page.get_by_role("link", name="Voir la page"))
    page.locator(".wb-score").first.wait_for()
