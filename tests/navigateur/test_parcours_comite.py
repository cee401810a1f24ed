"""The eve of a committee, in a real browser: where we stand, three tasks updated, the documents produced and
opened.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from tests.outils.navigateur import CHROMIUM, au_repos, cliquer, depassement, ouvrir
from tests.outils.paquets_office import DIAPOS

from workbench import projet as steering

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium n’est pas installé"),
]


def en_cours(home: Path) -> int:
    taches = steering.ouvrir(home).lignes("tache")
    return taches.filter(taches["etat"] == "en_cours").height


def attendre(page, home: Path, combien: int) -> bool:
    """Until that many tasks are under way, five seconds at most."""
    for _ in range(50):
        if en_cours(home) >= combien:
            return True
        page.wait_for_timeout(100)
    return False


def mettre_en_cours(page, ident: str) -> None:
    """Choose the task, say it is under way, say why, save."""
    choix = page.get_by_role("combobox", name="Tâche (les plus pressées d’abord)")
    cliquer(choix)
    choix.fill(f"{ident} ")
    page.get_by_role("option", name=f"{ident} ·").first.wait_for()
    page.keyboard.press("Enter")
    cliquer(page.get_by_text("En cours", exact=True).first)
    au_repos(page)
    page.get_by_role("textbox", name="Pourquoi").first.fill("point avant le comité")
    page.keyboard.press("Tab")
    cliquer(page.get_by_role("button", name="Enregistrer", exact=True).first)
    au_repos(page)


def test_la_veille_d_un_comite(adresse, navigateur, home: Path, tmp_path: Path):
    page = ouvrir(navigateur, adresse)
    page.get_by_text("Trois risques").wait_for()
    a_declarer = page.locator(".wb-detail", has_text="à déclarer ou à compléter")
    a_declarer.nth(1).wait_for()
    assert a_declarer.count() == 2

    page = ouvrir(navigateur, f"{adresse}/plan")
    page.get_by_role("heading", name="Le projet est-il dans les temps ?").wait_for()
    todo = steering.ouvrir(home).lignes("tache")
    for rang, ident in enumerate(todo.filter(todo["etat"] == "a_faire")["id"].head(3), 1):
        for _ in range(4):  # a form drawn again while it is being filled in: a person fills it in again
            mettre_en_cours(page, ident)
            if attendre(page, home, rang):
                break
        assert en_cours(home) == rang, page.locator("[data-testid=stAlert]").all_inner_texts()

    page = ouvrir(navigateur, f"{adresse}/exports")
    cliquer(page.get_by_role("button", name="Produire", exact=True))
    page.get_by_role("button", name="Télécharger copil_").first.wait_for()
    with page.expect_download() as attente:
        cliquer(page.get_by_role("button", name=".pptx"))
    attente.value.save_as(tmp_path / "copil.pptx")
    assert len(Presentation(tmp_path / "copil.pptx").slides) in DIAPOS
    cliquer(page.get_by_text("ARS et GRADeS", exact=True))
    page.get_by_text("rien de nominatif n’en sort").wait_for()  # the form of the other document is on screen
    cliquer(page.get_by_role("button", name="Produire", exact=True))
    page.get_by_role("button", name="Télécharger hospiconnect_ars_").first.wait_for()
    with page.expect_download() as attente:
        cliquer(page.get_by_role("button", name=".xlsx"))
    attente.value.save_as(tmp_path / "ars.xlsx")
    assert "Contrôles" in load_workbook(tmp_path / "ars.xlsx").sheetnames
    assert (home / "data/curated/exports.jsonl").read_text("utf-8").count("sha256") == 4, (
        "chaque fichier est consigné"
    )


@pytest.mark.parametrize(
    "chemin", ["plan", "comites", "risques", "exports", "infirmiers", "mie", "region", "revue-acces"]
)
def test_telephone_sans_defilement_horizontal(adresse, telephone, chemin):
    assert depassement(telephone, f"{adresse}/{chemin}") <= 0
