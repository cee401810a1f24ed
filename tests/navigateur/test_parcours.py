"""Journeys in a real browser, against a real server."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.outils.navigateur import CHROMIUM, LANCER, au_repos, cliquer, depassement, ouvrir, serveur

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium n’est pas installé"),
]


@pytest.fixture(scope="module")
def adresse(petite_demo: Path) -> Iterator[str]:
    yield from serveur(petite_demo, *LANCER)


@pytest.fixture
def chez_le_sponsor(petite_demo: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("WORKBENCH_ROLE", "sponsor")
    yield from serveur(petite_demo, *LANCER)


@pytest.fixture
def serveur_froid(petite_demo: Path) -> Iterator[str]:
    yield from serveur(petite_demo, *LANCER)


@pytest.fixture
def page_seule(petite_demo: Path) -> Iterator[str]:
    page = "pages/pilotage/couverture_rpps.py"
    yield from serveur(petite_demo, "-m", "streamlit", "run", page, "--server.port", "{port}")


def test_codir_tient_en_un_ecran_et_donne_le_classeur(adresse, navigateur, tmp_path):
    page = ouvrir(navigateur, f"{adresse}/codir")
    page.wait_for_url(f"{adresse}/")  # served at the root, found at the address people type
    page.wait_for_selector(".wb-score")
    page.get_by_text("Trois décisions à prendre").wait_for()  # drawn after both cards
    page.locator(".wb-decisions li").last.wait_for()
    assert page.locator(".wb-score").count() == 4
    assert page.locator(".wb-etat").first.is_visible()
    assert page.locator(".wb-decisions li").last.bounding_box()["y"] < 900
    cliquer(page.get_by_text("Pourquoi, qui, agir").first)
    page.get_by_text("Comment nous le mesurons").first.wait_for()
    page.keyboard.press("Escape")
    with page.expect_download() as attente:
        cliquer(page.get_by_role("button", name="Classeur pour l’ARS"))
    fichier = tmp_path / "ars.xlsx"
    attente.value.save_as(fichier)
    assert load_workbook(fichier).sheetnames[0] == "Lisez-moi"


AU_FOND_DE_LA_SALLE = 18  # px, the smallest letters on a projector
LETTRES = """() => Math.min(...[...document.querySelectorAll(".block-container *")]
    .filter((un) => un.offsetParent && un.dataset.testid !== "stIconMaterial"
        && [...un.childNodes].some((mot) => mot.nodeType === Node.TEXT_NODE && mot.data.trim()))
    .map((un) => parseFloat(getComputedStyle(un).fontSize) * un.currentCSSZoom))"""


def test_le_sponsor_projette_puis_imprime_une_page(chez_le_sponsor, navigateur, tmp_path):
    page = ouvrir(navigateur, chez_le_sponsor, 1920, 1080)
    page.get_by_text("Trois risques").wait_for()
    assert page.evaluate(LETTRES) < AU_FOND_DE_LA_SALLE
    for geste, tient in (("Afficher pour un projecteur", True), ("Revenir à l’affichage ordinaire", False)):
        cliquer(page.locator(".st-key-barre_aide button"))
        cliquer(page.get_by_role("button", name=geste))
        page.get_by_role("button", name=geste).wait_for(state="hidden")
        au_repos(page)
        assert (page.evaluate(LETTRES) >= AU_FOND_DE_LA_SALLE) is tient, geste
    page.emulate_media(media="print")
    page.pdf(path=tmp_path / "codir.pdf", prefer_css_page_size=True, print_background=True)
    texte = subprocess.run(
        ["pdfinfo", tmp_path / "codir.pdf"], capture_output=True, text=True, check=True
    ).stdout
    assert "Pages:           1\n" in texte


def test_couverture_population_url_et_personnes(adresse, navigateur):
    page = ouvrir(navigateur, adresse)
    page.wait_for_selector(".wb-score")
    cliquer(page.get_by_role("button", name="Personnes"))
    cliquer(page.get_by_role("menuitem", name="Couverture RPPS"))
    page.get_by_role("heading", name="Qui a un numéro RPPS prouvé").wait_for()
    cliquer(page.get_by_text("Agents présents", exact=True).first)
    page.wait_for_function("() => location.search.includes('population=')")
    page.get_by_role("textbox", name="Raison de la consultation").fill("préparer le comité")
    cliquer(page.get_by_role("button", name="Afficher les personnes"))
    page.get_by_text("Consultation enregistrée").wait_for()
    page.get_by_role("columnheader", name="Prochaine étape").last.wait_for()
    adresse_partagee = page.url
    autre = ouvrir(navigateur, adresse_partagee)
    autre.get_by_role("heading", name="Qui a un numéro RPPS prouvé").wait_for()
    autre.locator(".wb-chiffres dt", has_text="Agents présents").wait_for()


@pytest.mark.parametrize("chemin", ["", "couverture", "sources"])
def test_telephone_sans_defilement_horizontal(adresse, telephone, chemin):
    assert depassement(telephone, f"{adresse}/{chemin}") <= 0


def test_lien_profond_sur_serveur_froid(serveur_froid, navigateur):
    page = ouvrir(navigateur, f"{serveur_froid}/couverture")
    page.get_by_role("heading", name="Qui a un numéro RPPS prouvé").wait_for()
    page.get_by_role("button", name="Jalons").wait_for()
    assert page.get_by_text("Cette page n’existe pas").or_(page.get_by_text("Page not found")).count() == 0


def test_page_lancee_seule_refuse(page_seule, navigateur):
    page = ouvrir(navigateur, page_seule)
    page.get_by_text("Cette page s’ouvre depuis l’application.").wait_for()
    assert page.locator(".wb-chiffres").count() == 0
    assert page.get_by_text("Afficher les personnes").count() == 0


def test_rien_n_est_demande_au_dehors(adresse, navigateur):
    demandes: list[str] = []
    contexte = navigateur.new_context(locale="fr-FR")
    page = contexte.new_page()
    page.on("request", lambda requete: demandes.append(requete.url))
    page.goto(adresse)
    page.wait_for_selector(".wb-score", timeout=45_000)
    page.wait_for_timeout(2000)
    dehors = [url for url in demandes if not url.startswith((adresse, "data:", "blob:"))]
    assert dehors == []
